"""SQL of bookings."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.bookings.models import Booking


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
