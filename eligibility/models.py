"""Rules as data: what a self-check asks, what it requires, and on which clause each part rests.

The vocabulary is closed: `all`, `any`, `not`, `any_member`, comparisons of facts with values or
dated parameters, and the named functions of functions.py. There are no free expressions, and no
fact is free text.
"""

import inspect
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from eligibility.functions import FUNCTIONS

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_\-]*$")]
PassageId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_\-]+#[a-z0-9_\-]+$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
FactType = Literal["money", "count", "age", "bool", "choice", "date", "members"]
Operator = Literal["eq", "ne", "lt", "le", "gt", "ge", "in", "between"]
OutcomeName = Literal[
    "likely", "unlikely", "missing_information", "needs_review", "no_local_standard"
]
Status = Literal["pass", "fail", "unknown"]
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
    """One thing a self-check asks for.

    A `members` fact is a list of records with the given `fields` (one per person of the household);
    forms and outside callers supply it, a conversation never asks for it.
    """

    id: Slug
    label: Text
    type: FactType
    question: Text
    # The answer to 为什么要问这个, and the clause behind it.
    why: Text
    source: PassageId
    help: Text | None = None
    # What a term of the question means (共同生活的家庭成员 …), with its clause.
    explain: "Line | None" = None
    # Money is asked for this period; amounts said for another are converted.
    period: Literal["month", "year"] | None = None
    unit: str = ""
    choices: list[Choice] = []
    # Words that mean yes or no to this question beside 是, 有, 不, 没有 …
    yes_words: list[Text] = []
    no_words: list[Text] = []
    min: float | None = None
    max: float | None = None
    # How a free sentence names this fact (存款, 户口, 我妈 …): it is taken from one unasked.
    cues: list[Text] = []
    # A date that cannot lie after today (a birthday).
    past: bool = False
    # A date of which the month is enough; its first day is taken then.
    day_optional: bool = False
    # Asked last: it changes papers, steps or dates, not the outcome.
    shapes: bool = False
    # Health and money: not to be shown to anyone but the person and the office.
    sensitive: bool = False
    fields: list["Fact"] = []

    @model_validator(mode="after")
    def check_parts(self) -> "Fact":
        """Only a choice fact has choices, only a members fact has fields."""
        if (self.type == "choice") != bool(self.choices):
            raise ValueError("choice 类型必须有 choices，其他类型不能有")
        if (self.type == "members") != bool(self.fields):
            raise ValueError("members 类型必须有 fields，其他类型不能有")
        return self


class Operand(RuleModel):
    """One side of a comparison: a fact, a parameter (times a factor), a value, or a function."""

    fact: Slug | None = None
    param: Slug | None = None
    factor: float = Field(default=1.0, gt=0)
    value: Scalar | list[Scalar] | None = None
    call: str | None = None
    of: list[Slug] = []

    @model_validator(mode="after")
    def check_one(self) -> "Operand":
        """Exactly one kind of operand; a function exists and gets as many facts as it takes."""
        given = [self.fact, self.param, self.call]
        if sum(g is not None for g in given) + (self.value is not None) != 1:
            raise ValueError("fact、param、value、call 只能写一个")
        if self.call is None:
            return self
        if self.call not in FUNCTIONS:
            raise ValueError(f"没有这个函数：{self.call}")
        wanted = len(inspect.signature(FUNCTIONS[self.call]).parameters) - 1
        if len(self.of) != wanted:
            raise ValueError(f"函数{self.call}要{wanted}个事实")
        return self


class Compare(RuleModel):
    """`left op right`. `in` and `between` (both ends included) take a list of values."""

    left: Operand
    op: Operator
    right: Operand

    @model_validator(mode="after")
    def check_list(self) -> "Compare":
        """Lists stand only where they mean something."""
        value = self.right.value
        if (self.op in ("in", "between")) != isinstance(value, list):
            raise ValueError("in 和 between 的右边是列表，其他比较不是")
        if self.op == "between" and isinstance(value, list) and len(value) != 2:
            raise ValueError("between 的右边是两个数")
        return self


class All(RuleModel):
    """True when every part is true; one false part decides."""

    all: list["Test"] = Field(min_length=1)


class AnyOf(RuleModel):
    """True when one part is true."""

    any: list["Test"] = Field(min_length=1)


class Not(RuleModel):
    """The opposite."""

    not_: "Test" = Field(alias="not")


class Members(RuleModel):
    """A `members` fact and what one of its records must satisfy."""

    fact: Slug
    where: "Test"


class AnyMember(RuleModel):
    """True when the test holds for at least one member of the household."""

    any_member: Members


