"""Sums of money in a sentence: the figures, what is only a range, and the time they are for."""

import math
import re
import unicodedata
from dataclasses import dataclass

from common.numerals import parse_number

CHINESE = "零〇一二两俩三四五六七八九"
ASCENDING = "一二三四五六七八九"
NUMERAL = re.compile(
    rf"\d+(?:\.\d+)?(?:[百千万亿]+(?:\d+|[{CHINESE}])?)*"
    rf"|[{CHINESE}十][{CHINESE}十百千万亿]*(?:(?<=[十百千万亿])\d+)?"
    # 千把块, 百来块
    r"|[百千万](?=[把来])"
)
THOUSANDS = re.compile(r"(?<!\d)\d{1,3}(?:,\d{3})+(?!\d)")
SPACED = re.compile(r"(?<=[\d一二两三四五六七八九十百千万])\s+(?=[百千万元块])")
SLANG = (
    (re.compile(r"(?<=\d)[kK](?![a-zA-Z])"), "千"),
    (re.compile(r"(?<=\d)[wW](?![a-zA-Z])"), "万"),
)
# What is counted is no money: 三个人, 80岁, 5月, 一共, 一定 …
COUNTED = re.compile(
    r"\s*(?:个|口|人|名|位|周?岁|年|月|号|日|天|级|套|辆|部|台|次|周|星期|礼拜|季|平|亩|斤|%|折|楼|层|间"
    r"|栋|只|头|成|倍|点|小时|份|家|项|样|种|条|张|代|胎|婚|儿|女|般|直|些|下|定|共|起|旦|切|向|致|边"
    r"|老|半|毛|角|孩|娃|步|处|村|组)|分(?!钱)"
)
UNIT = re.compile(r"[多几来]?(?:把|来)?(?:块|元|毛)")
CHANGE = re.compile(r"块钱?([一二三四五六七八九\d])(?:毛|角)?(?![\d十百千万])")

NUMBER = (
    rf"(?:\d+(?:\.\d+)?[百千万]*(?:\d+|[{CHINESE}](?=\D|$))?|[{CHINESE}十][{CHINESE}十百千万]*)"
)
BETWEEN = re.compile(rf"({NUMBER})(?:元|块钱?)?\s*(?:[-~—–]+|到|至)\s*({NUMBER})")
# 两三千, 十五六万, 三千四五, 2、3千: two neighbouring digits before or after a unit.
NEIGHBOURS = re.compile(
    rf"(?P<head>(?:[\d{CHINESE}]*[十百千万])*)"
    r"(?P<low>[一二两三四五六七八\d])(?P<comma>[、,]?)(?P<high>[一二两三四五六七八九\d])(?P<unit>[十百千万]*)"
)
DOWNWARD = {"千八百": (800, 1000), "百八十": (80, 100), "万八千": (8000, 10_000)}
VAGUE = re.compile(r"(?:十几|几十?|好几|数|上|成|大几)[百千万]|十几块")
# 两千多, 一千出头: good enough for an answer, too little said to be taken unasked.
MORE = re.compile(r"[\d百千万][多几来]|出头")
BELOW = re.compile(
    r"不到|没到|不足|不满|低于|少于|不超过|不超|最多|至多|顶多|以内|以下|之内|没有(?=[\d二两三四五六七八九])"
)
ABOVE = re.compile(r"以上|超过|不止|不只|至少|最少|起码|多于|高于|往上")

MONTHS_A_YEAR, WEEKS_A_YEAR, DAYS_A_YEAR, DAYS_A_MONTH = 12, 52, 365, 30


@dataclass(frozen=True)
class Figure:
    """One amount; `marked` when a unit says that it is money or a large number (元, 块, 千, 万)."""

    value: float
    start: int
    end: int
    marked: bool


@dataclass(frozen=True)
class Span:
    """No figure but bounds; an open or unknown side is None."""

    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Period:
    """The time an amount is for: how it is said, and how often it comes in a month and a year.

    `per_month` None: it cannot be converted (an hour, a piece).
    """

    word: str
    per_month: float | None
    per_year: float = 0.0
    how: str = ""
    start: int = 0
    end: int = 0


ONE = r"(?:每|一整?|1)个?"
SINGLE = (
    (rf"{ONE}小时|{ONE}钟头|/小时|时薪|按小时", Period("每小时", None)),
    (r"每次|一次|每单|一单|计件|按件|每趟|一趟", Period("每次", None)),
    (rf"{ONE}年(?:到头)?|全年|年总?收入|年薪|/年|按年", Period("每年", 1 / 12, 1)),
    (r"每?半年", Period("每半年", 1 / 6, 2)),
    (rf"{ONE}?季度?(?!节)|/季", Period("每季度", 1 / 3, 4)),
    (rf"{ONE}月(?!份)|月总?收入|月工资|月薪|月入|/月|按月", Period("每月", 1, 12)),
    (r"每?半个月", Period("每半个月", 2, 24)),
    (rf"{ONE}(?:周|星期|礼拜)|周薪|/周|/星期", Period("每周", 52 / 12, 52, "按一年52周")),
    (rf"{ONE}[天日]|日薪|日结|/天|/日|天天", Period("每天", DAYS_A_MONTH, DAYS_A_YEAR, "按30天")),
)  # fmt: skip
PERIODS = [(re.compile(pattern), period) for pattern, period in SINGLE]
SEVERAL_UNITS = {
    "年": "每年",
    "个月": "每月",
    "个季度": "每季度",
    "个星期": "每周",
    "个礼拜": "每周",
    "周": "每周",
    "天": "每天",
}
SEVERAL = re.compile(
    rf"(?<![\d第])(\d{{1,2}}|[两二三四五六七八九十]{{1,2}})({'|'.join(SEVERAL_UNITS)})"
)
# 98年 is a date, 二十年 a time of work, no time that an amount is for.
MOST_PERIODS = 10


