"""Shapes of the open knowledge API."""

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

from api.contract import CitationOut, Day, Outcome

# No income, age or number of people comes near it.
LARGEST = 1e12


class PassageOut(CitationOut):
    """A passage found; `score` is 0 to 1 within one query."""

    score: float


class SearchOut(BaseModel):
    """Passages, best first."""

    release: int
    query: str
    passages: list[PassageOut]


class NeighbourOut(BaseModel):
    """A clause beside the one asked for."""

    passage_id: str
    clause: str | None
    heading: str | None
    text: str


class PassageDetail(CitationOut):
    """A passage in full, with its document and neighbours."""

    text: str
    heading: str | None
    number: str | None
    published: date | None
    source: str
    before: NeighbourOut | None
    after: NeighbourOut | None


class ServiceOut(BaseModel):
    """An entry of the directory."""

    id: str
    name: str
    short: str
    area: str
    summary: str
    selfcheck: bool
    booking: bool


class ServiceDetail(ServiceOut):
    """An entry with what to bring, where to go, and what is not known."""

    handled_by: str
    channels: list[dict[str, Any]]
    documents: list[dict[str, Any]]
    steps: list[dict[str, Any]]
    time_limits: list[dict[str, Any]]
    related: list[str]
    unknown: list[str]
    citations: list[CitationOut]


class DirectoryOut(BaseModel):
    """The whole directory."""

    services: list[ServiceOut]


class SelfcheckOut(BaseModel):
    """A self-check and the facts it asks for."""

    service: str
    title: str
    facts: list[dict[str, Any]]


class SelfchecksOut(BaseModel):
    """All self-checks."""

    selfchecks: list[SelfcheckOut]


class BenefitOut(BaseModel):
    """One benefit as it looks now; `missing` are labels of the facts that would decide it."""

    service: str
    name: str
    outcome: Outcome
    missing: list[str]


class BenefitsOut(BaseModel):
    """What a family may get, best outcome first; `next` is the fact that decides most."""

    release: int
    benefits: list[BenefitOut]
    next: dict[str, Any] | None


def check_number(name: str, value: Any) -> None:
    """Numbers that can be reckoned with: JSON as Python reads it also has NaN and Infinity."""
    if isinstance(value, int | float) and not abs(value) <= LARGEST:
        raise ValueError(f"{name}:数值不对")


class EvaluationIn(BaseModel):
    """Facts to evaluate; absent or null ones are unknown."""

    model_config = ConfigDict(extra="forbid")
    facts: dict[str, Any]
    as_of: Day | None = None
    region: Annotated[str, Field(max_length=32)] | None = None

    @field_validator("facts")
    @classmethod
    def check_numbers(cls, facts: dict[str, Any]) -> dict[str, Any]:
        """Every number is finite and not absurd."""
        for name, value in facts.items():
            check_number(name, value)
        return facts
