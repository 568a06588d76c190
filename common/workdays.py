"""Working days of China by the published calendar."""

from datetime import date

import chinese_calendar

FRIDAY = 5


def working(day: date) -> tuple[bool, bool]:
    """Whether a day is a working day, and whether the holidays of its year are known.

    Years that are not published yet are judged by their weekends alone.
    """
    try:
        return bool(chinese_calendar.is_workday(day)), True
    except NotImplementedError:
        return day.isoweekday() <= FRIDAY, False
