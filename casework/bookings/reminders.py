"""The reminder of a booking: one, the day before, into the chat it was made in."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from casework.bookings import notices, repository
from casework.bookings.line import BOOKED, WAITING, place_in_line
from casework.bookings.models import Booking, Reminder
from casework.bookings.slots import Offices
from casework.conversations import service as conversations
from common import clock

# The same time of day the day before: offices are open then, so nobody is woken.
AHEAD = timedelta(days=1)
# Writers wait while a batch is sent; this many take some tens of milliseconds.
BATCH = 50


def due_at(booking: Booking) -> datetime | None:
    """When the resident will be reminded (UTC).

    None for a booking that has no chat, or that was made later than that.
    """
    moment = booking.start - AHEAD
    reachable = booking.conversation_id is not None
    return moment if reachable and moment > clock.now() else None


def schedule(session: Session, booking: Booking) -> None:
    """Store when to remind, in place of what was stored for an earlier time of the booking."""
    repository.forget_reminder(session, booking)
    moment = due_at(booking)
    if moment is not None:
        session.add(Reminder(booking_id=booking.id, due_at=moment))
        session.flush()


def send_due(session: Session, offices: Offices) -> int:
    """Send up to `BATCH` reminders that are due; returns how many were dealt with.

    Message and mark are committed together: each is sent once, also after a restart. One that is
    due but whose slot has begun meanwhile, or whose chat is gone, is dropped.
    """
    now = clock.now()
    found = repository.due_reminders(session, now, BATCH)
    for reminder, booking in found:
        wanted = booking.status in (BOOKED, WAITING) and booking.start > now
        notice = notices.reminder(booking, offices, place_in_line(session, booking))
        chat = booking.conversation_id
        if wanted and chat is not None and conversations.tell(session, chat, notice):
            reminder.sent_at = now
        else:
            session.delete(reminder)
    session.flush()
    return len(found)
