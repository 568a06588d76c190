"""Three-valued logic (Kleene) over conditions, with what is still missing and why."""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from eligibility.functions import FUNCTIONS
from eligibility.models import All, AnyOf, Compare, Not, Operand, Test
from knowledge.parameters import ParameterReading

Read = Callable[[str], ParameterReading]

OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
    "in": lambda left, right: left in right,
}


@dataclass(frozen=True)
class Truth:
    """True, False or None (not known), with the facts missing and the parameters that failed."""

    value: bool | None
    missing: tuple[str, ...] = ()
    # Parameters absent or past their review date that keep the value from being known.
    unusable: tuple[ParameterReading, ...] = ()
    used: tuple[ParameterReading, ...] = ()


@dataclass(frozen=True)
class Scope:
    """What a test may look at."""

    facts: Mapping[str, Any]
    read: Read
    as_of: date


@dataclass
class Side:
    """One side of a comparison: a value, or what is missing for it."""

    value: Any = None
    missing: list[str] = field(default_factory=list)
    reading: ParameterReading | None = None


def judge(test: Test, scope: Scope) -> Truth:
    """Evaluate one test."""
    if isinstance(test, All):
        return _combine([judge(part, scope) for part in test.all], decisive=False)
    if isinstance(test, AnyOf):
        return _combine([judge(part, scope) for part in test.any], decisive=True)
    if isinstance(test, Not):
        inner = judge(test.not_, scope)
        value = None if inner.value is None else not inner.value
        return Truth(value, inner.missing, inner.unusable, inner.used)
    return _compare(test, scope)


def _combine(parts: list[Truth], *, decisive: bool) -> Truth:
    """`all` (decided by one False) and `any` (decided by one True)."""
    used = tuple(r for part in parts for r in part.used)
    if any(part.value is decisive for part in parts):
        return Truth(decisive, used=used)
    open_parts = [part for part in parts if part.value is None]
    if not open_parts:
        return Truth(not decisive, used=used)
    missing = tuple(dict.fromkeys(f for part in open_parts for f in part.missing))
    unusable = tuple(r for part in open_parts for r in part.unusable)
    return Truth(None, missing, unusable, used)


def _side(operand: Operand, scope: Scope) -> Side:
    if operand.param is not None:
        reading = scope.read(operand.param)
        row = reading.row
        value = row.value * operand.factor if row and not isinstance(row.value, str) else None
        return Side(value, [], reading)
    names = [operand.fact] if operand.fact else operand.of
    missing = [n for n in names if scope.facts.get(n) is None]
    if missing:
        return Side(None, missing)
    if operand.fact is not None:
        return Side(scope.facts[operand.fact])
    if operand.call is not None:
        values = [scope.facts[n] for n in operand.of]
        return Side(FUNCTIONS[operand.call](*values, as_of=scope.as_of))
    return Side(operand.value)


def _compare(test: Compare, scope: Scope) -> Truth:
    left, right = _side(test.left, scope), _side(test.right, scope)
    readings = tuple(s.reading for s in (left, right) if s.reading is not None)
    missing = (*left.missing, *right.missing)
    absent = tuple(r for r in readings if r.state == "absent")
    if missing:
        # A standard that is not there is asked for by nobody: the facts are not needed either.
        return Truth(None, () if absent else missing, absent, readings)
    if absent:
        return Truth(None, (), absent, readings)
    value = OPERATORS[test.op](left.value, right.value)
    overdue = tuple(r for r in readings if r.state == "overdue")
    if overdue and not _safe(test, value, right.reading):
        return Truth(None, (), overdue, readings)
    return Truth(value, (), (), readings)


def _safe(test: Compare, value: bool, right: ParameterReading | None) -> bool:
    """Whether an old value still decides: it only rises, and the household is below it already."""
    rises = right is not None and right.parameter.only_rises
    return rises and value and test.op in ("lt", "le")
