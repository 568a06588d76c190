"""Places and the line in front of them: who has waited longest gets what becomes free."""

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from casework.bookings import notices, repository
from casework.bookings.models import Booking
from casework.bookings.slots import OfficeHours, Offices, still_takes
from casework.conversations import service as conversations
from common import clock

BOOKED, WAITING, CANCELLED, EXPIRED = "booked", "waiting", "cancelled", "expired"


def take_place(
    session: Session, booking: Booking, office: OfficeHours, slot_id: str | None = None
) -> bool:
    """Give a booking a free place of a slot; False, and nothing is changed, when it is full.

    Args:
        session: the caller's transaction.
        booking: new, waiting, or booked elsewhere.
        office: whose capacity counts, in places for each slot.
        slot_id: another slot than the booking's own, to move there.
    """
    wanted = slot_id or booking.slot_id
    for _ in range(office.capacity):
        taken = repository.taken_places(session, [wanted])[wanted]
        free = next((n for n in range(1, office.capacity + 1) if n not in taken), None)
        # A smaller capacity than before leaves places with higher numbers taken.
        if free is None or len(taken) >= office.capacity:
            return False
        try:
            with session.begin_nested():
                booking.slot_id, booking.place, booking.status = wanted, free, BOOKED
                session.add(booking)
            return True
        except IntegrityError:
            # Somebody took this place a moment before (only where writers are not serialised).
            continue
    return False


def promote(session: Session, offices: Offices, slot_id: str, office_id: str) -> None:
    """Give free places of a slot to those who wait, in order, and tell each in their chat."""
    office = offices.get(office_id)
    if office is None or not still_takes(office, slot_id):
        return
    while (first := repository.first_waiting(session, slot_id)) is not None:
        if not take_place(session, first, office):
            return
        _tell(session, first, notices.promoted(first, offices))


def promote_all(session: Session, offices: Offices) -> None:
    """Fill every slot that is waited for; there is something to do when a capacity was raised."""
    for slot_id in repository.slots_waited_for(session):
        repository.hold_slots(session, [slot_id])
        first = repository.first_waiting(session, slot_id)
        if first is not None:
            promote(session, offices, slot_id, first.office_id)


def close_begun(session: Session, offices: Offices) -> None:
    """End the waiting for slots that have begun; names and phone are forgotten with it."""
    for booking in repository.waited_in_vain(session, clock.now()):
        booking.status, booking.names, booking.phone = EXPIRED, [], ""
        repository.forget_reminder(session, booking)
        _tell(session, booking, notices.expired(booking, offices))


def place_in_line(session: Session, booking: Booking) -> int | None:
    """1 for who is next, counted from the front; None for a booking that does not wait."""
    return repository.waiting_until(session, booking) if booking.status == WAITING else None


def _tell(session: Session, booking: Booking, notice: dict[str, object]) -> None:
    if booking.conversation_id is not None:
        conversations.tell(session, booking.conversation_id, notice)
