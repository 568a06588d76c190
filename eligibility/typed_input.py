"""What people type as an answer, made into a typed value, or a problem said in Chinese.

Money and numbers are read from the text itself: 两万, 2万, 3千5, 每月三千, 一年五万, 没有收入.
What is no clear answer (两三千, 虚岁八十, 去年腊月) comes back as a problem with a way to answer.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from common.numerals import parse_number
from eligibility.amounts import plain
from eligibility.family import household
from eligibility.models import Fact
from eligibility.typed_age import parse_age
from eligibility.typed_choices import NO, YES, parse_bool, parse_choice
from eligibility.typed_dates import find_day, parse_date
from eligibility.typed_money import NONE_AT_ALL, format_money, parse_money
from eligibility.values import ParsedValue, bounded

__all__ = ["NO", "YES", "ParsedValue", "format_money", "parse_number", "parse_value"]

RANGE = re.compile(
    r"(?:\d|[一二两三四五六七八九])[-~到至—](?:\d|[一二两三四五六七八九])|[一二两三四五六七八九]{2}[个口人名位]"
    r"|[几多]个|好几|十几|[一二两三四五六七八九]、[一二两三四五六七八九]"
)
ALONE = re.compile(r"^(就|只有|光)?(我|他|她)?(就)?(一个人|自己|独居|孤身)")
# An answer is short; digits without end are no number.
LONGEST = 200
EDGES = re.compile(r"^[\s。.!,、]+|[\s。.!,、]+$")


def _count(fact: Fact, text: str) -> ParsedValue:
    """A number of people or things; for a household, people named one by one are counted."""
    problem = f"请说一个数，比如“3{fact.unit}”。"
    if RANGE.search(text):
        return ParsedValue(problem=problem)
    if "口人" in fact.question or "家庭成员" in fact.question:
        family = household(text)
        if family.clash:
            return ParsedValue(problem=f"总数和一个一个说的对不上。连您自己一共几口人？{problem}")
        if family.size is not None:
            return bounded(fact, family.size, f"{fact.label}{family.size}{fact.unit}")
        if family.uncounted:
            return ParsedValue(problem=f"连您自己一共几口人？{problem}")
    if ALONE.match(text):
        return bounded(fact, 1, f"{fact.label}1{fact.unit}")
    number = parse_number(text)
    if number is None and NONE_AT_ALL.match(text):
        number = 0
    if number is None or number != int(number):
        return ParsedValue(problem=problem)
    return bounded(fact, int(number), f"{fact.label}{int(number)}{fact.unit}")


PARSERS = {
    "money": parse_money,
    "count": _count,
    "age": parse_age,
    "bool": parse_bool,
    "choice": parse_choice,
    "date": parse_date,
}


# An answer in the unit of another question: 8岁 is no number of people, 三口 no money.
UNITS = {
    "count": (re.compile(r"岁|元|块|万"), re.compile(r"人|口|个")),
    "money": (re.compile(r"岁|[口个]人|口$"), re.compile(r"元|块|钱|万|千|百|工资|收入|毛|\d{3}")),
}
OTHER_UNIT = "这里问的是{label}，请再说一次。"


def parse_value(fact: Fact, text: str, entities: Sequence[Mapping[str, Any]] = ()) -> ParsedValue:
    """Read an answer to a fact's question.

    Args:
        fact: what was asked.
        text: the normalised words.
        entities: typed entities of the message; a day that the words alone do not give (明年五一)
            comes from there.
    """
    text = EDGES.sub("", plain(text)[:LONGEST])
    strange, own = UNITS.get(fact.type, (None, None))
    if strange is not None and own is not None and strange.search(text) and not own.search(text):
        return ParsedValue(problem=OTHER_UNIT.format(label=fact.label))
    parsed = PARSERS[fact.type](fact, text)
    if parsed.problem and fact.type == "date" and not find_day(text).final:
        said = next((e.get("value") for e in entities if e.get("entity") == "date"), None)
        if isinstance(said, str):
            return parse_date(fact, said)
    return parsed
