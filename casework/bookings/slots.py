"""Slots of an office on a day, from its opening hours in the content."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

import chinese_calendar

from common.clock import SHANGHAI


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


def is_open(office: OfficeHours, day: date) -> bool:
    """Whether the office works on a day: no closing day and no statutory holiday.

    A Saturday of the opening hours stays open; years the holiday calendar does not know yet are
    judged by the opening hours alone.
    """
    if day in office.closed:
        return False
    try:
        holiday, name = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        return True
    return not (holiday and name is not None)


def plan(office: OfficeHours, day: date, today: date) -> list[tuple[str, datetime, datetime]]:
    """(slot id, start, end) of a day within the office's lead time."""
    lead = (day - today).days
    if not office.lead_days_min <= lead <= office.lead_days_max or not is_open(office, day):
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
