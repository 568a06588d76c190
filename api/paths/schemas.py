"""Shapes of the guided paths."""

from pydantic import BaseModel

from api.contract import CitationOut, LineOut


class PathOut(BaseModel):
    """A guided path in the list; `page` is where its checklist can be printed."""

    id: str
    title: str
    summary: str
    steps: int
    page: str


class PathsOut(BaseModel):
    """All guided paths."""

    release: int
    paths: list[PathOut]


class StepServiceOut(BaseModel):
    """The service a step is about; `selfcheck` says whether it can be checked here."""

    id: str
    name: str
    short: str
    selfcheck: bool


class StepReferralOut(BaseModel):
    """The matter of another department that a step is."""

    id: str
    topic: str
    department: str


class StepFaqOut(BaseModel):
    """The question that says more about a step."""

    id: str
    question: str


class StepOut(BaseModel):
    """One step, its figures filled in; the first citation is the main one."""

    id: str
    title: str
    text: str
    citations: list[CitationOut]
    bring: list[LineOut]
    service: StepServiceOut | None
    referral: StepReferralOut | None
    faq: StepFaqOut | None


class PathDetail(BaseModel):
    """A guided path as it holds on a day (`as_of`, YYYY-MM-DD)."""

    id: str
    title: str
    summary: str
    page: str
    release: int
    as_of: str
    steps: list[StepOut]
