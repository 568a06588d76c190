"""The state of a booking in the dialogue."""

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Purpose = Literal["book", "cancel", "query"]

STEPS: dict[Purpose, tuple[str, ...]] = {
    "book": ("kind", "office", "day", "slot", "names", "phone", "confirm"),
    "cancel": ("code", "phone", "confirm"),
    "query": ("code", "phone"),
}


@dataclass
class BookingState:
    """What is known so far; `values` holds one entry per step that is done."""

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
        depending = {"kind": ("office",), "office": ("day", "slot"), "day": ("slot",)}
        if step in self.values and self.values[step] != value:
            for other in depending.get(step, ()):
                self.values.pop(other, None)
        self.values[step] = value
        self.misses = 0
        assert step in steps

    def step_back(self) -> str | None:
        """Forget the last answer; the step, or None at the start."""
        done = [s for s in STEPS[self.purpose] if s in self.values]
        if not done:
            return None
        self.values.pop(done[-1])
        return done[-1]
