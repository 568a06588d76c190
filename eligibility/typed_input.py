"""What people type as an answer, made into a typed value, or a problem said in Chinese.

Money and numbers are read from the text itself: 两万, 2万, 3千5, 每月三千, 一年五万, 没有收入.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from common.numerals import parse_number
from eligibility.models import Fact
from eligibility.values import ParsedValue, bounded, date_problem

NONE_AT_ALL = re.compile(
    r"^(没有?|无|零|0|一分(钱)?(也|都)?没有?|没收入|没有收入|没存款|没有存款|啥(也|都)没有)[。.!!了的]*$"
)
RANGE = re.compile(
    r"(?:\d|[一二两三四五六七八九])[-~到至—](?:\d|[一二两三四五六七八九])|[一二两三四五六七八九]{2}[百千万个口人]"
)
YEARLY = re.compile(r"(每年|一年|全年|年收入|年薪|/年|一整年)")
MONTHLY = re.compile(r"(每个?月|一个?月|月收入|月薪|/月|月工资)")
DAILY = re.compile(r"(每天|一天|/天|一日)")
# 一年, 一个月 and 一天 hold a numeral that is no amount.
PERIOD_WORDS = re.compile(r"(每|一个?|一整)(年|月|天|日)")
ALONE = re.compile(r"^(就|只有|光)?(我|他|她)?(就)?(一个人|自己|独居|孤身)")
YES = re.compile(
    r"^(是|对|有|嗯|好|要|会|能|愿意|自愿|没错|可以|属于|确实|已经|yes|y)", re.IGNORECASE
)
NO = re.compile(r"^(不|没|无|否|未|别|no|n$|从来没)", re.IGNORECASE)
ISO = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})")
COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)")
EDGES = re.compile(r"^[\s。.!,、]+|[\s。.!,、]+$")
DAYS_A_MONTH, MONTHS_A_YEAR = 30, 12


def format_money(amount: float) -> str:
    """1500 → 1500元, 4166.666 → 4166.67元."""
    return f"{amount:.2f}".rstrip("0").rstrip(".") + "元"


def _money(fact: Fact, text: str) -> ParsedValue:
    if NONE_AT_ALL.match(text):
        return ParsedValue(0.0, f"{fact.label}0元")
    if RANGE.search(text):
        return ParsedValue(problem="请说一个大概的数,比如“2500”。")
    amount = parse_number(PERIOD_WORDS.sub("", text))
    if amount is None:
        return ParsedValue(problem="请说一个数,比如“1500”或“两万”;没有就说“没有”。")
    said, converted = format_money(amount), amount
    if fact.period == "month" and YEARLY.search(text):
        converted = round(amount / MONTHS_A_YEAR, 2)
        said = f"每年{format_money(amount)},合每月{format_money(converted)}"
    elif fact.period == "month" and DAILY.search(text):
        converted = amount * DAYS_A_MONTH
        said = f"每天{format_money(amount)},按30天合每月{format_money(converted)}"
    elif fact.period == "year" and MONTHLY.search(text):
        converted = amount * MONTHS_A_YEAR
        said = f"每月{format_money(amount)},合每年{format_money(converted)}"
    elif fact.period == "month":
        said = f"每月{said}"
    return bounded(fact, converted, f"{fact.label}{said}")


def _count(fact: Fact, text: str) -> ParsedValue:
    if ALONE.match(text):
        return bounded(fact, 1, f"{fact.label}1{fact.unit}")
    if RANGE.search(text):
        return ParsedValue(problem=f"请说一个数,比如“3{fact.unit}”。")
    number = parse_number(text)
    if number is None and NONE_AT_ALL.match(text):
        number = 0
    if number is None or number != int(number):
        return ParsedValue(problem=f"请说一个数,比如“3{fact.unit}”。")
    return bounded(fact, int(number), f"{fact.label}{int(number)}{fact.unit}")


def _age(fact: Fact, text: str) -> ParsedValue:
    if "虚岁" in text or "虚" in text[:1]:
        return ParsedValue(problem="请说周岁,就是过完生日的岁数。")
    number = parse_number(text)
    if number is None or number != int(number):
        return ParsedValue(problem="请说周岁,比如“78”。")
    return bounded(fact, int(number), f"{fact.label}{int(number)}周岁")


def _bool(fact: Fact, text: str) -> ParsedValue:
    for value, words in ((False, fact.no_words), (True, fact.yes_words)):
        if any(word in text for word in words):
            return ParsedValue(value, f"{fact.label}:{'是' if value else '否'}")
    if NO.match(text):
        return ParsedValue(False, f"{fact.label}:否")
    if YES.match(text):
        return ParsedValue(True, f"{fact.label}:是")
    return ParsedValue(problem="请回答“是”或“不是”。")


def _choice(fact: Fact, text: str) -> ParsedValue:
    found = []
    for number, choice in enumerate(fact.choices, start=1):
        names = [choice.label, *choice.synonyms]
        if text in names or text == str(number):
            return ParsedValue(choice.value, f"{fact.label}:{choice.label}")
        best = max((len(n) for n in names if n in text or (len(text) > 1 and text in n)), default=0)
        if best:
            found.append((best, choice))
    if found:
        _, choice = max(found, key=lambda pair: pair[0])
        return ParsedValue(choice.value, f"{fact.label}:{choice.label}")
    labels = "、".join(c.label for c in fact.choices)
    return ParsedValue(problem=f"请从这几个里选一个:{labels}。")


def _date(fact: Fact, text: str) -> ParsedValue:
    found = ISO.search(text) or COMPACT.search(text)
    if found is None:
        return ParsedValue(problem="请说年月日,比如“2004年5月1日”。")
    try:
        value = date(*(int(part) for part in found.groups()))
    except ValueError:
        return ParsedValue(problem="没有这一天,请再看一下日期。")
    problem = date_problem(fact, value)
    if problem:
        return ParsedValue(problem=problem)
    return ParsedValue(value, f"{fact.label}{value.year}年{value.month}月{value.day}日")


PARSERS = {
    "money": _money,
    "count": _count,
    "age": _age,
    "bool": _bool,
    "choice": _choice,
    "date": _date,
}


def parse_value(fact: Fact, text: str, entities: Sequence[Mapping[str, Any]] = ()) -> ParsedValue:
    """Read an answer to a fact's question.

    Args:
        fact: what was asked.
        text: the normalised words.
        entities: typed entities of the message; a date said as 明年三月五号 comes from there.
    """
    text = EDGES.sub("", text)
    parsed = PARSERS[fact.type](fact, text)
    if parsed.problem and fact.type == "date":
        said = next((e.get("value") for e in entities if e.get("entity") == "date"), None)
        if isinstance(said, str):
            return _date(fact, said)
    return parsed
