"""Days of legal periods: when they begin, when they end, and what a holiday does to the end.

The day that starts a period is not counted (民法典 第201条); an end on a statutory holiday or a day
of rest moves to the next working day (民法典 第203条).
"""

from dataclasses import dataclass
from datetime import date, timedelta

from common.workdays import working
from eligibility.logic import Scope
from eligibility.models import Period

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Days:
    """First and last day of a period; `counted_to` is the last day before it was moved.

    `certain` is False where the holidays of the year are not published yet and only weekends
    could be looked at.
    """

    period: Period
    first: date
    last: date
    counted_to: date
    certain: bool

    @property
    def text(self) -> str:
        """Both days in Chinese, and why the last one moved."""
        told = f"{self.period.title}：{chinese(self.first)}起，到{chinese(self.last)}止"
        if self.last != self.counted_to:
            told += f"（{chinese(self.counted_to)}是休息日，顺延到下一个工作日）"
        if not self.certain:
            told += "（这一年的放假安排还没有公布，遇到调休以登记机关为准）"
        return f"{told}。"


def chinese(day: date) -> str:
    """2026年3月3日."""
    return f"{day.year}年{day.month}月{day.day}日"


def days_of(periods: list[Period], scope: Scope) -> list[Days]:
    """All periods whose start is known, in order; one may follow another."""
    found: dict[str, Days] = {}
    for period in periods:
        if period.after in found:
            before = found[period.after].last
        elif isinstance(scope.facts.get(period.after), date):
            before = scope.facts[period.after]
        else:
            continue
        found[period.id] = _counted(period, before)
    return list(found.values())


def _counted(period: Period, before: date) -> Days:
    counted = before + timedelta(days=period.days)
    last = counted
    open_day, certain = working(last)
    while not open_day:
        last += ONE_DAY
        open_day, known = working(last)
        certain = certain and known
    return Days(period, before + ONE_DAY, last, counted, certain)
