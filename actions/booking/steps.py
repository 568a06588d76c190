"""The steps of a booking: how each reads an answer."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from actions.booking import texts
from actions.booking.desk import Desk
from common.numerals import parse_number

NAME = re.compile(r"^[一-鿿·]{2,12}$")
NAME_SPLIT = re.compile(r"\s*(?:和|跟|与|、|,|,|;|;|/|\s)\s*")
NAME_LEAD = re.compile(r"^(我叫|我是|我们是|名字是|姓名是|姓名)[::]?")
CODE = re.compile(r"[A-Za-z0-9]{6,12}")
YES = re.compile(r"^(对|是|好|可以|行|嗯|确认|没错|没问题|要|确定)")
# 要改成周五, 好像不对: begins like a yes and is none.
NOT_YES = re.compile(r"(不|别|换[成到个一]|等等|等一|但|改[成到为在]|错了)")
CLOCK = re.compile(r"([\d一二两三四五六七八九十]{1,3})\s*[点:时](半|[\d一二三四五十]{1,3})?")
# 周五九点 is not 59 o'clock.
WEEKDAY = re.compile(r"(周|星期|礼拜)[一二三四五六日天]")
NOON = 12
# 三点 is in the afternoon: no office opens at night.
EARLIEST = 7


def read_kind(desk: Desk) -> Any:
    """marriage or divorce."""
    service = desk.turn.entity("service")
    if service in texts.KINDS:
        return service
    if "离" in desk.turn.text:
        return "divorce"
    return "marriage" if re.search(r"(结婚|领证|登记结)", desk.turn.text) else None


def read_office(desk: Desk) -> Any:
    """An office by name or district."""
    named = desk.turn.entity("office")
    for office in desk.offices:
        district = office.district.removesuffix("区").removesuffix("市")
        if office.id == named or office.name in desk.turn.text or district in desk.turn.text:
            return office.id
    return None


def read_wish(desk: Desk) -> date | None:
    """The day a message names; the last of several: 周三改成周五."""
    dates = [e for e in desk.turn.parse.entities if e.entity == "date" and isinstance(e.value, str)]
    try:
        return date.fromisoformat(max(dates, key=lambda e: e.start).value) if dates else None
    except ValueError:
        return None


def read_day(desk: Desk) -> Any:
    """A day with slots to choose from, as ISO text."""
    day = read_wish(desk)
    return day.isoformat() if day is not None and desk.choices(day) else None


def read_slot(desk: Desk) -> Any:
    """A slot by its start time (九点半, 9:30, 9点)."""
    day = date.fromisoformat(desk.state.values["day"])
    said = CLOCK.search(WEEKDAY.sub(" ", desk.turn.text))
    hour = parse_number(said.group(1)) if said else None
    if said is None or hour is None:
        return None
    minute = 30 if said.group(2) == "半" else int(parse_number(said.group(2) or "0") or 0)
    if hour < EARLIEST or ("下午" in desk.turn.text and hour < NOON):
        hour += NOON
    wanted = f"{int(hour):02d}:{minute:02d}"
    return next((s.slot_id for s in desk.choices(day) if s.start_text == wanted), None)


def read_names(desk: Desk) -> Any:
    """Two names in Chinese characters."""
    text = NAME_LEAD.sub("", re.sub(r"^[\s。.!]+|[\s。.!]+$", "", desk.turn.text))
    parts = [p for p in NAME_SPLIT.split(text) if p]
    return parts if len(parts) == 2 and all(NAME.match(p) for p in parts) else None


def read_phone(desk: Desk) -> Any:
    """The encrypted mobile number of the message: the dialogue never sees it in plain."""
    return desk.turn.metadata.get("phone")


def read_code(desk: Desk) -> Any:
    """A booking code."""
    said = desk.turn.entity("booking_code")
    found = CODE.search(str(said or desk.turn.text))
    return found.group(0).upper() if found else None


def read_confirm(desk: Desk) -> Any:
    """True for yes; None otherwise (no leads back in the flow)."""
    if NOT_YES.search(desk.turn.text):
        return None
    return True if desk.turn.intent == "affirm" or YES.search(desk.turn.text) else None


READERS: dict[str, Callable[[Desk], Any]] = {
    "kind": read_kind,
    "office": read_office,
    "day": read_day,
    "slot": read_slot,
    "names": read_names,
    "phone": read_phone,
    "code": read_code,
    "confirm": read_confirm,
}
