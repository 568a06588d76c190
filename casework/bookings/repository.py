"""SQL of bookings."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from casework.bookings.models import Booking, Reminder

WAITING = "waiting"


def hold_slots(session: Session, slot_ids: Collection[str]) -> None:
    """Make other changes of these slots wait until this transaction ends.

    Always in the order of ids, so that two moves cannot wait for each other. SQLite has one writer
    at a time anyway and ignores the lock.
    """
    query = select(Booking.id).where(Booking.slot_id.in_(slot_ids))
    session.execute(query.order_by(Booking.id).with_for_update()).all()


def taken_places(session: Session, slot_ids: list[str]) -> dict[str, set[int]]:
    """Numbers of the places taken, by slot."""
    query = select(Booking.slot_id, Booking.place).where(
        Booking.slot_id.in_(slot_ids), Booking.place.is_not(None)
    )
    taken: dict[str, set[int]] = {slot_id: set() for slot_id in slot_ids}
    for slot_id, place in session.execute(query):
        if place is not None:
            taken[slot_id].add(place)
    return taken


def by_key(session: Session, key: str) -> Booking | None:
    """The booking made under an idempotency key."""
    return session.scalar(select(Booking).where(Booking.key == key))


def by_code(session: Session, code: str, phone_print: str) -> Booking | None:
    """The booking of a code, if the phone is the one it was made with."""
    return session.scalar(
        select(Booking).where(Booking.code == code, Booking.phone_print == phone_print)
    )


def first_waiting(session: Session, slot_id: str) -> Booking | None:
    """Who has waited longest for a slot."""
    query = select(Booking).where(Booking.slot_id == slot_id, Booking.status == WAITING)
    return session.scalar(query.order_by(Booking.id).limit(1))


def waiting_until(session: Session, booking: Booking) -> int:
    """How many wait for a booking's slot up to and with itself."""
    query = select(func.count()).where(
        Booking.slot_id == booking.slot_id, Booking.status == WAITING, Booking.id <= booking.id
    )
    return session.scalar(query) or 0


def slots_waited_for(session: Session) -> Sequence[str]:
    """Slots that anybody waits for."""
    query = select(Booking.slot_id).where(Booking.status == WAITING).distinct()
    return session.scalars(query.order_by(Booking.slot_id)).all()


def waited_in_vain(session: Session, now: datetime) -> Sequence[Booking]:
    """Those who still wait for a slot that has begun."""
    query = select(Booking).where(Booking.status == WAITING, Booking.start <= now)
    return session.scalars(query.order_by(Booking.id).with_for_update(skip_locked=True)).all()


def reminder_of(session: Session, booking: Booking) -> Reminder | None:
    """The reminder of a booking, sent or not."""
    return session.scalar(select(Reminder).where(Reminder.booking_id == booking.id))


def forget_reminder(session: Session, booking: Booking) -> None:
    """Delete the reminder of a booking."""
    session.execute(delete(Reminder).where(Reminder.booking_id == booking.id))


def due_reminders(
    session: Session, now: datetime, limit: int
) -> Sequence[tuple[Reminder, Booking]]:
    """Reminders to be sent now; what another process is sending is left out."""
    query = (
        select(Reminder, Booking)
        .join(Booking, Booking.id == Reminder.booking_id)
        .where(Reminder.sent_at.is_(None), Reminder.due_at <= now)
        .order_by(Reminder.due_at, Reminder.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=Reminder)
    )
    return [(reminder, booking) for reminder, booking in session.execute(query)]
