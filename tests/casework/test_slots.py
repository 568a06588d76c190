"""When an office takes bookings: hours, lead time, closing days, holidays."""

from datetime import date, timedelta

import pytest
import yaml

from casework.bookings.holidays import LUNAR, is_holiday
from casework.bookings.slots import (
    day_slots,
    is_open,
    office_of_slot,
    plan,
    slot_times,
    still_takes,
)
from common.errors import Invalid
from knowledge.models import Office
from tests.casework.conftest import at
from tests.support import ROOT

TODAY = date(2026, 11, 24)
FRIDAY = date(2026, 11, 27)
SLOT = "demo-office-20261127-0900"
SHIPPED = ROOT / "knowledge" / "content" / "offices" / "marriage.yaml"


def starts(office: Office, day: date) -> list[str]:
    return [slot_id[-4:] for slot_id, _, _ in day_slots(office, day)]


def changed(office: Office, **values: object) -> Office:
    return Office.model_validate({**office.model_dump(), **values})


def test_opening_hours_of_each_weekday_and_only_whole_slots(office: Office) -> None:
    hours = [
        {"weekday": 5, "start": "09:00", "end": "10:10"},
        {"weekday": 5, "start": "14:15", "end": "15:00"},
    ]
    made = changed(office, hours=hours)
    assert starts(made, FRIDAY) == ["0900", "0930", "1415"]
    assert starts(made, date(2026, 11, 26)) == []
    assert starts(changed(made, slot_minutes=70), FRIDAY) == ["0900"]


def test_a_saturday_of_the_hours_is_open_and_a_closing_day_is_not(office: Office) -> None:
    assert is_open(office, date(2026, 11, 28))
    assert not is_open(office, date(2026, 12, 2))
    assert starts(office, date(2026, 11, 29)) == []


@pytest.mark.parametrize(
    ("shortest", "longest", "days"), [(0, 1, [24, 25]), (1, 2, [25, 26]), (2, 3, [26, 27])]
)
def test_the_lead_time_counts_calendar_days_from_today(
    office: Office, shortest: int, longest: int, days: list[int]
) -> None:
    made = changed(office, lead_days_min=shortest, lead_days_max=longest)
    open_days = [d for d in range(20, 31) if plan(made, date(2026, 11, d), TODAY)]
    assert open_days == days


def test_the_capacity_is_that_of_the_content(office: Office) -> None:
    with pytest.raises(ValueError, match="capacity"):
        changed(office, capacity=0)


class TestHolidays:
    @pytest.mark.parametrize("day", [(2026, 10, 1), (2026, 2, 17), (2026, 1, 1), (2026, 10, 7)])
    def test_published(self, day: tuple[int, int, int]) -> None:
        assert is_holiday(date(*day))

    @pytest.mark.parametrize("day", [(2026, 10, 9), (2026, 11, 28), (2026, 11, 29)])
    def test_ordinary_days_and_weekends_are_none(self, day: tuple[int, int, int]) -> None:
        assert not is_holiday(date(*day))

    @pytest.mark.parametrize(
        "day",
        [
            (2027, 1, 1), (2027, 2, 5), (2027, 2, 6), (2027, 2, 7), (2027, 2, 8), (2027, 4, 5),
            (2027, 5, 1), (2027, 5, 2), (2027, 6, 9), (2027, 9, 15), (2027, 10, 3), (2028, 4, 4),
            (2035, 1, 1), (2035, 5, 2),
        ],
    )  # fmt: skip
    def test_of_years_nobody_has_published_yet_by_law(self, day: tuple[int, int, int]) -> None:
        assert is_holiday(date(*day))

    @pytest.mark.parametrize("day", [(2027, 1, 4), (2027, 2, 9), (2027, 5, 3), (2031, 3, 4)])
    def test_other_days_of_those_years_are_open(self, day: tuple[int, int, int]) -> None:
        assert not is_holiday(date(*day))

    def test_the_lunar_table_reaches_further_than_anybody_can_book(self) -> None:
        assert max(LUNAR) >= 2030

    def test_new_years_day_cannot_be_booked_at_the_end_of_november(self, office: Office) -> None:
        assert plan(office, date(2027, 1, 1), TODAY) == []
        with pytest.raises(Invalid, match="没有这个时段"):
            slot_times(office, "demo-office-20270101-0900", TODAY)


class TestSlotIds:
    def test_the_office_is_read_from_the_id(self, office: Office) -> None:
        assert office_of_slot({office.id: office}, SLOT).id == office.id

    @pytest.mark.parametrize(
        "slot_id", ["", "nonsense", "other-20261127-0900", "demo-office-2026112-0900", SLOT + " "]
    )
    def test_ids_that_are_none(self, office: Office, slot_id: str) -> None:
        with pytest.raises(Invalid, match="没有这个时段"):
            office_of_slot({office.id: office}, slot_id)

    def test_who_waits_can_get_a_place_inside_the_lead_time_until_the_slot_begins(
        self, office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = changed(office, lead_days_min=5)
        assert still_takes(made, SLOT)
        assert not still_takes(changed(office, closed=[FRIDAY]), SLOT)
        assert not still_takes(made, "demo-office-99999999-0900")
        at(monkeypatch, "2026-11-27T09:00")
        assert not still_takes(made, SLOT)


@pytest.mark.parametrize("entry", yaml.safe_load(SHIPPED.read_text("utf-8")), ids=lambda e: e["id"])
def test_shipped_offices_are_demos_open_on_workdays_and_closed_on_holidays(
    entry: dict[str, object],
) -> None:
    shipped = Office.model_validate(entry)
    assert shipped.demo
    days = [TODAY + timedelta(days=n) for n in range(shipped.lead_days_max + 20)]
    booked = [day for day in days if plan(shipped, day, TODAY)]
    assert min(booked) >= TODAY + timedelta(days=shipped.lead_days_min)
    assert max(booked) <= TODAY + timedelta(days=shipped.lead_days_max)
    assert {day.isoweekday() for day in booked} == {1, 2, 3, 4, 5, 6}
    december = date(2026, 12, 20)
    assert plan(shipped, date(2027, 1, 1), december) == []
    assert plan(shipped, date(2026, 12, 31), december)