def plain(text: str) -> str:
    """Half-width, 3k and 2w as 3千 and 2万, no commas or spaces inside figures."""
    text = unicodedata.normalize("NFKC", text)
    text = THOUSANDS.sub(lambda m: m.group().replace(",", ""), text)
    for slang, unit in SLANG:
        text = slang.sub(unit, text)
    return SPACED.sub("", text)


def find_periods(text: str) -> list[Period]:
    """The times named, in order; 两年 and the like only when no single one is named."""
    found = [
        Period(p.word, p.per_month, p.per_year, p.how, m.start(), m.end())
        for pattern, p in PERIODS
        for m in pattern.finditer(text)
    ]
    # 半年 is not 年, 一个季度 not 季度 alone: the longer reading of a place counts.
    kept = [p for p in found if not any(_covers(o, p) for o in found)]
    return sorted(kept or _several(text), key=lambda p: p.start)


def _covers(other: Period, one: Period) -> bool:
    longer = other.end - other.start > one.end - one.start
    return longer and other.start <= one.start and one.end <= other.end


def _several(text: str) -> list[Period]:
    by_word = {p.word: p for _, p in PERIODS}
    found = []
    for match in SEVERAL.finditer(text):
        number = parse_number(match.group(1))
        unit = by_word[SEVERAL_UNITS[match.group(2)]]
        if number and 1 < number <= MOST_PERIODS and unit.per_month is not None:
            often = (unit.per_month / number, unit.per_year / number)
            found.append(Period(match.group(), *often, unit.how, match.start(), match.end()))
    return found


def without_periods(text: str) -> str:
    """The text with the times blanked out: 一 of 一年 is no amount."""
    for period in find_periods(text):
        text = text[: period.start] + " " * (period.end - period.start) + text[period.end :]
    return text


def find_figures(text: str) -> list[Figure]:
    """Amounts in a text whose times are blanked out; numbers that count something else are not."""
    found: list[Figure] = []
    for match in NUMERAL.finditer(text):
        raw, end = match.group(), match.end()
        if found and match.start() < found[-1].end:
            continue
        marked = (
            bool(UNIT.match(text, end)) or raw[-1] in "百千万亿" or bool(re.search("[百千万]", raw))
        )
        if COUNTED.match(text, end) or not (marked or _bare(raw)):
            continue
        value = {"百": 100.0, "千": 1000.0, "万": 10_000.0}.get(raw) or parse_number(raw)
        change = CHANGE.match(text, end)
        if value is not None and change:
            value, end = value + (parse_number(change.group(1)) or 0) / 10, change.end()
        if value is not None and math.isfinite(value):
            found.append(Figure(value, match.start(), end, marked))
    return found


def _bare(raw: str) -> bool:
    """Whether a number without a unit may be an amount: digits, or 八十; not 一 or 三五."""
    return raw[0].isdigit() or "十" in raw or len(raw) > 2


def find_span(text: str) -> Span | None:
    """A range instead of a figure (2000到3000, 两三千, 几千, 不到三千), or None."""
    between = BETWEEN.search(text)
    if between:
        low, high = _ends(*between.groups())
        return Span(low, high) if low < high else Span()
    for word, (low, high) in DOWNWARD.items():
        if re.search(rf"(?<![\d{CHINESE}十百千万]){word}(?![\d{CHINESE}])", text):
            return Span(low, high)
    neighbours = _neighbours(text)
    if neighbours is not None:
        return neighbours
    if VAGUE.search(text):
        return Span()
    figures = find_figures(text)
    figure = figures[0].value if len(figures) == 1 else None
    if figure is not None and BELOW.search(text):
        return Span(high=figure)
    if figure is not None and ABOVE.search(text):
        return Span(low=figure)
    return None


def _ends(low: str, high: str) -> tuple[float, float]:
    first, second = parse_number(low) or 0.0, parse_number(high) or 0.0
    unit = re.search(r"[百千万]+$", high)
    scale = (parse_number("一" + unit.group()) or 1.0) if unit else 1.0
    # 2到3千: the unit is said once.
    if not re.search(r"[十百千万]", low) and first < second / scale:
        first *= scale
    return first, second


def _neighbours(text: str) -> Span | None:
    for match in NEIGHBOURS.finditer(text):
        head, low, comma, high, unit = match.group("head", "low", "comma", "high", "unit")
        if (low.isdigit() or high.isdigit()) and not comma:
            continue
        small, large = (_digit(c) for c in (low, high))
        before = text[: match.start()][-1:]
        if small >= large or not (unit or head) or (before and before in CHINESE + "0123456789."):
            continue
        if comma and not unit:
            continue
        ends = [_scaled(head, digit, unit) for digit in (small, large)]
        return Span(ends[0], ends[1])
    return None


def _digit(char: str) -> int:
    return int(char) if char.isdigit() else ASCENDING.index("二" if char in "两俩" else char) + 1


def _scaled(head: str, digit: int, unit: str) -> float:
    return parse_number(f"{head}{ASCENDING[digit - 1]}{unit}") or 0.0
