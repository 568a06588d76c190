"""Typed values as they come in JSON: right type, in range, or refused by name."""

import math
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from common import clock
from common.errors import Invalid
from eligibility.models import Fact

# Nobody alive was born before it.
EARLIEST_BIRTH_YEAR = 1900


@dataclass(frozen=True)
class ParsedValue:
    """A typed value with how it is said back, or the problem that keeps it from being one."""

    value: Any = None
    said_back: str = ""
    problem: str | None = None


def bounded(fact: Fact, value: float, said: str) -> ParsedValue:
    """The value, or the problem of its being too small or too large for the fact."""
    if fact.min is not None and value < fact.min:
        return ParsedValue(problem=f"这个数好像太小了，应当不小于{fact.min:.12g}{fact.unit}。")
    if fact.max is not None and value > fact.max:
        return ParsedValue(problem=f"这个数好像太大了，应当不超过{fact.max:.12g}{fact.unit}。")
    return ParsedValue(value, said)


def date_problem(fact: Fact, value: date) -> str | None:
    """Why a day cannot be the answer, or None."""
    if not fact.past:
        return None
    if value > clock.today():
        return "这一天还没有到，请再看一下日期。"
    if value.year < EARLIEST_BIRTH_YEAR:
        return "年份好像太早了，请再看一下日期。"
    return None


def check_value(fact: Fact, value: Any) -> Any:
    """A typed value from JSON.

    Raises:
        Invalid: wrong type, out of range, or no such choice; the message names the fact.
    """
    if fact.type == "members":
        return _members(fact, value)
    typed = _typed(fact, value)
    problem = None
    if fact.type in ("money", "count", "age"):
        problem = bounded(fact, typed, "").problem
    elif fact.type == "date":
        problem = date_problem(fact, typed)
    if problem:
        raise _invalid(fact, problem)
    return typed


def _typed(fact: Fact, value: Any) -> Any:
    if isinstance(value, int | float) and not isinstance(value, bool):
        number = _number(fact, value)
        if number is not None:
            return number
    if fact.type == "bool" and isinstance(value, bool):
        return value
    if fact.type == "choice":
        for choice in fact.choices:
            if type(choice.value) is type(value) and choice.value == value:
                return value
    if fact.type == "date":
        day = _date(value)
        if day is not None:
            return day
    raise _invalid(fact, "值的类型或内容不对")


def _number(fact: Fact, value: float) -> float | int | None:
    if fact.type not in ("money", "count", "age") or not math.isfinite(value):
        return None
    if fact.type == "money":
        return float(value)
    return int(value) if value == int(value) else None


def _date(value: Any) -> date | None:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if not isinstance(value, str) or len(value) != len("2026-01-01"):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _members(fact: Fact, value: Any) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(record, dict) for record in value):
        raise _invalid(fact, "应当是一个列表，每人一项")
    fields = {field.id: field for field in fact.fields}
    checked = []
    for record in value:
        for name in record:
            if name not in fields:
                raise _invalid(fact, f"没有这个项目：{name}")
        given = {name: field for name, field in record.items() if field is not None}
        checked.append({name: check_value(fields[name], field) for name, field in given.items()})
    return checked


def _invalid(fact: Fact, problem: str) -> Invalid:
    return Invalid(f"{fact.id}（{fact.label}）：{problem}", fact=fact.id)
