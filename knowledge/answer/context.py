"""What the steps of an answer share."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from knowledge.models import Clause, Document, Faq, Referral
from knowledge.parameters import ParameterReading
from knowledge.release import Release

DEFAULT_REGION = "镇江市"


@dataclass(frozen=True)
class Entity:
    """A typed piece of the question found by the dialogue's NLU (`start`, `end` in characters)."""

    entity: str
    value: Any
    start: int = 0
    end: int = 0


@dataclass(frozen=True)
class Parse:
    """What Rasa understood. It is handed on; nothing classifies the question a second time."""

    intent: str = "nlu_fallback"
    confidence: float = 0.0
    entities: tuple[Entity, ...] = ()

    @classmethod
    def from_rasa(cls, message: dict[str, Any]) -> "Parse":
        """Read Rasa's `latest_message` or the answer of `/model/parse`."""
        intent = message.get("intent") or {}
        return cls(
            intent=intent.get("name") or "nlu_fallback",
            confidence=float(intent.get("confidence") or 0.0),
            entities=tuple(
                Entity(e["entity"], e.get("value"), e.get("start", 0), e.get("end", 0))
                for e in message.get("entities") or []
            ),
        )

    def values(self, entity: str) -> list[Any]:
        """Values of one kind of entity in reading order, without repeats."""
        found: list[Any] = []
        for item in self.entities:
            if item.entity == entity and item.value not in found:
                found.append(item.value)
        return found


@dataclass(frozen=True)
class Topic:
    """What the last turn was about; the dialogue keeps it for a bounded number of turns."""

    service: str | None = None
    region: str | None = None
    faq: str | None = None
    aspect: str | None = None

    def as_dict(self) -> dict[str, str | None]:
        """Plain form for the dialogue's `topic` slot."""
        return {
            "service": self.service,
            "region": self.region,
            "faq": self.faq,
            "aspect": self.aspect,
        }


@dataclass(frozen=True)
class Question:
    """One question with all it needs: `text` is normalised, `original` is what was typed."""

    text: str
    parse: Parse
    as_of: date
    original: str = ""
    previous: Topic | None = None
    region: str = DEFAULT_REGION


@dataclass(frozen=True)
class Answer:
    """The outcome: a status of statuses.yaml, messages of the contract's form, and the trace."""

    status: str
    messages: tuple[dict[str, Any], ...]
    topic: Topic | None = None
    trace: dict[str, Any] = field(default_factory=dict)


@dataclass
class Candidate:
    """A possible basis: a faq with the signals that speak for it and their probability."""

    faq: Faq
    signals: list[float]
    probability: float = 0.0


@dataclass
class PassageCandidate:
    """A clause found by search; `score` is the blended search score."""

    document: Document
    clause: Clause
    score: float


@dataclass
class Context:
    """Everything known so far about one answer. Steps fill it from top to bottom."""

    question: Question
    release: Release
    text: str = ""
    # understand
    aspect: str | None = None
    services: list[str] = field(default_factory=list)
    carried: bool = False
    region: str = DEFAULT_REGION
    history: bool = False
    referral: Referral | None = None
    # retrieve and judge
    candidates: list[Candidate] = field(default_factory=list)
    passages: list[PassageCandidate] = field(default_factory=list)
    faq: Faq | None = None
    # Another question that may have been meant; its answer is given beside the first.
    second: Faq | None = None
    # compose
    body: str = ""
    cited: list[str] = field(default_factory=list)
    readings: list[ParameterReading] = field(default_factory=list)
    citations: list[dict[str, Any]] = field(default_factory=list)
    quick_replies: list[dict[str, str]] = field(default_factory=list)
    status: str | None = None
    kind: str = "answer"
    trace: dict[str, Any] = field(default_factory=dict)

    @property
    def service(self) -> str | None:
        """The service the question is about, if one is known."""
        return self.services[0] if self.services else None
