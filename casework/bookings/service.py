"""Booking places: never more than there are, found again only with code and phone."""

import re
import secrets
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from casework import crypto
from casework.bookings import repository
from casework.bookings.models import Booking
from casework.bookings.slots import OfficeHours, Slot, plan
from common import clock
from common.errors import Conflict, Invalid, NotFound
from common.masking import plain_mobile

__all__ = ["Booking", "Slot", "book", "cancel", "find", "slots"]

# Without 0/O, 1/I and the like, so that a code can be read out on the phone.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH = 8
# Rare characters of names lie outside the basic block: 䶮, 㛃, 𬭎.
LETTER = r"\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003347fA-Za-z"
NAME = re.compile(rf"[{LETTER}][{LETTER}·•.' -]{{0,38}}[{LETTER}]")
PEOPLE = 2


def slots(session: Session, office: OfficeHours, day: date, *, today: date) -> list[Slot]:
    """Slots of an office on a day with what is left of each; none that has begun."""
    planned = [p for p in plan(office, day, today) if p[1] > clock.now()]
    taken = repository.taken_places(session, [slot_id for slot_id, _, _ in planned])
    return [
        Slot(slot_id, start, end, office.capacity, max(0, office.capacity - len(taken[slot_id])))
        for slot_id, start, end in planned
    ]


def check_names(names: Sequence[str]) -> list[str]:
    """Two names, trimmed. Raises Invalid."""
    trimmed = [name.strip() for name in names]
    if len(trimmed) != PEOPLE or not all(NAME.fullmatch(name) for name in trimmed):
        raise Invalid("请填写双方两个人的姓名")
    return trimmed


def check_phone(phone: str) -> str:
    """Eleven digits of a mobile number, however it was written. Raises Invalid."""
    number = plain_mobile(phone)
    if number is None:
        raise Invalid("手机号码应当是11位数字")
    return number


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
) -> Booking:
    """Take a place.

    Args:
        session: the caller's transaction.
        office: where; its slots are computed from its hours.
        slot_id: one of `slots`.
        kind: marriage or divorce.
        names: both people.
        phone: mobile number, needed again to look up or cancel.
        key: idempotency key; the same key gives the same booking.
        today: the day slots are counted from.

    Raises:
        Conflict: the slot is full.
        Invalid: no such slot, or names or phone cannot be right.
    """
    earlier = repository.by_key(session, key)
    if earlier is not None:
        return earlier
    people, number = check_names(names), check_phone(phone)
    if kind not in office.kinds:
        raise Invalid("这个登记处不办理这一项")
    start, end = _times(office, slot_id, today)
    for _ in range(office.capacity):
        taken = repository.taken_places(session, [slot_id])[slot_id]
        free = next((n for n in range(1, office.capacity + 1) if n not in taken), None)
        if free is None:
            break
        booking = Booking(
            code="".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)),
            key=key, office_id=office.id, slot_id=slot_id, place=free, kind=kind,
            status="booked", start=start, end=end,
            names=[crypto.encrypt(name) for name in people], phone=crypto.encrypt(number),
            phone_print=crypto.fingerprint(number), created_at=clock.now(),
        )  # fmt: skip
        try:
            with session.begin_nested():
                session.add(booking)
            return booking
        except IntegrityError:
            # Somebody took this place a moment before (only where writers are not serialised).
            again = repository.by_key(session, key)
            if again is not None:
                return again
    raise Conflict("这个时段已经约满，请另选一个", title="时段已约满")


def _times(office: OfficeHours, slot_id: str, today: date) -> tuple[datetime, datetime]:
    found = re.fullmatch(rf"{re.escape(office.id)}-(\d{{8}})-\d{{4}}", slot_id)
    if found:
        try:
            day = datetime.strptime(found.group(1), "%Y%m%d").date()
        except ValueError as error:
            raise Invalid("没有这个时段") from error
        for planned, start, end in plan(office, day, today):
            if planned == slot_id and start > clock.now():
                return start, end
    raise Invalid("没有这个时段，或者不在可预约的日期内")


def find(session: Session, code: str, phone: str) -> Booking:
    """A booking by code and phone. Raises NotFound, without saying which of them is wrong."""
    plain = re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", code).upper())
    number = plain_mobile(phone)
    booking = repository.by_code(session, plain, crypto.fingerprint(number)) if number else None
    if booking is None:
        raise NotFound("没有找到这个预约，请核对预约码和手机号码", title="没有找到预约")
    return booking


def cancel(session: Session, code: str, phone: str) -> Booking:
    """Cancel and free the place; cancelling twice is the same as once.

    Names and phone are forgotten with it; the fingerprint stays, so that its holder can still look
    the cancelled booking up.
    """
    booking = find(session, code, phone)
    booking.status, booking.place = "cancelled", None
    booking.names, booking.phone = [], ""
    session.flush()
    return booking
