"""Carrying out what the person confirmed: book, move, cancel, look up."""

from collections.abc import Callable

from actions.booking import texts
from actions.booking.desk import Desk
from actions.booking.state import Purpose
from actions.booking.wording import booking_words, found, manage
from casework.bookings import reminders
from casework.bookings import service as bookings
from casework.database import session_scope


def book(desk: Desk) -> None:
    """Book or get in line, once per turn id, and say the code."""
    values, office = desk.state.values, desk.office
    assert office is not None
    with session_scope() as session:
        booking = bookings.book(
            session,
            office=office,
            slot_id=values["slot"],
            kind=values["kind"],
            names=values["names"],
            phone=desk.phone,
            key=desk.turn.turn_id,
            today=desk.turn.as_of,
            waitlist=bool(values.get("waitlist")),
            conversation_id=desk.turn.conversation_id,
        )
        place = bookings.place_in_line(session, booking)
    desk.state.running = False
    template = texts.BOOKED if place is None else texts.QUEUED
    text = template.format(**booking_words(desk, booking, place))
    desk.say(text + told_ahead(booking), quick_replies=manage(booking))
    if office.demo:
        desk.say_demo()


def move(desk: Desk) -> None:
    """Move the booking that code and phone name to the chosen slot."""
    values = desk.state.values
    with session_scope() as session:
        booking = bookings.move(
            session,
            values["code"],
            desk.phone,
            slot_id=values["slot"],
            offices=desk.turn.release.content.offices,
            today=desk.turn.as_of,
        )
    desk.state.running = False
    text = texts.MOVED.format(**booking_words(desk, booking))
    desk.say(text + told_ahead(booking), quick_replies=manage(booking))


def cancel(desk: Desk) -> None:
    """Cancel the booking that code and phone name."""
    offices = desk.turn.release.content.offices
    with session_scope() as session:
        booking = bookings.cancel(session, desk.state.values["code"], desk.phone, offices=offices)
    desk.state.running = False
    desk.say(texts.CANCELLED.format(**booking_words(desk, booking)))


def show(desk: Desk) -> None:
    """Say what is booked."""
    booking, words = found(desk)
    desk.state.running = False
    desk.say(texts.FOUND.format(**words), quick_replies=manage(booking))


def told_ahead(booking: bookings.Booking) -> str:
    """Says that a reminder will come, if one was stored."""
    return "" if reminders.due_at(booking) is None else texts.REMINDED


ACTS: dict[Purpose, Callable[[Desk], None]] = {
    "book": book,
    "move": move,
    "cancel": cancel,
    "query": show,
}
