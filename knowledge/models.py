"""The content model: what an editor writes in `knowledge/content/`, field by field.

The format is described for editors in docs/content.md. Every model refuses unknown fields.
"""

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_\-]*$")]
PassageId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_\-]+#[a-z0-9_\-]+$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]

Validity = Literal["in_force", "expired", "superseded", "not_yet"]
Status = Literal[
    "answered", "partial", "no_basis", "outdated_only",
    "out_of_scope", "needs_person", "emergency", "clarify",
]  # fmt: skip
Aspect = Literal[
    "policy", "eligibility", "cost", "documents", "place", "time", "procedure",
    "definition", "contact", "complaint", "history", "consequence",
]  # fmt: skip
Area = Literal[
    "社会救助", "低保", "特困", "临时救助", "流浪救助", "结婚", "离婚", "收养", "养老", "殡葬",
    "残疾人", "儿童", "社会组织", "志愿与社工", "慈善与彩票", "地名区划社区", "渠道与边界", "规划",
]  # fmt: skip


class ContentModel(BaseModel):
    """Base of all content: unknown fields are refused, values are not changed after load."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Clause(ContentModel):
    """One citable passage of a document; its passage id is `<document id>#<clause id>`."""

    id: Slug
    # Printed in citations (第八条, 第三章第一节, 专栏1). None: the article number is not verified,
    # the citation then names the document only.
    label: Text | None = None
    heading: Text | None = None
    text: Text
    services: list[Slug] = []
    # The date its figures describe, where that is not the document's own validity (end of 2020 …).
    as_of: date | None = None
    # A value or rule of the past: never answered from as current, shown as history.
    history: bool = False


class Document(ContentModel):
    """A law, regulation, plan, notice or press statement, as a digest or as imported text."""

    id: Slug
    title: Text
    issuer: Text
    number: Text | None = None
    region: Text = "国家"
    kind: Literal["digest", "official"] = "digest"
    published: date | None = None
    effective_from: date
    effective_until: date | None = None
    supersedes: list[Slug] = []
    # For text known to be replaced by something that is not in the library.
    superseded_on: date | None = None
    superseded_note: Text | None = None
    url: Text | None = None
    # Where the project knows it from, and how sure it is: for staff.
    source: Text
    clauses: list[Clause] = Field(min_length=1)


class ParameterRow(ContentModel):
    """One dated, regional value. Dates are inclusive."""

    region: Text
    valid_from: date = Field(alias="from")
    until: date | None = None
    value: int | float | str
    source: PassageId
    published: date | None = None
    # After this day the value counts as overdue: it is told with its date, never as current.
    review_by: date | None = None
    note: Text | None = None


class Parameter(ContentModel):
    """A figure, phone number or address that answers print through `{{id}}`."""

    id: Slug
    name: Text
    unit: str = ""
    service: Slug | None = None
    only_rises: bool = False
    # Rows may be empty: then the library knows that it does not know, and `unknown_note` says so.
    rows: list[ParameterRow] = []
    unknown_note: Text | None = None


class QuickReply(ContentModel):
    """A button: `say` is sent as if it had been typed, `payload` starts an act of dialogue."""

    title: Text
    say: Text | None = None
    payload: Text | None = None


class Faq(ContentModel):
    """A standard question, how people really say it, and the answer with its citations."""

    id: Slug
    question: Text
    area: Area
    service: Slug | None = None
    aspect: Aspect
    variants: list[Text] = []
    # Markdown-free text; `{{parameter_id}}` prints a dated value in the reader's region.
    answer: Text
    citations: list[PassageId] = Field(min_length=1)
    # None: computed from the parameters printed (current → answered, overdue → outdated_only …).
    status: Status | Literal["estimate"] | None = None
    effective_from: date | None = None
    effective_until: date | None = None
    quick_replies: list[QuickReply] = []


class Sourced(ContentModel):
    """One line of a list (a paper to bring, a time limit …) and the clause it rests on."""

    text: Text
    source: PassageId


class Channel(ContentModel):
    """A way to get a service done."""

    name: Text
    how: Text
    url: Text | None = None
    # A parameter id whose value is the phone number.
    phone: Slug | None = None
    source: PassageId


class Service(ContentModel):
    """An entry of the directory."""

    id: Slug
    name: Text
    short: Text
    nicknames: list[Text] = []
    area: Area
    summary: Text
    handled_by: Text
    channels: list[Channel] = []
    documents: list[Sourced] = []
    steps: list[Sourced] = []
    time_limits: list[Sourced] = []
    related: list[Slug] = []
    # What the library does not know about it, said openly.
    unknown: list[Text] = []
    sources: list[PassageId] = Field(min_length=1)


class OpeningHours(ContentModel):
    """Opening on one weekday (1 = Monday … 7 = Sunday), `HH:MM` in Asia/Shanghai."""

    weekday: int = Field(ge=1, le=7)
    start: Annotated[str, StringConstraints(pattern=r"^\d\d:\d\d$")]
    end: Annotated[str, StringConstraints(pattern=r"^\d\d:\d\d$")]


class Office(ContentModel):
    """An office that takes bookings. `demo` offices exist to show the booking, and say so."""

    id: Slug
    name: Text
    district: Text
    demo: bool
    kinds: list[Literal["marriage", "divorce"]]
    hours: list[OpeningHours] = Field(min_length=1)
    slot_minutes: int = Field(ge=5, le=240)
    capacity: int = Field(ge=1, le=100)
    lead_days_min: int = Field(ge=0)
    lead_days_max: int = Field(ge=1, le=180)
    closed: list[date] = []
    note: Text | None = None


class Referral(ContentModel):
    """A matter of another department: how people name it, and who handles it."""

    id: Slug
    topic: Text
    keywords: list[Text] = Field(min_length=1)
    variants: list[Text] = []
    department: Text
    answer: Text
    source: PassageId


class SafetyRule(ContentModel):
    """An emergency: regular expressions over the normalised text, and the first thing to say."""

    id: Slug
    kind: Literal["self_harm", "violence", "child", "elder", "medical", "danger", "fraud_cheat"]
    patterns: list[Text] = Field(min_length=1)
    # Cancels a match: 自杀式袭击电影, 楼上装修吵死了 …
    unless: list[Text] = []
    # Sentences of people in danger, and harmless ones that sound alike: what the model learns from.
    examples: list[Text] = []
    lookalikes: list[Text] = []
    text: Text
    citations: list[PassageId] = []


class District(ContentModel):
    """A region name and what people call it; `parent` is the region whose rules also apply."""

    name: Text
    aliases: list[Text] = []
    parent: Text | None = None


class Lexicon(ContentModel):
    """Words of the domain: regions, corrections of misheard terms, synonyms, extra jieba words."""

    districts: list[District] = []
    # What voice input and haste make of a term → the term.
    corrections: dict[str, str] = {}
    # Everyday word → the library's word, added to a query beside the original.
    synonyms: dict[str, str] = {}
    words: list[Text] = []


class PathStep(ContentModel):
    """One step of a guided path: what to do, what to bring, and who else helps with it."""

    id: Slug
    title: Text
    # Markdown-free text; `{{parameter_id}}` prints a dated value in the reader's region.
    text: Text
    source: PassageId
    # Further clauses that the text rests on.
    more: list[PassageId] = []
    bring: list[Sourced] = []
    # The service whose self-check helps here.
    service: Slug | None = None
    # The matter of another department that this step is.
    referral: Slug | None = None
    # The question that says more about it.
    faq: Slug | None = None

    @property
    def citations(self) -> list[str]:
        """Passage ids of all that the step says, each once, the main one first."""
        return list(dict.fromkeys([self.source, *self.more, *(b.source for b in self.bring)]))


class Path(ContentModel):
    """A life event (亲人去世, 要结婚 …) as one list of steps, in the order people take them."""

    id: Slug
    title: Text
    summary: Text
    # How people say that it happened to them.
    triggers: list[Text] = []
    # Regular expressions; a message in which one of them is missing is not about this.
    needs: list[Text] = Field(min_length=1)
    # Questions that ask for the whole of it; their wordings count as triggers too.
    faqs: list[Slug] = []
    steps: list[PathStep] = Field(min_length=2)

    @field_validator("needs")
    @classmethod
    def check_needs(cls, needs: list[str]) -> list[str]:
        """Every expression can be read."""
        for needed in needs:
            try:
                re.compile(needed)
            except re.error as error:
                raise ValueError(f"不是正则表达式：{needed}") from error
        return needs


class SmallTalk(ContentModel):
    """Greeting, thanks, who are you: fixed texts without policy."""

    id: Slug
    text: Text
    quick_replies: list[QuickReply] = []
