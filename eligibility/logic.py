"""Three-valued logic (Kleene) over conditions, with what is still missing and why.

Beside its value every truth carries the values it could still take once more facts are known. A
test that can take only one is settled, and its facts are not asked for.
"""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from typing import Any

from eligibility.functions import FUNCTIONS
from eligibility.models import All, AnyMember, AnyOf, Compare, Not, Operand, Test
from knowledge.parameters import ParameterReading

Read = Callable[[str], ParameterReading]
Value = bool | None

OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
    "in": lambda left, right: left in right,
    "between": lambda left, right: right[0] <= left <= right[1],
}
MIRRORED = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le"}
BOTH: frozenset[Value] = frozenset({True, False})
UNKNOWN: frozenset[Value] = frozenset({None})
# False < not known < True: `all` is the least of its parts, `any` the greatest.
RANK: dict[Value, int] = {False: 0, None: 1, True: 2}


@dataclass(frozen=True)
class Truth:
    """True, False or None (not known), with what it rests on and what could still change it."""

    value: Value
    missing: tuple[str, ...] = ()
    # Parameters absent or past their review date that keep the value from being known.
    unusable: tuple[ParameterReading, ...] = ()
    used: tuple[ParameterReading, ...] = ()
    # The values it can still take when more facts are known.
    possible: frozenset[Value] = UNKNOWN


@dataclass(frozen=True)
class Scope:
    """What a test may look at. `closed` facts are not known and will not be asked again."""

    facts: Mapping[str, Any]
    read: Read
    as_of: date
    closed: frozenset[str] = frozenset()


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
        possible = frozenset(_opposite(v) for v in inner.possible)
        return Truth(_opposite(inner.value), inner.missing, inner.unusable, inner.used, possible)
    if isinstance(test, AnyMember):
        return _any_member(test, scope)
    return _compare(test, scope)


def _opposite(value: Value) -> Value:
    return None if value is None else not value


def _known(value: bool, used: tuple[ParameterReading, ...] = ()) -> Truth:
    return Truth(value, used=used, possible=frozenset({value}))


def _readings(groups: list[tuple[ParameterReading, ...]]) -> tuple[ParameterReading, ...]:
    by_id = {reading.parameter.id: reading for group in groups for reading in group}
    return tuple(by_id.values())


def _combine(parts: list[Truth], *, decisive: bool) -> Truth:
    """`all` (decided by one False) and `any` (decided by one True)."""
    deciding = next((part for part in parts if part.value is decisive), None)
    if deciding is not None:
        return _known(decisive, deciding.used)
    used = _readings([part.used for part in parts])
    open_parts = [part for part in parts if part.value is None]
    if not open_parts:
        return _known(not decisive, used)
    possible = _range([part.possible for part in parts], decisive)
    unusable = _readings([part.unusable for part in open_parts])
    if len(possible) == 1:
        return Truth(None, (), unusable, used, possible)
    # Beside a part that stays unknown, only what can still decide alone matters.
    stuck = any(part.possible == UNKNOWN for part in parts)
    asked = [part for part in open_parts if not stuck or decisive in part.possible]
    missing = tuple(dict.fromkeys(name for part in asked for name in part.missing))
    return Truth(None, missing, unusable, used, possible)


def _range(possibles: list[frozenset[Value]], decisive: bool) -> frozenset[Value]:
    strongest = max if decisive else min

    def both(left: frozenset[Value], right: frozenset[Value]) -> frozenset[Value]:
        return frozenset(strongest((a, b), key=RANK.__getitem__) for a in left for b in right)

    return reduce(both, possibles)


def _any_member(test: AnyMember, scope: Scope) -> Truth:
    """One record that satisfies the test is enough; a record with gaps asks for the whole list."""
    name = test.any_member.fact
    members = scope.facts.get(name)
    if members is None:
        return _open((name,), BOTH, scope)
    if not members:
        return _known(False)
    inner = [
        judge(test.any_member.where, Scope(member, scope.read, scope.as_of)) for member in members
    ]
    truth = _combine(inner, decisive=True)
    if not truth.missing:
        return truth
    return _open((name,), truth.possible, scope, truth.unusable, truth.used)


def _open(
    missing: tuple[str, ...],
    possible: frozenset[Value],
    scope: Scope,
    unusable: tuple[ParameterReading, ...] = (),
    used: tuple[ParameterReading, ...] = (),
) -> Truth:
    """Not known for want of facts; settled as such when one of them will not be told."""
    if len(possible) == 1 or not scope.closed.isdisjoint(missing):
        return Truth(None, (), unusable, used, UNKNOWN)
    return Truth(None, missing, unusable, used, possible)


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
    used = _readings([(s.reading,) for s in (left, right) if s.reading is not None])
    without = tuple(r for r in used if r.state == "absent" or _is_text(r))
    if without:
        # A standard that is not there is asked for by nobody: the facts are not needed either.
        return Truth(None, (), without, used)
    overdue = tuple(r for r in used if r.state == "overdue")
    safe = _safe_value(test, left.reading, right.reading) if overdue else None
    missing = (*left.missing, *right.missing)
    if missing:
        possible: frozenset[Value] = frozenset({safe, None}) if overdue else BOTH
        return _open(missing, possible, scope, overdue if safe is None else (), used)
    value = OPERATORS[test.op](left.value, right.value)
    if overdue and value is not safe:
        return Truth(None, (), overdue, used)
    return _known(value, used)


def _is_text(reading: ParameterReading) -> bool:
    return reading.row is not None and isinstance(reading.row.value, str)


def _safe_value(
    test: Compare, left: ParameterReading | None, right: ParameterReading | None
) -> Value:
    """The value that holds by an old figure too, because the figure has only risen since.

    Below the old figure is below today's: so `fact < figure` is safe when true, `fact >= figure`
    when false. None: neither is.
    """
    if left is not None and right is not None:
        return None
    reading = left or right
    if reading is None or not reading.parameter.only_rises:
        return None
    op = test.op if right is not None else MIRRORED.get(test.op, test.op)
    return {"lt": True, "le": True, "gt": False, "ge": False}.get(op)
