"""Shapes that several parts of the API share, named as in the HTTP contract."""

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict

Mode = Literal["bot", "queued", "operator", "closed"]
Validity = Literal["in_force", "expired", "superseded", "not_yet"]
Sender = Literal["bot", "operator", "resident", "system"]
Kind = Literal["text", "answer", "question", "result", "card", "notice"]
Status = Literal[
    "answered", "partial", "no_basis", "outdated_only", "out_of_scope", "needs_person",
    "emergency", "clarify", "selfcheck", "booking", "estimate", "chitchat", "handoff",
]  # fmt: skip
Outcome = Literal["likely", "unlikely", "missing_information", "needs_review", "no_local_standard"]
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def check_day(value: Any) -> Any:
    """Only YYYY-MM-DD: pydantic alone would take 5 for the fifth second of 1970."""
    if value is None or isinstance(value, date) or DAY.fullmatch(str(value)):
        return value
    raise ValueError("日期应当写成 2026-01-31 这样")


Day = Annotated[date, BeforeValidator(check_day)]


class CitationOut(BaseModel):
    """The clause an answer rests on, with its validity on the day asked about."""

    passage_id: str
    document: str
    clause: str | None
    issuer: str
    region: str
    effective_from: str
    effective_until: str | None
    validity: Validity
    excerpt: str
    url: str | None


class ConditionOut(BaseModel):
    """One condition of a self-check with the values and figures it was judged by."""

    id: str
    status: Literal["pass", "fail", "unknown"]
    text: str
    facts: dict[str, Any]
    parameters: list[dict[str, Any]]
    citation: CitationOut | None


class LineOut(BaseModel):
    """A paper to bring or a step to take, with its clause."""

    text: str
    citation: CitationOut | None


class AlsoOut(BaseModel):
    """Another self-check that the known facts point to."""

    service: str
    outcome: Outcome


class ResultOut(BaseModel):
    """The outcome of a self-check; only the street office decides."""

    model_config = ConfigDict(extra="allow")
    service: str
    outcome: Outcome
    as_of: str
    release: int
    conditions: list[ConditionOut]
    missing: list[str]
    documents: list[LineOut]
    next_steps: list[LineOut]
    also: list[AlsoOut]


class QuickReplyOut(BaseModel):
    """A button; only payloads issued in the conversation are accepted back."""

    title: str
    payload: str
