"""The state of a booking in the dialogue."""

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Purpose = Literal["book", "move", "cancel", "query"]

STEPS: dict[Purpose, tuple[str, ...]] = {
    "book": ("kind", "office", "day", "slot", "names", "phone", "confirm"),
    "move": ("code", "phone", "day", "slot", "confirm"),
    "cancel": ("code", "phone", "confirm"),
    "query": ("code", "phone"),
}
# What must be asked again when an earlier answer changes. `office` and `own` (its slot) of a
# booking to be moved are read from it.
DEPENDING = {
    "kind": ("office",),
    "office": ("day", "slot"),
    "day": ("slot", "confirm"),
    "code": ("office", "own", "day", "slot"),
    "phone": ("office", "own", "day", "slot"),
}


@dataclass
class BookingState:
    """What is known so far; `values` holds one entry per step that is done.

    Beside the steps it may hold `wish` (a day named before it was asked, ISO), `waitlist` (whether
    the confirmed slot was full) and `own`.
    """

    purpose: Purpose
    values: dict[str, Any] = field(default_factory=dict)
    asked: str | None = None
    misses: int = 0
    running: bool = True

    @classmethod
    def from_slot(cls, value: dict[str, Any] | None) -> "BookingState | None":
        """Read the slot; None when no booking was ever begun."""
        return cls(**value) if value else None

    def as_slot(self) -> dict[str, Any]:
        """Plain form for the slot."""
        return asdict(self)

    def next_step(self) -> str | None:
        """The first step without a value, or None when all is known."""
        return next((s for s in STEPS[self.purpose] if s not in self.values), None)

    def set(self, step: str, value: Any) -> None:
        """Take an answer; what depended on an earlier one is asked again."""
        steps = STEPS[self.purpose]
        if step in self.values and self.values[step] != value:
            for other in DEPENDING.get(step, ()):
                self.values.pop(other, None)
        self.values[step] = value
        self.misses = 0
        assert step in steps

    def forget(self, *steps: str) -> None:
        """Ask these again; the other answers are kept."""
        for step in steps:
            self.values.pop(step, None)

    def step_back(self) -> str | None:
        """Forget the last answer; the step, or None at the start."""
        done = [s for s in STEPS[self.purpose] if s in self.values]
        if not done:
            return None
        self.values.pop(done[-1])
        return done[-1]
