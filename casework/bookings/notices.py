"""What residents are told of their booking in the chat it was made in."""

from datetime import date, datetime
from typing import Any

from casework.bookings.models import Booking
from casework.bookings.slots import Offices
from common import clock

KINDS = {"marriage": "结婚登记", "divorce": "离婚登记"}
WEEKDAYS = "一二三四五六日"
NEAR = {0: "今天", 1: "明天"}
DEMO = "这里的办事点和号源是演示用的，不是真实预约。"
PROMOTED = (
    "排到了：有人退了号，{slot}的{kind}已经给您约上，预约码：{code}。"
    "去不了请取消，把号留给后面的人。"
)
REMINDER = "提醒您：{when}{slot}办{kind}，预约码：{code}。去不了请取消，把号留给别人。"
STILL_WAITING = (
    "提醒您：{when}{slot}的{kind}还在排队，现在排第{place}位，还没有轮到。"
    "轮到了会在这里告诉您；没有收到通知，请不要白跑一趟。"
)
EXPIRED = "没有排到：{slot}的{kind}一直没有人退号，时间已经到了，排队结束。要办可以重新预约。"


def promoted(booking: Booking, offices: Offices) -> dict[str, Any]:
    """The first in line got a place."""
    return _notice(PROMOTED, booking, offices, _replies(booking))


def reminder(booking: Booking, offices: Offices, place_in_line: int | None) -> dict[str, Any]:
    """The day before: of the appointment, or that it is still waited for."""
    if place_in_line is None:
        return _notice(REMINDER, booking, offices, _replies(booking))
    replies = [{"title": "不等了", "payload": _act("cancel_booking", booking)}]
    return _notice(STILL_WAITING, booking, offices, replies, place=place_in_line)


def expired(booking: Booking, offices: Offices) -> dict[str, Any]:
    """The slot began and no place had become free."""
    return _notice(EXPIRED, booking, offices, [])


def spoken_day(day: date) -> str:
    """A date as people say it: 12月1日(周二)."""
    return f"{day.month}月{day.day}日(周{WEEKDAYS[day.weekday()]})"


def spoken_slot(booking: Booking, offices: Offices) -> str:
    """Where and when: 演示登记处，11月27日(周五) 09:00–09:30."""
    office = offices.get(booking.office_id)
    name = office.name if office else booking.office_id
    start, end = booking.start_local, booking.end_local
    return f"{name}，{spoken_day(start.date())} {start:%H:%M}–{end:%H:%M}"


def _notice(
    template: str,
    booking: Booking,
    offices: Offices,
    replies: list[dict[str, str]],
    **words: object,
) -> dict[str, Any]:
    office = offices.get(booking.office_id)
    text = template.format(
        when=_near(booking.start_local),
        slot=spoken_slot(booking, offices),
        kind=KINDS[booking.kind],
        code=booking.code,
        **words,
    )
    demo = DEMO if office is not None and office.demo else ""
    return {"kind": "notice", "text": text + demo, "quick_replies": replies}


def _near(start: datetime) -> str:
    """今天, 明天: a reminder that comes late must not say tomorrow."""
    return NEAR.get((start.date() - clock.today()).days, "")


def _replies(booking: Booking) -> list[dict[str, str]]:
    return [
        {"title": "改时间", "payload": _act("move_booking", booking)},
        {"title": "取消预约", "payload": _act("cancel_booking", booking)},
    ]


def _act(intent: str, booking: Booking) -> str:
    return f'{intent}{{"booking_code": "{booking.code}"}}'
