"""Statutory holidays: the published calendar, and the law for years not published yet.

The State Council publishes a year's holidays in the November before; bookings reach further. Until
then the days named by the law itself count (全国年节及纪念日放假办法, 国务院令第795号, in force
since 2025-01-01). Days bridged by shifted weekends are not known before they are published.
"""

from datetime import date, timedelta

import chinese_calendar

# (month, day): 元旦 one day, 劳动节 two, 国庆节 three.
FIXED = {(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)}
# New Year's Eve and the first three days of the lunar year.
SPRING_FESTIVAL = tuple(timedelta(days=n) for n in (-1, 0, 1, 2))
# Solar dates of 正月初一, 五月初五, 八月十五, by the lunar calendar (GB/T 33661-2017).
LUNAR = {
    2027: (date(2027, 2, 6), date(2027, 6, 9), date(2027, 9, 15)),
    2028: (date(2028, 1, 26), date(2028, 5, 28), date(2028, 10, 3)),
    2029: (date(2029, 2, 13), date(2029, 6, 16), date(2029, 9, 22)),
    2030: (date(2030, 2, 3), date(2030, 6, 5), date(2030, 9, 12)),
}
QINGMING = "清明"


def is_holiday(day: date) -> bool:
    """Whether a day is a statutory holiday; an ordinary weekend is none."""
    try:
        off, name = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        return _by_law(day)
    return bool(off and name is not None)


def _by_law(day: date) -> bool:
    if (day.month, day.day) in FIXED or _is_qingming(day):
        return True
    if day.year not in LUNAR:
        return False
    new_year, dragon_boat, mid_autumn = LUNAR[day.year]
    return day - new_year in SPRING_FESTIVAL or day in (dragon_boat, mid_autumn)


def _is_qingming(day: date) -> bool:
    return any(name == QINGMING for _, name in chinese_calendar.get_solar_terms(day, day))
