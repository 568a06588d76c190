"""Rules as data: what a self-check asks, what it requires, and on which clause each part rests.

The vocabulary is closed: `all`, `any`, `not`, comparisons of facts with values or dated parameters,
and the named functions of functions.py. There are no free expressions.
"""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_\-]*$")]
PassageId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_\-]+#[a-z0-9_\-]+$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
FactType = Literal["money", "count", "age", "bool", "choice", "date"]
Operator = Literal["eq", "ne", "lt", "le", "gt", "ge", "in"]
OutcomeName = Literal[
    "likely", "unlikely", "missing_information", "needs_review", "no_local_standard"
]
Scalar = bool | int | float | str


class RuleModel(BaseModel):
    """Base: unknown fields are refused, loaded rules do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Choice(RuleModel):
    """One answer of a choice fact; `synonyms` are other ways to say it."""

    value: Scalar
    label: Text
    synonyms: list[Text] = []


class Fact(RuleModel):
    """One thing a self-check asks for."""

    id: Slug
    label: Text
    type: FactType
    question: Text
    # The answer to 为什么要问这个, and the clause behind it.
    why: Text
    source: PassageId
    help: Text | None = None
    # Money is asked for this period; amounts said for another are converted.
    period: Literal["month", "year"] | None = None
    unit: str = ""
    choices: list[Choice] = []
    min: float | None = None
    max: float | None = None

    @model_validator(mode="after")
    def check_choices(self) -> "Fact":
        """A choice fact needs choices, and only it has them."""
        if (self.type == "choice") != bool(self.choices):
            raise ValueError("choice 类型必须有 choices,其他类型不能有")
        return self


class Operand(RuleModel):
    """One side of a comparison: a fact, a parameter (times a factor), a value, or a function."""

    fact: Slug | None = None
    param: Slug | None = None
    factor: float = 1.0
    value: Scalar | list[Scalar] | None = None
    call: str | None = None
    of: list[Slug] = []

    @model_validator(mode="after")
    def check_one(self) -> "Operand":
        """Exactly one kind of operand."""
        given = [self.fact, self.param, self.call]
        if sum(g is not None for g in given) + (self.value is not None) != 1:
            raise ValueError("fact、param、value、call 只能写一个")
        return self


class Compare(RuleModel):
    """`left op right`."""

    left: Operand
    op: Operator
    right: Operand


class All(RuleModel):
    """True when every part is true; one false part decides."""

    all: list["Test"] = Field(min_length=1)


class AnyOf(RuleModel):
    """True when one part is true."""

    any: list["Test"] = Field(min_length=1)


class Not(RuleModel):
    """The opposite."""

    not_: "Test" = Field(alias="not")


Test = Compare | All | AnyOf | Not


class Texts(RuleModel):
    """What is said of a condition when it passed, failed, or is not known."""

    passed: Text
    failed: Text
    unknown: Text


class Condition(RuleModel):
    """One requirement with its clause. All conditions of a rule must pass."""

    id: Slug
    source: PassageId
    test: Test
    texts: Texts
    # What a missing or unusable local value leads to.
    without_standard: Literal["needs_review", "no_local_standard"] = "needs_review"


class Line(RuleModel):
    """A paper to bring or a step to take, with its clause."""

    text: Text
    source: PassageId


class Rule(RuleModel):
    """The self-check of one service; `id` is the service id."""

    id: Slug
    title: Text
    facts: list[Fact] = Field(min_length=1)
    conditions: list[Condition] = Field(min_length=1)
    documents: list[Line] = []
    next_steps: list[Line] = []
    also: list[Slug] = []
    # Lines with `{{parameter}}` shown with the result: dated figures and what is not known.
    notes: list[Line] = []

    def fact(self, fact_id: str) -> Fact | None:
        """A fact by id."""
        return next((f for f in self.facts if f.id == fact_id), None)


class RuleCase(RuleModel):
    """A worked example that must keep its outcome; publishing runs all of them."""

    id: Slug
    rule: Slug
    name: Text
    facts: dict[str, Any]
    as_of: date
    region: Text = "镇江市"
    outcome: OutcomeName
    # Condition id → status, for those the case is about.
    conditions: dict[str, Literal["pass", "fail", "unknown"]] = {}
