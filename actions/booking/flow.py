"""One turn of a booking."""

from datetime import date, timedelta

from actions.answering import reply_to_question
from actions.booking import texts
from actions.booking.state import BookingState
from actions.booking.steps import READERS, Desk, buttons, spoken_day
from actions.handover import hand_over
from actions.turn import Turn
from casework import crypto
from casework.bookings import service as bookings
from casework.database import session_scope
from common.errors import Conflict, Invalid, NotFound
from knowledge.answer.context import Topic
from knowledge.content_text import fill

SURE = 0.55
MISSES_BEFORE_OFFER = 2


class BookingTurn:
    """Applies one message to a booking in progress."""

    def __init__(self, turn: Turn, state: BookingState) -> None:
        self.turn = turn
        self.state = state
        self.desk = Desk(turn, state)

    @property
    def phone(self) -> str:
        """The number the person gave, in plain."""
        return crypto.decrypt(self.state.values["phone"])

    def say(self, text: str, quick_replies: list[dict[str, str]] | None = None) -> None:
        """One message of the booking."""
        self.turn.say(text, status="booking", quick_replies=quick_replies)

    def apply(self) -> None:
        """Take the answer to the step asked, or do what the person wants instead."""
        step = self.state.asked
        value = self.turn.entity("value")
        if value is None and step is not None:
            value = READERS[step](self.desk)
        sure = self.turn.confidence >= SURE
        if value is not None and step is not None and self.turn.intent not in ("stop", "handoff"):
            self.state.set(step, value)
            self.finish_if_done()
        elif self.turn.intent == "stop" and sure:
            self.state.running = False
            self.say(texts.STOPPED)
        elif self.turn.intent in ("handoff", "complain") and sure:
            self.state.running = False
            hand_over(self.turn)
        elif self.turn.intent == "why" and sure:
            self.say(texts.WHY.get(step or "", texts.WHY["confirm"]))
        elif self.goes_back(step):
            self.state.step_back()
            self.say(texts.BACK)
        elif self.turn.intent.startswith("ask_") and sure:
            reply_to_question(self.turn, Topic(service=self.state.values.get("kind")))
        else:
            self.miss(step)

    def goes_back(self, step: str | None) -> bool:
        """上一步, 不对, or no to the confirmation."""
        denied = step == "confirm" and self.turn.intent in ("deny", "correct")
        return denied or (
            self.turn.intent in ("go_back", "correct") and self.turn.confidence >= SURE
        )

    def miss(self, step: str | None) -> None:
        """Not understood: say what is expected; from the second time on offer a person."""
        self.state.misses += 1
        office = self.desk.office
        first = last = ""
        if office is not None:
            first = spoken_day(self.turn.as_of + timedelta(days=office.lead_days_min))
            last = spoken_day(self.turn.as_of + timedelta(days=office.lead_days_max))
        text = texts.NOT_UNDERSTOOD[step or "confirm"].format(first=first, last=last)
        offer = texts.OFFER_REPLIES if self.state.misses >= MISSES_BEFORE_OFFER else None
        self.say(text, quick_replies=offer)

    def finish_if_done(self) -> None:
        """Carry out the purpose once every step has its value."""
        if self.state.next_step() is not None:
            return
        try:
            {"book": self.book, "cancel": self.cancel, "query": self.show}[self.state.purpose]()
        except Conflict:
            self.state.values.pop("confirm", None)
            self.state.values.pop("slot", None)
            self.say(texts.TAKEN)
        except NotFound:
            self.state.running = False
            self.say(texts.NOT_FOUND, quick_replies=texts.OFFER_REPLIES[:1])
        except Invalid as problem:
            self.state.values.clear()
            self.say(problem.detail or problem.title)

    def book(self) -> None:
        """Book once per turn id, and say the code."""
        values = self.state.values
        office = self.desk.office
        assert office is not None
        with session_scope() as session:
            booking = bookings.book(
                session,
                office=office,
                slot_id=values["slot"],
                kind=values["kind"],
                names=values["names"],
                phone=self.phone,
                key=self.turn.turn_id,
                today=self.turn.as_of,
            )
            code = booking.code
        self.state.running = False
        self.say(texts.BOOKED.format(code=code, **self.slot_words()))
        if office.demo:
            self.say_demo()

    def cancel(self) -> None:
        """Cancel the booking that code and phone name."""
        with session_scope() as session:
            booking = bookings.cancel(session, self.state.values["code"], self.phone)
            words = self.booking_words(booking)
        self.state.running = False
        self.say(texts.CANCELLED.format(**words))

    def show(self) -> None:
        """Say what is booked."""
        self.state.running = False
        self.say(texts.FOUND.format(**self.found_words()))

    def say_demo(self, lead: str = "") -> None:
        """Say that the offices are a demonstration, with the official address."""
        text = fill(lead + texts.DEMO, self.turn.read_parameter)
        self.turn.say(text, status="booking", kind="notice")

    def slot_words(self) -> dict[str, str]:
        """The chosen slot in words."""
        values, office = self.state.values, self.desk.office
        assert office is not None
        day = date.fromisoformat(values["day"])
        with session_scope() as session:
            found = bookings.slots(session, office, day, today=self.turn.as_of)
        slot = next(s for s in found if s.slot_id == values["slot"])
        return {
            "office": office.name,
            "day": spoken_day(day),
            "start": slot.start_text,
            "end": slot.end_text,
            "kind": texts.KINDS[values["kind"]],
        }

    def found_words(self) -> dict[str, str]:
        """The booking that code and phone name, in words."""
        with session_scope() as session:
            found = bookings.find(session, self.state.values["code"], self.phone)
            return self.booking_words(found)

    def booking_words(self, booking: bookings.Booking) -> dict[str, str]:
        """A stored booking in words."""
        office = self.turn.release.content.offices.get(booking.office_id)
        return {
            "office": office.name if office else booking.office_id,
            "day": spoken_day(booking.start_local.date()),
            "start": booking.start_local.strftime("%H:%M"),
            "end": booking.end_local.strftime("%H:%M"),
            "kind": texts.KINDS[booking.kind],
            "status": texts.STATUS[booking.status],
        }


def ask(turn: Turn, state: BookingState) -> None:
    """Ask the next step with its buttons."""
    booking = BookingTurn(turn, state)
    step = state.next_step()
    assert step is not None
    state.asked = step
    replies = buttons(booking.desk, step)
    if step == "confirm":
        text = confirmation(booking)
    elif step == "phone" and state.purpose != "book":
        text = texts.ASK["phone_check"]
    elif step == "slot":
        text = texts.ASK["slot"].format(day=spoken_day(date.fromisoformat(state.values["day"])))
    else:
        text = texts.ASK[step]
    turn.say(text, status="booking", kind="question", quick_replies=replies)


def confirmation(booking: BookingTurn) -> str:
    """All that was said, to be checked before it counts."""
    values = booking.state.values
    if booking.state.purpose == "cancel":
        return texts.CONFIRM_CANCEL.format(**booking.found_words())
    return texts.CONFIRM.format(
        names="、".join(values["names"]), phone=shortened(booking.phone), **booking.slot_words()
    )


def shortened(phone: str) -> str:
    """A number as it may be shown: enough to recognise one's own."""
    return f"{phone[:3]}****{phone[-4:]}"
