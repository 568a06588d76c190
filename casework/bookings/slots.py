"""Slots of an office on a day, from its opening hours in the content."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

from casework.bookings.holidays import is_holiday
from common import clock
from common.clock import SHANGHAI
from common.errors import Invalid

# Office id, day, time of day: jingkou-marriage-20261127-0930.
SLOT_ID = re.compile(r"(.+)-([0-9]{8})-([0-9]{4})")


class Hours(Protocol):
    """Opening on one weekday."""

    @property
    def weekday(self) -> int:
        """1 = Monday … 7 = Sunday."""
        ...

    @property
    def start(self) -> str:
        """HH:MM."""
        ...

    @property
    def end(self) -> str:
        """HH:MM."""
        ...


class OfficeHours(Protocol):
    """What slots are computed from (knowledge.models.Office)."""

    @property
    def id(self) -> str:
        """Identifier, a part of slot ids."""
        ...

    @property
    def name(self) -> str:
        """As people read it."""
        ...

    @property
    def demo(self) -> bool:
        """Whether bookings are made up, to show how it works."""
        ...

    @property
    def kinds(self) -> Sequence[str]:
        """marriage, divorce."""
        ...

    @property
    def hours(self) -> Sequence[Hours]:
        """Opening hours by weekday."""
        ...

    @property
    def slot_minutes(self) -> int:
        """Length of a slot."""
        ...

    @property
    def capacity(self) -> int:
        """Places in a slot."""
        ...

    @property
    def lead_days_min(self) -> int:
        """First day that can be booked, counted from today."""
        ...

    @property
    def lead_days_max(self) -> int:
        """Last day that can be booked."""
        ...

    @property
    def closed(self) -> Sequence[date]:
        """Extra closing days."""
        ...


@dataclass(frozen=True)
class Slot:
    """A bookable stretch of time; moments carry the zone of Asia/Shanghai."""

    slot_id: str
    start: datetime
    end: datetime
    capacity: int
    available: int

    @property
    def start_text(self) -> str:
        """HH:MM."""
        return self.start.strftime("%H:%M")

    @property
    def end_text(self) -> str:
        """HH:MM."""
        return self.end.strftime("%H:%M")


Offices = Mapping[str, OfficeHours]
Planned = tuple[str, datetime, datetime]


def is_open(office: OfficeHours, day: date) -> bool:
    """Whether the office works on a day: no closing day of its own and no statutory holiday.

    A Saturday of the opening hours stays open.
    """
    return day not in office.closed and not is_holiday(day)


def day_slots(office: OfficeHours, day: date) -> list[Planned]:
    """(slot id, start, end) of a day by its opening hours, however far away the day is."""
    if not is_open(office, day):
        return []
    slots = []
    step = timedelta(minutes=office.slot_minutes)
    for hours in office.hours:
        if hours.weekday != day.isoweekday():
            continue
        start = datetime.combine(day, time.fromisoformat(hours.start), SHANGHAI)
        closing = datetime.combine(day, time.fromisoformat(hours.end), SHANGHAI)
        while start + step <= closing:
            slots.append((f"{office.id}-{start:%Y%m%d-%H%M}", start, start + step))
            start += step
    return slots


def plan(office: OfficeHours, day: date, today: date) -> list[Planned]:
    """`day_slots` of a day that is within the office's lead time."""
    lead = (day - today).days
    return day_slots(office, day) if office.lead_days_min <= lead <= office.lead_days_max else []


def slot_times(office: OfficeHours, slot_id: str, today: date) -> tuple[datetime, datetime]:
    """Start and end of a slot that can be booked now.

    Raises:
        Invalid: no such slot, outside the lead time, or already begun.
    """
    day = _day_of(slot_id)
    for planned, start, end in plan(office, day, today) if day else []:
        if planned == slot_id and start > clock.now():
            return start, end
    raise Invalid("没有这个时段，或者不在可预约的日期内", field="slot_id")


def still_takes(office: OfficeHours, slot_id: str) -> bool:
    """Whether a slot still exists and has not begun: who waits for it can still get a place."""
    day = _day_of(slot_id)
    planned = day_slots(office, day) if day else []
    return any(p[0] == slot_id and p[1] > clock.now() for p in planned)


def office_of_slot(offices: Offices, slot_id: str) -> OfficeHours:
    """The office a slot belongs to. Raises Invalid."""
    found = SLOT_ID.fullmatch(slot_id)
    office = offices.get(found.group(1)) if found else None
    if office is None:
        raise Invalid("没有这个时段", field="slot_id")
    return office


def _day_of(slot_id: str) -> date | None:
    found = SLOT_ID.fullmatch(slot_id)
    try:
        return datetime.strptime(found.group(2), "%Y%m%d").date() if found else None
    except ValueError:
        return None
