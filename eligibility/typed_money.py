"""An answer about money: a figure for the fact's period, or a problem that proposes one."""

import re
from itertools import pairwise

from common.numerals import parse_number
from eligibility.amounts import (
    NUMERAL,
    Figure,
    Period,
    Span,
    find_figures,
    find_periods,
    find_span,
    plain,
    without_periods,
)
from eligibility.models import Fact
from eligibility.values import ParsedValue, bounded

WHOSE = (
    r"(?:我|我们|咱们?|俺|他|她|家里|我们?家|全家|一家人|现在|目前|手里|手上|银行"
    r"|都|也|啥|什么|,|\s)*"
)
NOT = r"(?:没有|没得|没的|没|莫得|木有|么得|冇|无)"
WHAT = (
    r"(?:任何)?(?:收入|存款|积蓄|理财|工资|进账|钱|来源|收入来源|经济来源"
    r"|一分钱?|一毛钱?|一个子儿?)"
)
NONE_AT_ALL = re.compile(
    rf"^{WHOSE}(?:{NOT}{WHAT}?"
    rf"|(?:{WHAT}|一(?:分|毛)钱?(?:收入|存款|积蓄)?)(?:是|就|都|也)*(?:{NOT}|0|零)"
    rf"|[0零](?:元|块钱?)?)[。.!了的哎啊呀呢哦嘛哈吧]*$"
)
OWED = re.compile(r"欠|负债|债|贷款|房贷|车贷|借的|借了|罚款|倒贴")
FOREIGN = re.compile(r"美元|美金|港币|港元|欧元|日元|台币|英镑")
LAST_YEAR = re.compile(r"今年|去年|前年")
PLUS = re.compile(r"^[元块钱多]*\s*(?:\+|再?加上?)[^\d一二两三四五六七八九十]{0,8}$")

ASK_FIGURE = "请说一个数，比如“1500”或“两万”；没有就说“没有”。"
ASK_ABOUT = "请说一个大概的数，比如“2500”。"


def format_money(amount: float) -> str:
    """1500 → 1500元, 4166.666 → 4166.67元."""
    return f"{_number(amount)}元"


def _number(amount: float) -> str:
    return f"{amount:.2f}".rstrip("0").rstrip(".")


def parse_money(fact: Fact, text: str) -> ParsedValue:
    """Read an answer about money; ranges, two figures and debts come back as a problem."""
    text = plain(text)
    if NONE_AT_ALL.match(text):
        return bounded(fact, 0.0, f"{fact.label}0元")
    if OWED.search(text) and not OWED.search(fact.label + fact.question):
        return ParsedValue(problem="欠的钱不用算进来。" + ASK_FIGURE)
    if FOREIGN.search(text):
        return ParsedValue(problem="请按人民币说，大概是多少元？")
    periods = find_periods(text) if fact.period else []
    problem = _period_problem(fact, text, periods)
    if problem:
        return ParsedValue(problem=problem)
    period = periods[0] if periods else None
    bare = without_periods(text)
    span = find_span(bare)
    if span is not None:
        return ParsedValue(problem=_span_problem(fact, span, period))
    figures = find_figures(bare)
    if not figures:
        # 五: a bare digit is an amount only by itself.
        number = parse_number(bare) if NUMERAL.fullmatch(bare.strip()) else None
        figures = [] if number is None else [Figure(number, 0, len(bare), marked=False)]
    if not figures:
        return ParsedValue(problem=ASK_FIGURE)
    return _summed(fact, figures, bare, period)


def _period_problem(fact: Fact, text: str, periods: list[Period]) -> str | None:
    """Why the time is not clear: two of them, one that cannot be converted, 今年 alone."""
    if not fact.period:
        return None
    asked = "一个月" if fact.period == "month" else "一年"
    if len({p.word for p in periods}) > 1 or any(p.per_month is None for p in periods):
        return f"请说平均{asked}大约多少钱，比如“{asked}2000”。"
    if not periods and LAST_YEAR.search(text) and find_figures(text):
        return f"这是一年的还是一个月的？请说平均{asked}大约多少钱。"
    return None


def _span_problem(fact: Fact, span: Span, period: Period | None) -> str:
    """Say the range back and propose the figure in the middle, or its upper end."""
    same = period is None or period.per_month == (1 if fact.period == "month" else 1 / 12)
    word = "" if same or period is None else period.word
    if span.low is not None and span.high is not None:
        said = f"{format_money(span.low)}到{format_money(span.high)}"
        middle = _number((span.low + span.high) / 2)
        return f"您说的是{said}之间。请说一个数；拿不准就按中间的数，回答“{word}{middle}”。"
    if span.high is not None:
        upper = _number(span.high)
        return (
            f"您说的是不到{upper}元。请说一个大概的数；就按{upper}元算的话，回答“{word}{upper}”。"
        )
    if span.low is not None:
        return f"您说的是{format_money(span.low)}以上。请说大概是多少。"
    return ASK_ABOUT


def _summed(fact: Fact, figures: list[Figure], text: str, period: Period | None) -> ParsedValue:
    """One figure, or several that are added up in so many words (2000加1500)."""
    values = [f.value for f in figures]
    gaps = [text[a.end : b.start] for a, b in pairwise(figures)]
    terms = ""
    if len(set(values)) == 1 and not any(PLUS.match(gap) for gap in gaps):
        amount = values[0]
    elif all(PLUS.match(gap) for gap in gaps):
        amount, terms = sum(values), f"（{'+'.join(_number(v) for v in values)}）"
    else:
        said = "、".join(format_money(v) for v in values)
        total = f"{period.word if period else ''}{_number(sum(values))}"
        return ParsedValue(problem=f"您说了{said}。请说一个数；要加起来的话，回答“{total}”。")
    value, said = converted(fact, amount, period)
    return bounded(fact, value, f"{fact.label}{said}{terms}")


def converted(fact: Fact, amount: float, period: Period | None) -> tuple[float, str]:
    """An amount of a period as one of the fact's period, and how it is said."""
    if fact.period is None:
        return amount, format_money(amount)
    own = "每月" if fact.period == "month" else "每年"
    times = period and (period.per_month if fact.period == "month" else period.per_year)
    if not times or period is None or period.word == own:
        return amount, f"{own}{format_money(amount)}"
    value = round(amount * times, 2)
    how = period.how if period.how and fact.period == "month" else ""
    return value, f"{period.word}{format_money(amount)}，{how}合{own}{format_money(value)}"
