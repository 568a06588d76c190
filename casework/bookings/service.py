"""Booking places: never more than there are, found again only with code and phone."""

import re
import secrets
import unicodedata
from collections.abc import Sequence
from datetime import date

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from casework import crypto
from casework.bookings import line, reminders, repository
from casework.bookings.checks import check_kind, check_movable, check_names, check_phone
from casework.bookings.line import BOOKED, CANCELLED, EXPIRED, WAITING, place_in_line
from casework.bookings.models import Booking
from casework.bookings.slots import (
    OfficeHours,
    Offices,
    Slot,
    office_of_slot,
    plan,
    slot_times,
)
from casework.conversations import service as conversations
from common import clock
from common.errors import Conflict, NotFound
from common.masking import plain_mobile

__all__ = [
    "BOOKED", "CANCELLED", "EXPIRED", "WAITING", "Booking", "Slot", "book", "cancel",
    "check_movable", "find", "move", "place_in_line", "slots",
]  # fmt: skip

# Without 0/O, 1/I and the like, so that a code can be read out on the phone.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH = 8
FULL = "这个时段已经约满，请另选一个"


def slots(session: Session, office: OfficeHours, day: date, *, today: date) -> list[Slot]:
    """Slots of an office on a day with what is left of each; none that has begun."""
    planned = [p for p in plan(office, day, today) if p[1] > clock.now()]
    taken = repository.taken_places(session, [slot_id for slot_id, _, _ in planned])
    return [
        Slot(slot_id, start, end, office.capacity, max(0, office.capacity - len(taken[slot_id])))
        for slot_id, start, end in planned
    ]


def book(
    session: Session,
    *,
    office: OfficeHours,
    slot_id: str,
    kind: str,
    names: Sequence[str],
    phone: str,
    key: str,
    today: date,
    waitlist: bool = False,
    conversation_id: str | None = None,
) -> Booking:
    """Take a place, or get in line for one.

    Args:
        session: the caller's transaction.
        office: where; its slots are computed from its hours.
        slot_id: one of `slots`.
        kind: marriage or divorce.
        names: both people.
        phone: mobile number, needed again to look up, move or cancel.
        key: idempotency key; the same key gives the same booking.
        today: the day slots are counted from.
        waitlist: whether to wait when the slot is full; the status then is waiting.
        conversation_id: the chat it is made in, where reminder and changes are told. It stays open
            until the slot ends.

    Raises:
        Conflict: the slot is full, and `waitlist` was not asked for.
        Invalid: no such slot, or names or phone cannot be right; `extra["field"]` names which.
    """
    earlier = repository.by_key(session, key)
    if earlier is not None:
        return earlier
    people, number = check_names(names), check_phone(phone)
    check_kind(office, kind)
    start, end = slot_times(office, slot_id, today)
    booking = Booking(
        code="".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)),
        key=key, office_id=office.id, slot_id=slot_id, place=None, kind=kind, status=WAITING,
        start=start, end=end,
        names=[crypto.encrypt(name) for name in people], phone=crypto.encrypt(number),
        phone_print=crypto.fingerprint(number), created_at=clock.now(),
    )  # fmt: skip
    if conversation_id is not None and conversations.keep_until(session, conversation_id, end):
        booking.conversation_id = conversation_id
    repository.hold_slots(session, [slot_id])
    line.promote(session, {office.id: office}, slot_id, office.id)
    if not line.take_place(session, booking, office):
        again = repository.by_key(session, key) or (_join(session, booking) if waitlist else None)
        if again is not booking:
            if again is not None:
                return again
            raise Conflict(FULL, title="时段已约满")
    reminders.schedule(session, booking)
    return booking


def _join(session: Session, booking: Booking) -> Booking | None:
    """Get in line; the booking of the same key when another request just made it."""
    booking.status, booking.place = WAITING, None
    try:
        with session.begin_nested():
            session.add(booking)
    except IntegrityError:
        return repository.by_key(session, booking.key)
    return booking


def find(session: Session, code: str, phone: str) -> Booking:
    """A booking by code and phone. Raises NotFound, without saying which of them is wrong."""
    plain = re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", code).upper())
    number = plain_mobile(phone)
    booking = repository.by_code(session, plain, crypto.fingerprint(number)) if number else None
    if booking is None:
        raise NotFound("没有找到这个预约，请核对预约码和手机号码", title="没有找到预约")
    return booking


def move(
    session: Session, code: str, phone: str, *, slot_id: str, offices: Offices, today: date
) -> Booking:
    """Take a place in another slot and free the old one, which the first in line gets.

    Code, names and phone stay. Who was waiting leaves that line. The booking's own slot changes
    nothing.

    Args:
        session: the caller's transaction; an error must roll it back.
        code: the booking's code.
        phone: the phone it was made with.
        slot_id: where to; another office is possible when it does the same kind.
        offices: all offices by id.
        today: the day slots are counted from.

    Raises:
        Conflict: the new slot is full, or the booking is cancelled or its time has come.
        Invalid: no such slot, or not at an office that does this kind.
        NotFound: no booking with this code and phone.
    """
    booking = _held(session, code, phone, slot_id)
    check_movable(booking)
    left, left_office = booking.slot_id, booking.office_id
    if slot_id == left:
        return booking
    office = office_of_slot(offices, slot_id)
    check_kind(office, booking.kind)
    start, end = slot_times(office, slot_id, today)
    line.promote(session, offices, slot_id, office.id)
    if not line.take_place(session, booking, office, slot_id):
        raise Conflict("这个时段已经约满，原来的预约没有变，请另选一个", title="时段已约满")
    booking.office_id, booking.start, booking.end = office.id, start, end
    if booking.conversation_id is not None:
        conversations.keep_until(session, booking.conversation_id, end)
    reminders.schedule(session, booking)
    line.promote(session, offices, left, left_office)
    return booking


def cancel(session: Session, code: str, phone: str, *, offices: Offices) -> Booking:
    """Cancel and free the place, which the first in line gets; twice is the same as once.

    Names and phone are forgotten with it; the fingerprint stays, so that its holder can still look
    the cancelled booking up.

    Raises:
        NotFound: no booking with this code and phone.
        Conflict: it was being moved in this moment.
    """
    booking = _held(session, code, phone)
    if booking.status in (CANCELLED, EXPIRED):
        return booking
    booking.status, booking.place = CANCELLED, None
    booking.names, booking.phone = [], ""
    repository.forget_reminder(session, booking)
    session.flush()
    line.promote(session, offices, booking.slot_id, booking.office_id)
    return booking


def _held(session: Session, code: str, phone: str, *others: str) -> Booking:
    """The booking as it is once nobody else can change it or the other slots."""
    booking = find(session, code, phone)
    held = {booking.slot_id, *others}
    repository.hold_slots(session, held)
    session.refresh(booking)
    if booking.slot_id not in held:
        raise Conflict("这个预约刚刚被改过，请查看后再试")
    return booking
