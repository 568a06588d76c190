"""The state of a guided self-check, kept in one dict slot of the dialogue."""

from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from common import clock

# A check left half done can be gone on with for so long.
KEPT = timedelta(days=1)


@dataclass
class CheckState:
    """What was asked, answered and declined, in the order it happened.

    `facts` are all that was told in this conversation, in whichever check, so that nothing is asked
    twice; a check looks at those it knows.
    """

    service: str
    facts: dict[str, Any] = field(default_factory=dict)
    # Facts heard in one free sentence, with how they are said back: taken once the person says yes.
    heard: list[dict[str, Any]] = field(default_factory=list)
    # Facts answered or left open in this check, oldest first: what 上一步 and 不对 go back through.
    answered: list[str] = field(default_factory=list)
    declined: list[str] = field(default_factory=list)
    asked: str | None = None
    misses: int = 0
    # False once the check ended or was broken off; it can then be resumed.
    running: bool = True
    done: bool = False
    # When it was last worked on, ISO 8601.
    at: str = ""

    @classmethod
    def from_slot(cls, value: dict[str, Any] | None) -> "CheckState | None":
        """Read the slot; None when no check was ever begun."""
        return cls(**value) if value else None

    def as_slot(self) -> dict[str, Any]:
        """Plain form for the slot."""
        self.at = clock.now().isoformat()
        return asdict(self)

    @property
    def fresh(self) -> bool:
        """Whether it was worked on within a day."""
        return bool(self.at) and clock.now() - datetime.fromisoformat(self.at) <= KEPT

    @property
    def half_done(self) -> bool:
        """Whether it was begun, not finished, and may be gone on with."""
        return self.fresh and not self.done and bool(self.answered)

    def answer(self, fact_id: str, value: Any) -> None:
        """Take an answer, or a corrected one. A date is kept as text: slots are JSON."""
        self.facts[fact_id] = value.isoformat() if isinstance(value, date) else value
        if fact_id in self.answered:
            self.answered.remove(fact_id)
        self.answered.append(fact_id)
        if fact_id in self.declined:
            self.declined.remove(fact_id)
        self.misses = 0

    def decline(self, fact_id: str) -> None:
        """The person does not know, or does not want to say."""
        if fact_id not in self.declined:
            self.declined.append(fact_id)
        if fact_id not in self.answered:
            self.answered.append(fact_id)
        self.misses = 0

    def step_back(self) -> str | None:
        """Forget the last answer so that it is asked again; the fact's id, or None at the start."""
        if not self.answered:
            return None
        fact_id = self.answered.pop()
        self.facts.pop(fact_id, None)
        if fact_id in self.declined:
            self.declined.remove(fact_id)
        self.misses = 0
        return fact_id
