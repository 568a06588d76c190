"""Typed values in Chinese text: money with period, counts, ages, dates, relations."""

import re
from datetime import date, timedelta
from typing import Any, Dict, List, NamedTuple, Optional

DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九")}
DIGIT.update({"〇": 0, "两": 2, "俩": 2})
UNIT = {"十": 10, "百": 100, "千": 1000, "万": 10000}
NUMERAL = r"(?:\d+(?:\.\d+)?(?:[千万百]\d?)?|[零〇一二两三四五六七八九十百千万]+)"
MONEY = re.compile(
    r"(?P<period>每个?月|一个?月|每年|一年|全年|每天|一天)?[^\d,。,;;]{0,6}?"
    rf"(?P<number>{NUMERAL})(?P<unit>块钱|块|元|万元|万|千)(?P<tail>\d)?"
)
COUNT = re.compile(rf"(?P<number>{NUMERAL})(?:个人|口人|口子|个孩子|个娃|口|人)")
AGE = re.compile(rf"(?P<number>{NUMERAL})(?:周岁|岁)")
PERIODS = {"月": "month", "年": "year", "天": "day"}
PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)|\[手机号\]")
CODE = re.compile(r"(?<![A-Za-z0-9])(?=[A-Z0-9]*[A-Z])(?=[A-Z0-9]*\d)[A-Z0-9]{8}(?![A-Za-z0-9])")
RELATION = re.compile(
    r"(老公|丈夫|老婆|妻子|爱人|对象|爸爸|妈妈|父亲|母亲|我爸|我妈|爷爷|奶奶|外公|外婆|公公|婆婆|"
    r"儿子|女儿|孙子|孙女|孩子|哥哥|弟弟|姐姐|妹妹|父母|老人)"
)
DISABILITY = re.compile(r"(视力|听力|言语|肢体|智力|精神|多重)残疾")
GRADE = re.compile(r"([一二三四1234])级(?:残疾|伤残|残)?")
FULL_DATE = re.compile(
    r"(?:(\d{4})年)?(\d{1,2}|[一二三四五六七八九十]{1,2})月(\d{1,2}|[一二三四五六七八九十]{1,3})[日号]"
)
ISO_DATE = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})")
NEAR = {"今天": 0, "今日": 0, "明天": 1, "明日": 1, "后天": 2, "大后天": 3}
WEEKDAY = re.compile(r"(下下|下|这|本)?(?:个)?(?:周|星期|礼拜)([一二三四五六日天])")


class Found(NamedTuple):
    """One typed value with its place in the text."""

    entity: str
    value: Any
    start: int
    end: int


def number_of(text: str) -> Optional[float]:
    """A numeral in digits, Chinese, or both; None when it is none."""
    mixed = re.fullmatch(r"(\d+(?:\.\d+)?)([百千万])(\d)?", text)
    if mixed:
        unit = UNIT[mixed.group(2)]
        return float(mixed.group(1)) * unit + int(mixed.group(3) or 0) * unit / 10
    if re.fullmatch(r"\d+(?:\.\d+)?", text):
        return float(text)
    total = section = number = 0.0
    last = 1
    for char in text:
        if char in DIGIT:
            number = DIGIT[char]
            last = 10 if char in "零〇" else last
        elif char in UNIT:
            unit = UNIT[char]
            if unit == UNIT["万"]:
                total, section = (section + number or 1) * unit, 0.0
            else:
                section += (number or 1) * unit
            number, last = 0.0, unit
        else:
            return None
    return total + section + number * (last / 10 if 0 < number < 10 and last >= 100 else 1)


def find_values(text: str, today: date) -> List[Found]:
    """All typed values of a text."""
    found: List[Found] = []
    for match in MONEY.finditer(text):
        amount = _amount(match)
        if amount is not None:
            period = match.group("period")
            value: Dict[str, Any] = {
                "amount": amount,
                "period": PERIODS[period[-1]] if period else None,
            }
            found.append(Found("money", value, match.start("number"), match.end()))
    for pattern, entity in ((COUNT, "count"), (AGE, "age")):
        for match in pattern.finditer(text):
            number = number_of(match.group("number"))
            if number is not None and number == int(number):
                found.append(Found(entity, int(number), match.start(), match.end()))
    for pattern, entity in (
        (PHONE, "phone"), (CODE, "booking_code"), (RELATION, "relation"),
        (DISABILITY, "disability_category"), (GRADE, "disability_grade"),
    ):  # fmt: skip
        for match in pattern.finditer(text):
            value = match.group(1) if match.groups() else match.group(0)
            found.append(Found(entity, value, match.start(), match.end()))
    return found + _dates(text, today)


def _amount(match: "re.Match[str]") -> Optional[float]:
    number = number_of(match.group("number"))
    if number is None:
        return None
    unit = match.group("unit")
    scale = 10000 if "万" in unit else 1000 if unit == "千" else 1
    tail = int(match.group("tail") or 0)
    return number * scale + (tail * scale / 10 if scale > 1 else 0)


def _dates(text: str, today: date) -> List[Found]:
    found: List[Found] = []

    def add(year: int, month: int, day: int, match: "re.Match[str]") -> None:
        try:
            value = date(year, month, day).isoformat()
        except ValueError:
            return
        found.append(Found("date", value, match.start(), match.end()))

    for match in ISO_DATE.finditer(text):
        add(*(int(g) for g in match.groups()), match)
    for match in FULL_DATE.finditer(text):
        month, day = number_of(match.group(2)), number_of(match.group(3))
        if month and day:
            year = int(match.group(1) or today.year)
            if not match.group(1) and (int(month), int(day)) < (today.month, today.day):
                year += 1
            add(year, int(month), int(day), match)
    for word, days in NEAR.items():
        for match in re.finditer(f"(?<!大){word}", text):
            when = today + timedelta(days=days)
            found.append(Found("date", when.isoformat(), match.start(), match.end()))
    for match in WEEKDAY.finditer(text):
        wanted = "一二三四五六日".index(match.group(2).replace("天", "日"))
        weeks = {"下": 1, "下下": 2}.get(match.group(1) or "", 0)
        when = today - timedelta(days=today.weekday()) + timedelta(days=wanted + 7 * weeks)
        if weeks == 0 and when <= today:
            when += timedelta(days=7)
        found.append(Found("date", when.isoformat(), match.start(), match.end()))
    return found