Test = Compare | All | AnyOf | Not | AnyMember


class Line(RuleModel):
    """A paper to bring, a step to take, a note, with its clause; `when`: left out if false."""

    text: Text
    source: PassageId
    when: Test | None = None


class Texts(RuleModel):
    """What is said of a condition when it passed, failed, or is not known."""

    passed: Text
    failed: Text
    # Facts are missing.
    unknown: Text
    # Instead of `passed` when it was judged by a figure past its review date.
    passed_overdue: Text | None = None
    # Instead of `unknown` when no fact is missing but the figure is too old, or not there at all.
    unknown_overdue: Text | None = None
    unknown_absent: Text | None = None


class Variant(RuleModel):
    """Another sentence for one status, said when a test is true (which way it was passed …)."""

    when: Test
    status: Status
    text: Text


class Condition(RuleModel):
    """One requirement with its clause. All conditions of a rule must pass."""

    id: Slug
    source: PassageId
    test: Test
    texts: Texts
    variants: list[Variant] = []
    # What a local value that is not in the library leads to; one past its review: needs_review.
    without_standard: Literal["needs_review", "no_local_standard"] = "needs_review"


class Term(RuleModel):
    """What a step of an estimate counts with: a fact, a figure, a value, or an earlier step."""

    fact: Slug | None = None
    param: Slug | None = None
    factor: float = Field(default=1.0, gt=0)
    value: float | None = None
    step: Slug | None = None

    @model_validator(mode="after")
    def check_one(self) -> "Term":
        """Exactly one kind of term."""
        if sum(t is not None for t in (self.fact, self.param, self.value, self.step)) != 1:
            raise ValueError("fact、param、value、step 只能写一个")
        return self


class Step(RuleModel):
    """One line of arithmetic: the terms joined by `op`, from left to right.

    `text` says in words what is counted (人均收入 = 全家月收入 ÷ 人数).
    """

    id: Slug
    text: Text
    op: Literal["add", "sub", "mul", "div", "min", "max"]
    of: list[Term] = Field(min_length=1)
    unit: str = "元"


class Estimate(RuleModel):
    """An amount worked out line by line; the last step is the result, never below 0.

    Not made when `when` is false, or when a fact or figure is missing.
    """

    id: Slug
    title: Text
    source: PassageId
    when: Test | None = None
    steps: list[Step] = Field(min_length=1)
    # Said under the result: what it does not count, who decides.
    caution: Text


class Period(RuleModel):
    """A legal period in days, counted from the day after a date fact or after another period."""

    id: Slug
    title: Text
    # A date fact, or the period before.
    after: Slug
    days: int = Field(gt=0)
    source: PassageId


class Rule(RuleModel):
    """The self-check of one service; `id` is the service id."""

    id: Slug
    title: Text
    kind: Literal["selfcheck", "estimate"] = "selfcheck"
    # A shared yes-or-no fact without which it is not for this family (家里有老人吗): the policy
    # finder asks it first. Rules without `finder` are no benefits, and the finder leaves them out.
    screen: Slug | None = None
    finder: bool = False
    # What it is and what it is not, said before the first question.
    intro: Text | None = None
    sources: list[PassageId] = []
    facts: list[Fact] = Field(min_length=1)
    conditions: list[Condition] = Field(min_length=1)
    documents: list[Line] = []
    next_steps: list[Line] = []
    also: list[Slug] = []
    # Lines with `{{parameter}}` shown with the result: dated figures and what is not known.
    notes: list[Line] = []
    estimates: list[Estimate] = []
    periods: list[Period] = []

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
    conditions: dict[str, Status] = {}
    # The facts still to be asked, in order; None: the case is not about them.
    missing: list[Slug] | None = None
    # Estimate id → amount; null: none can be made. Those not named are not looked at.
    estimates: dict[str, float | None] = {}
    # Period id → its last day.
    periods: dict[str, date] = {}


def operands(test: Test) -> list[Operand]:
    """Every operand of a test, in order; those about a household member's fields are left out."""
    if isinstance(test, Compare):
        return [test.left, test.right]
    if isinstance(test, Not):
        return operands(test.not_)
    if isinstance(test, AnyMember):
        return [Operand(fact=test.any_member.fact)]
    parts = test.all if isinstance(test, All) else test.any
    return [operand for part in parts for operand in operands(part)]


def facts_of(test: Test) -> list[str]:
    """Ids of all facts a test looks at, in order, each once."""
    found = [name for o in operands(test) for name in ([o.fact] if o.fact else o.of)]
    return list(dict.fromkeys(found))
