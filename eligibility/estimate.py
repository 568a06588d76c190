"""Amounts worked out line by line, with the dates of the figures they rest on."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from typing import Any

from eligibility.logic import Scope, judge
from eligibility.models import Estimate, Step, Term
from knowledge.parameters import ParameterReading

SIGNS = {"add": " + ", "sub": " − ", "mul": " × ", "div": " ÷ ", "min": "、", "max": "、"}
OPERATIONS: dict[str, Callable[[float, float], float]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "min": min,
    "max": max,
}


@dataclass(frozen=True)
class Amount:
    """The result of an estimate: `value` in the unit of its last step, and how it came about."""

    estimate: Estimate
    value: float
    lines: list[str]
    used: list[ParameterReading]

    @property
    def outdated(self) -> bool:
        """Whether a figure it rests on is past its review date."""
        return any(reading.state == "overdue" for reading in self.used)


def estimate(wanted: Estimate, scope: Scope) -> Amount | None:
    """Work an estimate out; None when it does not apply or something it needs is not known."""
    if wanted.when is not None and judge(wanted.when, scope).value is not True:
        return None
    values: dict[str, float] = {}
    used: dict[str, ParameterReading] = {}
    lines: list[str] = []
    for step in wanted.steps:
        terms = [_value(term, scope, values, used) for term in step.of]
        known = [t for t in terms if t is not None]
        if len(known) < len(terms) or (step.op == "div" and 0 in known[1:]):
            return None
        values[step.id] = reduce(OPERATIONS[step.op], known)
        lines.append(_line(step, known, values[step.id]))
    value = max(0.0, round(values[wanted.steps[-1].id], 2))
    return Amount(wanted, value, lines, list(used.values()))


def _value(
    term: Term, scope: Scope, values: dict[str, float], used: dict[str, ParameterReading]
) -> float | None:
    if term.step is not None:
        return values[term.step]
    if term.value is not None:
        return term.value
    if term.fact is not None:
        given: Any = scope.facts.get(term.fact)
        return None if given is None else float(given)
    assert term.param is not None
    reading = scope.read(term.param)
    if reading.row is None or isinstance(reading.row.value, str):
        return None
    used[term.param] = reading
    return float(reading.row.value) * term.factor


def plain(value: float) -> str:
    """1500.0 → 1500, 33.333 → 33.33."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _line(step: Step, known: list[float], value: float) -> str:
    parts = [plain(v) for v in known]
    if step.op in ("min", "max"):
        counted = f"{SIGNS[step.op].join(parts)}中取{'小' if step.op == 'min' else '大'}的"
    else:
        counted = SIGNS[step.op].join(parts)
    if len(parts) == 1:
        return f"{step.text}：{plain(value)}{step.unit}"
    return f"{step.text}：{counted} = {plain(value)}{step.unit}"
