"""What a step of a booking needs: the turn, the state, the office, its slots."""

from dataclasses import dataclass
from datetime import date, timedelta

from actions.booking import texts
from actions.booking.state import BookingState
from actions.turn import Turn
from casework import crypto
from casework.bookings import service as bookings
from casework.bookings.service import Slot
from casework.database import read_scope
from knowledge.content_text import fill
from knowledge.models import Office

DAYS_SHOWN = 6


@dataclass(frozen=True)
class Desk:
    """One turn at the desk; the office is there once it is chosen."""

    turn: Turn
    state: BookingState

    @property
    def offices(self) -> list[Office]:
        """Offices that handle the kind asked for."""
        kind = self.state.values.get("kind")
        offices = self.turn.release.content.offices.values()
        return [o for o in offices if kind is None or kind in o.kinds]

    @property
    def office(self) -> Office | None:
        """The chosen office, or that of the booking to be moved."""
        return self.turn.release.content.offices.get(self.state.values.get("office", ""))

    @property
    def phone(self) -> str:
        """The number the person gave, in plain."""
        return crypto.decrypt(self.state.values["phone"])

    def slots(self, day: date) -> list[Slot]:
        """Slots of the chosen office on a day, the full ones too."""
        if self.office is None:
            return []
        with read_scope() as session:
            return bookings.slots(session, self.office, day, today=self.turn.as_of)

    def choices(self, day: date) -> list[Slot]:
        """Slots the person may choose, free ones first.

        One can wait for a full slot, but not move to it.
        """
        slots = self.slots(day)
        free = [s for s in slots if s.available > 0 and s.slot_id != self.state.values.get("own")]
        if self.state.purpose == "move":
            return free
        return free + [s for s in slots if s.available == 0]

    def days(self) -> list[date]:
        """The next days with a free slot, as many as are shown; when all are full, those."""
        if self.office is None:
            return []
        first = self.turn.as_of + timedelta(days=self.office.lead_days_min)
        span = self.office.lead_days_max - self.office.lead_days_min + 1
        free: list[date] = []
        full: list[date] = []
        for day in (first + timedelta(days=offset) for offset in range(span)):
            choices = self.choices(day)
            if choices:
                (free if choices[0].available > 0 else full).append(day)
            if len(free) == DAYS_SHOWN:
                break
        return free or full[:DAYS_SHOWN]

    def say(self, text: str, quick_replies: list[dict[str, str]] | None = None) -> None:
        """One message of the booking."""
        self.turn.say(text, status="booking", quick_replies=quick_replies)

    def say_demo(self, lead: str = "") -> None:
        """Say that the offices are a demonstration, with the official address."""
        text = fill(lead + texts.DEMO, self.turn.read_parameter)
        self.turn.say(text, status="booking", kind="notice")
