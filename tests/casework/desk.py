"""What the tests of bookings share: booking in one line, a chat to be told in, a slot's state."""

from typing import Any

from sqlalchemy import select

from casework.bookings import service as bookings
from casework.bookings.models import Booking
from casework.conversations import service as conversations
from casework.conversations.models import Message
from casework.database import read_scope, session_scope
from common import clock
from knowledge.models import Office

SLOT = "demo-office-20261127-0900"
LATER = "demo-office-20261130-1000"
PHONE = "13812345678"


def book(office: Office, key: str = "k", **changes: Any) -> Booking:
    """A booking of SLOT by two people; another key is another booking."""
    values = {
        "slot_id": SLOT, "kind": "marriage", "names": ["张大明", "李小红"], "phone": PHONE,
        "today": clock.today(), **changes,
    }  # fmt: skip
    with session_scope() as session:
        return bookings.book(session, office=office, key=key, **values)


def fill(office: Office, slot_id: str = SLOT) -> list[str]:
    """Book every place of a slot; the codes."""
    return [
        book(office, key=f"{slot_id} {n}", slot_id=slot_id).code for n in range(office.capacity)
    ]


def wait(office: Office, key: str, **changes: Any) -> Booking:
    """Get in line for a full slot."""
    waiting = book(office, key=key, waitlist=True, **changes)
    assert waiting.status == "waiting"
    return waiting


def cancel(office: Office, code: str, phone: str = PHONE) -> None:
    """Cancel a booking."""
    with session_scope() as session:
        bookings.cancel(session, code, phone, offices={office.id: office})


def move(office: Office, code: str, slot_id: str = LATER, **changes: Any) -> Booking:
    """Move a booking."""
    values = {"offices": {office.id: office}, "today": clock.today(), **changes}
    with session_scope() as session:
        return bookings.move(session, code, PHONE, slot_id=slot_id, **values)


def find(code: str) -> tuple[str, str, int | None]:
    """Slot, status and place in line of a booking."""
    with read_scope() as session:
        found = bookings.find(session, code, PHONE)
        return found.slot_id, found.status, bookings.place_in_line(session, found)


def held(slot_id: str = SLOT) -> list[int]:
    """The places of a slot that are taken."""
    query = select(Booking.place).where(Booking.slot_id == slot_id, Booking.place.is_not(None))
    with read_scope() as session:
        return sorted(place for place in session.scalars(query) if place is not None)


def chat() -> tuple[str, str]:
    """A conversation: id and token."""
    with session_scope() as session:
        conversation, token = conversations.create(session, "镇江市")
        return conversation.id, token


def told(opening: tuple[str, str]) -> list[Message]:
    """What was said in a chat, for who holds its token."""
    with read_scope() as session:
        conversation = conversations.get(session, *opening)
        return list(conversations.messages_after(session, conversation, 0))
