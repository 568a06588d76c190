"""Legal periods: the first day, the last day, and ends that fall on days of rest."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.workdays import working
from eligibility.deadlines import Days, days_of
from eligibility.logic import Scope
from eligibility.models import Period

COOLING = Period(id="cooling", title="冷静期", after="accepted", days=30, source="a#b")
COLLECT = Period(id="collect", title="领证期", after="cooling", days=30, source="a#b")


def both(accepted: date) -> list[Days]:
    scope = Scope({"accepted": accepted}, lambda _: None, accepted)  # type: ignore[arg-type, return-value]
    return days_of([COOLING, COLLECT], scope)


@pytest.mark.parametrize(
    ("accepted", "first", "last", "end"),
    [
        # The worked example of the library: 1 April ends the first, 1 May moves past the holiday.
        (date(2026, 3, 2), date(2026, 3, 3), date(2026, 4, 1), date(2026, 5, 6)),
        # 30 days after 1 September is 1 October: the National Day holiday ends on the 7th.
        (date(2026, 9, 1), date(2026, 9, 2), date(2026, 10, 8), date(2026, 11, 9)),
        # An end on a Saturday moves to Monday.
        (date(2026, 6, 4), date(2026, 6, 5), date(2026, 7, 6), date(2026, 8, 5)),
    ],
)
def test_two_periods_one_after_the_other(
    accepted: date, first: date, last: date, end: date
) -> None:
    cooling, collect = both(accepted)
    assert (cooling.first, cooling.last, collect.last) == (first, last, end)
    assert collect.first == cooling.last + timedelta(days=1)


def test_an_end_that_moved_says_why() -> None:
    cooling, _ = both(date(2026, 9, 1))
    assert "2026年10月1日是休息日" in cooling.text
    assert "2026年10月8日止" in cooling.text


def test_a_year_without_published_holidays_says_so() -> None:
    cooling, _ = both(date(2035, 1, 1))
    assert not cooling.certain
    assert "还没有公布" in cooling.text


def test_no_date_no_period() -> None:
    scope = Scope({}, lambda _: None, date(2026, 1, 1))  # type: ignore[arg-type, return-value]
    assert days_of([COOLING, COLLECT], scope) == []


@given(st.dates(date(2024, 1, 1), date(2026, 10, 1)))
def test_a_period_never_ends_on_a_day_of_rest_and_never_early(accepted: date) -> None:
    for days in both(accepted):
        assert working(days.last)[0]
        assert days.counted_to <= days.last
        assert (days.counted_to - days.first).days == 29
