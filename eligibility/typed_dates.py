"""An answer that is a day: written out, short (98年3月5日), or counted from today (上个月15号)."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from common import clock
from common.numerals import parse_number
from eligibility.amounts import plain
from eligibility.models import Fact
from eligibility.values import ParsedValue, date_problem

LUNAR = re.compile(
    r"农历|阴历|旧历|腊月|正月|冬月|闰|初[一二三四五六七八九十]|大年|年三十|除夕|春节|过年|中秋|端午"
    r"|元宵|重阳|[七八]月半|八月十五(?![日号])"
)
ROUGH = re.compile(
    r"左右|前后|上下|或者|还是|要么|不是.{1,12}就是|[几多][日号]|十几|上旬|中旬|下旬"
)
RELATIVE_YEARS = {"大前年": -3, "前年": -2, "去年": -1, "上年": -1, "今年": 0, "本年": 0, "明年": 1,
                  "后年": 2}  # fmt: skip
RELATIVE_MONTHS = {"上上": -2, "上": -1, "这": 0, "本": 0, "当": 0, "下": 1, "下下": 2}
RELATIVE_DAYS = {"大前": -3, "前": -2, "昨": -1, "今": 0, "明": 1, "后": 2, "大后": 3}
RELATIVE_WEEKS = {"上上": -2, "上": -1, "这": 0, "本": 0, "下": 1, "下下": 2}

RUN = re.compile(r"[零〇一二两三四五六七八九十百]+")
YEAR = (
    r"(?P<year>(?<!\d)\d{4}|(?<!\d)\d{2}(?=年|[-./、]\d)|大前年|前年|去年|上年|今年|本年|明年|后年)"
)
SEPARATOR = r"\s*(?:年份?|[-./、\s])?\s*的?"
MONTH = r"(?P<month>\d{1,2})"
DAY = r"(?P<day>\d{1,2})(?![\d几多年月个点:])\s*[日号]?"
FULL = re.compile(rf"{YEAR}{SEPARATOR}(?<!\d){MONTH}\s*(?:月份?|[-./、\s])\s*的?{DAY}")
COMPACT = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)(?!\d)")
SHORT = re.compile(r"^(?P<year>(?!19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)$")
YEAR_MONTH = re.compile(rf"{YEAR}{SEPARATOR}(?<!\d)(?P<month>1[0-2]|0?[1-9])(?!\d)(?:月|$)")
YEAR_ONLY = re.compile(rf"{YEAR}")
MONTH_OF = re.compile(
    r"(?P<which>上上|下下|上|这|本|当|下)个?月份?的?(?:(?P<day>\d{1,2})(?!\d)[日号]?)?"
)
MONTH_DAY = re.compile(rf"(?<!\d){MONTH}\s*(?:月份?|[-./])\s*的?{DAY}")
DAY_OF = re.compile(
    r"(?P<which>大前|大后|前|昨|今|明|后)[天日]|(?P<today>今[早晚儿]|刚才|刚刚)|昨[晚儿]"
)
WEEKDAY_OF = re.compile(r"(?P<which>上上|下下|上|这|本|下)个?(?:周|星期|礼拜)(?P<day>[1-6日天])")
AGO = re.compile(r"(?<!\d)(?P<number>\d{1,2})天(?:以)?前")
# 十几天前 is told exactly, 四十天前 hardly ever.
MOST_DAYS_AGO = 15

ASK_DAY = "请说年月日，比如“2004年5月1日”。"
ASK_SOLAR = "这说的是农历。请说公历（阳历）的年月日，比如“2004年5月1日”；可以看身份证，或者翻日历。"
ASK_EXACT = "请说准确的那一天，比如“2004年5月1日”；可以看身份证或者单子上的日期。"
ASK_ONE = "您说了不止一个日期，请只说一个，比如“2004年5月1日”。"
NO_SUCH_DAY = "没有这一天，请再看一下日期。"


@dataclass(frozen=True)
class Day:
    """What a text says of a day: the day, or why there is none.

    `year` and `month` are what was said without a day; `final` problems are not to be helped by
    what somebody else understood of the text.
    """

    value: date | None = None
    problem: str | None = None
    year: int | None = None
    month: int | None = None
    final: bool = False


def parse_date(fact: Fact, text: str) -> ParsedValue:
    """Read an answer that is a day; the problem asks for the part that is missing."""
    found = find_day(text)
    value = found.value
    if value is None and found.year and found.month and fact.day_optional:
        value = date(found.year, found.month, 1)
        said = f"{value.year}年{value.month}月"
    elif value is None:
        return ParsedValue(problem=found.problem or ASK_DAY)
    else:
        said = f"{value.year}年{value.month}月{value.day}日"
    problem = date_problem(fact, value)
    return ParsedValue(problem=problem) if problem else ParsedValue(value, f"{fact.label}{said}")


def find_day(text: str) -> Day:
    """The one day that a text names, counted from today where it is relative."""
    text = plain(text)
    if LUNAR.search(text):
        return Day(problem=ASK_SOLAR, final=True)
    if ROUGH.search(text):
        return Day(problem=ASK_EXACT, final=True)
    text = RUN.sub(lambda m: _arabic(m.group()), text).strip()
    found = [m for pattern in (FULL, COMPACT, SHORT) for m in pattern.finditer(text)]
    if found:
        days = [_day(_year(m.group("year")), m.group("month"), m.group("day")) for m in found]
        return days[0] if len(set(days)) == 1 else Day(problem=ASK_ONE, final=True)
    return _relative(text) or _partial(text) or Day(problem=ASK_DAY)


def _arabic(run: str) -> str:
    """九八 → 98, 二〇〇四 → 2004, 二十五 → 25."""
    if re.search("[十百]", run):
        return str(int(parse_number(run) or 0))
    return "".join(str(int(parse_number(char) or 0)) for char in run)


def _year(said: str) -> int:
    """A year written out, in two digits (the latest that is not to come), or told from today."""
    this = clock.today().year
    if said in RELATIVE_YEARS:
        return this + RELATIVE_YEARS[said]
    if len(said) == 4:
        return int(said)
    year = this // 100 * 100 + int(said)
    return year if year <= this else year - 100


def _day(year: int, month: str | int, day: str | int) -> Day:
    try:
        return Day(date(year, int(month), int(day)))
    except ValueError:
        return Day(problem=NO_SUCH_DAY, final=True)


def _relative(text: str) -> Day | None:
    """上个月15号, 昨天, 上周三, 3天前."""
    today = clock.today()
    month_of = MONTH_OF.search(text)
    if month_of:
        months = today.year * 12 + today.month - 1 + RELATIVE_MONTHS[month_of.group("which")]
        year, month = months // 12, months % 12 + 1
        if month_of.group("day"):
            return _day(year, month, month_of.group("day"))
        return _without_day(year, month)
    weekday = WEEKDAY_OF.search(text)
    if weekday:
        number = "123456".find(weekday.group("day")) % 7
        week = today - timedelta(days=today.weekday())
        return Day(week + timedelta(days=number + 7 * RELATIVE_WEEKS[weekday.group("which")]))
    ago = AGO.search(text)
    if ago and int(ago.group("number")) <= MOST_DAYS_AGO:
        return Day(today - timedelta(days=int(ago.group("number"))))
    day_of = DAY_OF.search(text)
    if day_of:
        days = 0 if day_of.group("today") else RELATIVE_DAYS[day_of.group("which") or "昨"]
        return Day(today + timedelta(days=days))
    return None


def _partial(text: str) -> Day | None:
    """A month without a day, a day without a year, a year alone: ask for what is missing."""
    year_month = YEAR_MONTH.search(text)
    if year_month:
        return _without_day(_year(year_month.group("year")), int(year_month.group("month")))
    month_day = MONTH_DAY.search(text)
    if month_day:
        return _without_year(int(month_day.group("month")), int(month_day.group("day")))
    year_only = YEAR_ONLY.search(text)
    if year_only:
        year = _year(year_only.group("year"))
        return Day(problem=f"是{year}年几月几日？请说年月日，比如“{year}年5月1日”。", year=year)
    return None


def _without_day(year: int, month: int) -> Day:
    example = f"{year}年{month}月5日"
    problem = f"是{year}年{month}月的哪一天？请连日子一起说，比如“{example}”。"
    return Day(problem=problem, year=year, month=month)


def _without_year(month: int, day: int) -> Day:
    """Propose the last time that day was."""
    today = clock.today()
    year = today.year if (month, day) <= (today.month, today.day) else today.year - 1
    # 29 February: the last leap year.
    while (month, day) == (2, 29) and not calendar.isleap(year):
        year -= 1
    if _day(year, month, day).value is None:
        return Day(problem=NO_SUCH_DAY, final=True)
    problem = f"是哪一年的？请连年份一起说，比如“{year}年{month}月{day}日”。"
    return Day(problem=problem, month=month, final=True)
