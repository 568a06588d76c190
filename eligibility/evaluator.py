"""Evaluates a rule over known facts: outcome, every condition with its clause, what is missing."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from common.errors import Invalid
from eligibility.logic import Read, Scope, Truth, judge
from eligibility.models import Condition, Fact, OutcomeName, Rule
from eligibility.typed_input import check_value
from knowledge.content_text import fill
from knowledge.parameters import ParameterReading

Status = Literal["pass", "fail", "unknown"]
STATUS: dict[bool | None, Status] = {True: "pass", False: "fail", None: "unknown"}


@dataclass(frozen=True)
class Judged:
    """One condition with its truth."""

    condition: Condition
    truth: Truth

    @property
    def status(self) -> Status:
        """pass, fail or unknown."""
        return STATUS[self.truth.value]


@dataclass(frozen=True)
class Outcome:
    """What a rule says of the facts on a day."""

    rule: Rule
    outcome: OutcomeName
    judged: list[Judged]
    missing: list[str]
    facts: Mapping[str, Any]
    as_of: date
    read: Read

    def as_result(self, cite: Callable[[str], dict[str, Any] | None]) -> dict[str, Any]:
        """The contract's Result, without `release` and `also`, which the caller knows.

        Args:
            cite: makes the contract's Citation of a passage id.
        """
        lines = [fill(n.text, self.read) for n in self.rule.notes]
        return {
            "service": self.rule.id,
            "outcome": self.outcome,
            "as_of": self.as_of.isoformat(),
            "conditions": [self._condition(j, cite) for j in self.judged],
            "missing": list(self.missing),
            "documents": [_line(d.text, d.source, cite) for d in self.rule.documents],
            "next_steps": [_line(s.text, s.source, cite) for s in self.rule.next_steps],
            "notes": lines,
        }

    def _condition(
        self, judged: Judged, cite: Callable[[str], dict[str, Any] | None]
    ) -> dict[str, Any]:
        names = facts_of(judged.condition)
        return {
            "id": judged.condition.id,
            "status": judged.status,
            "text": self._text(judged),
            "facts": {n: _plain(self.facts[n]) for n in names if self.facts.get(n) is not None},
            "parameters": [_parameter(r) for r in judged.truth.used],
            "citation": cite(judged.condition.source),
        }

    def _text(self, judged: Judged) -> str:
        texts = judged.condition.texts
        text = {"pass": texts.passed, "fail": texts.failed, "unknown": texts.unknown}[judged.status]
        return fill(text, self.read)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _line(text: str, source: str, cite: Callable[[str], dict[str, Any] | None]) -> dict[str, Any]:
    return {"text": text, "citation": cite(source)}


def _parameter(reading: ParameterReading) -> dict[str, Any]:
    row = reading.row
    return {
        "id": reading.parameter.id,
        "name": reading.parameter.name,
        "state": reading.state,
        "value": row.value if row else None,
        "unit": reading.parameter.unit,
        "from": row.valid_from.isoformat() if row else None,
        "until": row.until.isoformat() if row and row.until else None,
        "text": reading.text(),
    }


def facts_of(condition: Condition) -> list[str]:
    """Ids of all facts a condition looks at, in order."""
    found: list[str] = []

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            if isinstance(node.get("fact"), str):
                found.append(node["fact"])
            found.extend(node.get("of") or [])
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(condition.test.model_dump())
    return list(dict.fromkeys(found))


def evaluate(rule: Rule, facts: Mapping[str, Any], read: Read, as_of: date) -> Outcome:
    """Evaluate a rule.

    Args:
        rule: what is required.
        facts: typed values by fact id; absent or None means not known.
        read: reads a parameter for the region and day.
        as_of: the day asked about.
    """
    scope = Scope(facts, read, as_of)
    judged = [Judged(c, judge(c.test, scope)) for c in rule.conditions]
    if any(j.truth.value is False for j in judged):
        return Outcome(rule, "unlikely", judged, [], facts, as_of, read)
    wanted = {f for j in judged if j.truth.value is None for f in j.truth.missing}
    missing = [f.id for f in rule.facts if f.id in wanted]
    return Outcome(rule, _outcome(judged, missing), judged, missing, facts, as_of, read)


def _outcome(judged: list[Judged], missing: list[str]) -> OutcomeName:
    if missing:
        return "missing_information"
    open_conditions = [j for j in judged if j.truth.value is None]
    if not open_conditions:
        return "likely"
    if any(j.condition.without_standard == "no_local_standard" for j in open_conditions):
        return "no_local_standard"
    return "needs_review"


def next_question(rule: Rule, outcome: Outcome, declined: Collection[str]) -> Fact | None:
    """The next fact to ask: in the rule's order, only what can still change the outcome."""
    for fact in rule.facts:
        if fact.id in outcome.missing and fact.id not in declined:
            return fact
    return None


def check_facts(rule: Rule, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Typed facts for `evaluate`.

    Raises:
        Invalid: an unknown fact or a badly typed value, by name; nothing is silently dropped.
    """
    typed: dict[str, Any] = {}
    for name, value in facts.items():
        fact = rule.fact(name)
        if fact is None:
            raise Invalid(f"没有这个项目:{name}", fact=name)
        if value is not None:
            typed[name] = check_value(fact, value)
    return typed
