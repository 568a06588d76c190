"""Checks of what a booking is made of. Each raises with the reason in Chinese."""

import re
from collections.abc import Sequence

from casework.bookings.models import Booking
from casework.bookings.slots import OfficeHours
from common import clock
from common.errors import Conflict, Invalid
from common.masking import plain_mobile

# Rare characters of names lie outside the basic block: 䶮, 㛃, 𬭎.
LETTER = r"\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003347fA-Za-z"
NAME = re.compile(rf"[{LETTER}][{LETTER}·•.' -]{{0,38}}[{LETTER}]")
PEOPLE = 2
UNMOVABLE = {
    "cancelled": "这个预约已经取消，不能改时间；要办可以重新预约",
    "expired": "这个时段已经过了，排队也结束了，不能改时间；要办可以重新预约",
}


def check_names(names: Sequence[str]) -> list[str]:
    """Two names, trimmed. Raises Invalid."""
    trimmed = [name.strip() for name in names]
    if len(trimmed) != PEOPLE or not all(NAME.fullmatch(name) for name in trimmed):
        raise Invalid("请填写双方两个人的姓名", field="names")
    return trimmed


def check_phone(phone: str) -> str:
    """Eleven digits of a mobile number, however it was written. Raises Invalid."""
    number = plain_mobile(phone)
    if number is None:
        raise Invalid("手机号码应当是11位数字", field="phone")
    return number


def check_kind(office: OfficeHours, kind: str) -> None:
    """The office handles this kind of registration. Raises Invalid."""
    if kind not in office.kinds:
        raise Invalid("这个登记处不办理这一项", field="kind")


def check_movable(booking: Booking) -> None:
    """The booking stands (or waits) and its time has not come. Raises Conflict."""
    reason = UNMOVABLE.get(booking.status)
    if reason is None and booking.start <= clock.now():
        reason = "这个预约的时间已经到了，不能再改；要办可以重新预约"
    if reason is not None:
        raise Conflict(reason, title="不能改时间")
