"""The steps of a booking: how each reads an answer and which buttons it offers."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from actions.booking import texts
from actions.booking.state import BookingState
from actions.turn import Turn
from casework.bookings import service as bookings
from casework.database import session_scope
from common.numerals import parse_number
from knowledge.models import Office

NAME = re.compile(r"^[一-鿿·]{2,12}$")
NAME_SPLIT = re.compile(r"\s*(?:和|跟|与|、|,|,|;|;|/|\s)\s*")
NAME_LEAD = re.compile(r"^(我叫|我是|我们是|名字是|姓名是|姓名)[::]?")
CODE = re.compile(r"[A-Za-z0-9]{6,12}")
YES = re.compile(r"^(对|是|好|可以|行|嗯|确认|没错|没问题|要|确定)")
CLOCK = re.compile(r"([\d一二两三四五六七八九十]{1,3})\s*[点:时](半|[\d一二三四五十]{1,3})?")
NOON = 12
DAYS_SHOWN = 6
WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True)
class Desk:
    """What a step needs: the turn, the state, and the office once it is chosen."""

    turn: Turn
    state: BookingState

    @property
    def offices(self) -> list[Office]:
        """Offices that handle the kind asked for."""
        kind = self.state.values.get("kind")
        offices = self.turn.release.content.offices.values()
        return [o for o in offices if kind is None or kind in o.kinds]

    @property
    def office(self) -> Office | None:
        """The chosen office."""
        return self.turn.release.content.offices.get(self.state.values.get("office", ""))

    def free(self, day: date) -> list[Any]:
        """Slots of the chosen office on a day that still have places."""
        if self.office is None:
            return []
        with session_scope() as session:
            found = bookings.slots(session, self.office, day, today=self.turn.as_of)
        return [slot for slot in found if slot.available > 0]

    def days(self) -> list[date]:
        """The next days that can be booked, as many as are shown."""
        if self.office is None:
            return []
        first = self.turn.as_of + timedelta(days=self.office.lead_days_min)
        span = self.office.lead_days_max - self.office.lead_days_min + 1
        found: list[date] = []
        for offset in range(span):
            day = first + timedelta(days=offset)
            if self.free(day):
                found.append(day)
            if len(found) == DAYS_SHOWN:
                break
        return found


def spoken_day(day: date) -> str:
    """A date as people say it: 12月1日(周二)."""
    return f"{day.month}月{day.day}日(周{WEEKDAYS[day.weekday()]})"


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


def read_day(desk: Desk) -> Any:
    """A day with free slots, as ISO text."""
    said = desk.turn.entity("date")
    if not isinstance(said, str):
        return None
    try:
        day = date.fromisoformat(said)
    except ValueError:
        return None
    return day.isoformat() if desk.free(day) else None


def read_slot(desk: Desk) -> Any:
    """A slot by its start time (九点半, 9:30, 9点)."""
    day = date.fromisoformat(desk.state.values["day"])
    said = CLOCK.search(desk.turn.text)
    hour = parse_number(said.group(1)) if said else None
    if said is None or hour is None:
        return None
    minute = 30 if said.group(2) == "半" else int(parse_number(said.group(2) or "0") or 0)
    if "下午" in desk.turn.text and hour < NOON:
        hour += NOON
    wanted = f"{int(hour):02d}:{minute:02d}"
    return next((s.slot_id for s in desk.free(day) if s.start_text == wanted), None)


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


def buttons(desk: Desk, step: str) -> list[dict[str, str]]:
    """The buttons of a step; each carries the value the step stores."""
    choices: list[tuple[str, Any]] = []
    if step == "kind":
        choices = [(name, kind) for kind, name in texts.KINDS.items()]
    elif step == "office":
        choices = [(office.name, office.id) for office in desk.offices]
    elif step == "day":
        choices = [(spoken_day(day), day.isoformat()) for day in desk.days()]
    elif step == "slot":
        day = date.fromisoformat(desk.state.values["day"])
        choices = [(f"{s.start_text}–{s.end_text}", s.slot_id) for s in desk.free(day)]
    elif step == "confirm":
        return texts.YES_NO
    return [
        {"title": title, "payload": f'inform{{"value": "{value}"}}'} for title, value in choices
    ]
