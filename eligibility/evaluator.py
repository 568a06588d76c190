"""Evaluates a rule over known facts: outcome, every condition with its clause, what is missing."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from common.errors import Invalid
from eligibility.deadlines import days_of
from eligibility.estimate import Amount, estimate
from eligibility.logic import Read, Scope, Truth, judge
from eligibility.models import Condition, Fact, Line, OutcomeName, Rule, Status, facts_of
from eligibility.values import check_value
from knowledge.content_text import fill
from knowledge.parameters import ParameterReading

Cite = Callable[[str], dict[str, Any] | None]
STATUS: dict[bool | None, Status] = {True: "pass", False: "fail", None: "unknown"}
# What a result says first. Nobody is told that they are entitled: only the office decides.
SUMMARIES: dict[OutcomeName, str] = {
    "likely": "按您说的情况，可能符合。最后由受理机关核对后决定。",
    "unlikely": "按您说的情况，可能不符合。情况有变化，或者您觉得不对，都可以去窗口再问。",
    "missing_information": "还缺一些情况，没法判断。补上以后再看，也可以直接去窗口问。",
    "needs_review": "有的条件要由受理机关核对后才能定，这里不能替您判断。",
    "no_local_standard": "资料库里没有当地的标准，没法判断，请问受理机关。",
}
PARTLY = "其中{passed}项可能符合。"


@dataclass(frozen=True)
class Judged:
    """One condition with its truth."""

    condition: Condition
    truth: Truth

    @property
    def status(self) -> Status:
        """pass, fail or unknown."""
        return STATUS[self.truth.value]

    @property
    def settled(self) -> bool:
        """Whether no further fact can change it."""
        return self.truth.value is not None or not self.truth.missing


@dataclass(frozen=True)
class Outcome:
    """What a rule says of the facts on a day.

    `missing` are the facts that can still change a condition, in the order they should be asked;
    none once the outcome is `unlikely`.
    """

    rule: Rule
    outcome: OutcomeName
    judged: list[Judged]
    missing: list[str]
    facts: Mapping[str, Any]
    as_of: date
    read: Read

    @property
    def scope(self) -> Scope:
        """What the rule's tests looked at."""
        return Scope(self.facts, self.read, self.as_of)

    @property
    def reasons(self) -> list[str]:
        """Why an office has to look: the conditions that no answer of the person can settle."""
        if self.outcome == "unlikely":
            return []
        return [self.text_of(j) for j in self.judged if j.truth.value is None and j.settled]

    def as_result(self, cite: Cite) -> dict[str, Any]:
        """The contract's Result, without `release` and `also`, which the caller knows.

        Args:
            cite: makes the contract's Citation of a passage id.
        """
        return {
            "service": self.rule.id,
            "kind": self.rule.kind,
            "outcome": self.outcome,
            "summary": self._summary(),
            "reasons": self.reasons,
            "as_of": self.as_of.isoformat(),
            "conditions": [self._condition(j, cite) for j in self.judged],
            "missing": list(self.missing),
            "documents": self._lines(self.rule.documents, cite),
            "next_steps": self._lines(self.rule.next_steps, cite),
            "notes": [line["text"] for line in self._lines(self.rule.notes, cite)],
            "estimates": [self._amount(a, cite) for a in self.amounts()],
            "periods": [
                {
                    "id": days.period.id,
                    "first": days.first.isoformat(),
                    "last": days.last.isoformat(),
                    "text": days.text,
                    "citation": cite(days.period.source),
                }
                for days in days_of(self.rule.periods, self.scope)
            ],
        }

    def amounts(self) -> list[Amount]:
        """The estimates that can be made; none for somebody who does not qualify."""
        if self.outcome == "unlikely":
            return []
        found = (estimate(e, self.scope) for e in self.rule.estimates)
        return [amount for amount in found if amount is not None]

    def _amount(self, amount: Amount, cite: Cite) -> dict[str, Any]:
        wanted = amount.estimate
        return {
            "id": wanted.id,
            "title": wanted.title,
            "value": amount.value,
            "unit": wanted.steps[-1].unit,
            "lines": [fill(line, self.read) for line in amount.lines],
            "parameters": [_parameter(r) for r in amount.used],
            "outdated": amount.outdated,
            "caution": fill(wanted.caution, self.read),
            "citation": cite(wanted.source),
        }

    def text_of(self, judged: Judged) -> str:
        """What is said of a condition, with dated figures filled in."""
        variants = (v for v in judged.condition.variants if v.status == judged.status)
        special = next((v.text for v in variants if judge(v.when, self.scope).value), None)
        return fill(special or _plain_text(judged), self.read)

    def _summary(self) -> str:
        passed = sum(j.truth.value is True for j in self.judged)
        partly = self.outcome in ("needs_review", "no_local_standard") and passed
        return SUMMARIES[self.outcome] + (PARTLY.format(passed=passed) if partly else "")

    def _condition(self, judged: Judged, cite: Cite) -> dict[str, Any]:
        names = facts_of(judged.condition.test)
        return {
            "id": judged.condition.id,
            "status": judged.status,
            "text": self.text_of(judged),
            "facts": {n: _plain(self.facts[n]) for n in names if self.facts.get(n) is not None},
            "parameters": [_parameter(r) for r in judged.truth.used],
            "citation": cite(judged.condition.source),
        }

    def _lines(self, lines: list[Line], cite: Cite) -> list[dict[str, Any]]:
        shown = [
            line
            for line in lines
            if line.when is None or judge(line.when, self.scope).value is not False
        ]
        return [{"text": fill(s.text, self.read), "citation": cite(s.source)} for s in shown]


def _plain_text(judged: Judged) -> str:
    texts, truth = judged.condition.texts, judged.truth
    if truth.value is False:
        return texts.failed
    if truth.value is True:
        by_old_figure = any(r.state == "overdue" for r in truth.used)
        return (texts.passed_overdue if by_old_figure else None) or texts.passed
    if truth.missing or not truth.unusable:
        return texts.unknown
    absent = any(r.state == "absent" for r in truth.unusable)
    return (texts.unknown_absent if absent else texts.unknown_overdue) or texts.unknown


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [{name: _plain(field) for name, field in record.items()} for record in value]
    return value.isoformat() if isinstance(value, date) else value


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
        "review_by": row.review_by.isoformat() if row and row.review_by else None,
        "source": row.source if row else None,
        "text": reading.text(),
    }


def evaluate(rule: Rule, facts: Mapping[str, Any], read: Read, as_of: date) -> Outcome:
    """Evaluate a rule.

    Args:
        rule: what is required.
        facts: typed values by fact id (`check_facts`); absent or None means not known.
        read: reads a parameter for the region and day.
        as_of: the day asked about.
    """
    return _evaluate(rule, Scope(facts, read, as_of))


def _evaluate(rule: Rule, scope: Scope) -> Outcome:
    judged = [Judged(c, judge(c.test, scope)) for c in rule.conditions]
    facts, read, as_of = scope.facts, scope.read, scope.as_of
    if any(j.truth.value is False for j in judged):
        return Outcome(rule, "unlikely", judged, [], facts, as_of, read)
    missing = _missing(rule, judged, facts)
    return Outcome(rule, _outcome(judged, missing), judged, missing, facts, as_of, read)


def _missing(rule: Rule, judged: list[Judged], facts: Mapping[str, Any]) -> list[str]:
    """Facts to ask, in order: what was begun is finished first, what needs fewest before the rest.

    Among conditions nothing is known of yet the rule's own order holds, which reads naturally.
    """
    order = {fact.id: place for place, fact in enumerate(rule.facts)}
    best: dict[str, tuple[int, int]] = {}
    for one in judged:
        begun = any(facts.get(name) is not None for name in facts_of(one.condition.test))
        rank = (0, len(one.truth.missing)) if begun else (1, 0)
        for name in one.truth.missing:
            best[name] = min(rank, best.get(name, rank))
    return sorted(best, key=lambda name: (*best[name], order[name]))


def _outcome(judged: list[Judged], missing: list[str]) -> OutcomeName:
    if missing:
        return "missing_information"
    open_conditions = [j for j in judged if j.truth.value is None]
    if not open_conditions:
        return "likely"
    for one in open_conditions:
        absent = any(r.state == "absent" for r in one.truth.unusable)
        if absent and one.condition.without_standard == "no_local_standard":
            return "no_local_standard"
    return "needs_review"


def next_question(rule: Rule, outcome: Outcome, declined: Collection[str]) -> Fact | None:
    """The next fact to ask, or None when no answer can change a condition any more.

    Args:
        rule: the rule that was evaluated.
        outcome: its outcome over the facts known.
        declined: facts the person does not know or does not want to tell; they are not asked
            again, and neither is what would matter only together with them.
    """
    if outcome.outcome == "unlikely":
        return None
    if declined and outcome.missing:
        scope = replace(outcome.scope, closed=frozenset(declined))
        outcome = _evaluate(rule, scope)
    deciding = [fact for name in outcome.missing if (fact := rule.fact(name))]
    shaping = [f for f in rule.facts if f.shapes and outcome.facts.get(f.id) is None]
    asked = [f for f in [*deciding, *shaping] if f.type != "members" and f.id not in declined]
    return asked[0] if asked else None


def check_facts(rule: Rule, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Typed facts for `evaluate`: see typed_facts."""
    return typed_facts({fact.id: fact for fact in rule.facts}, facts)


def typed_facts(known: Mapping[str, Fact], facts: Mapping[str, Any]) -> dict[str, Any]:
    """Typed values by fact id; None stays out, it means not known.

    Raises:
        Invalid: an unknown fact or a badly typed value, by name; nothing is silently dropped.
    """
    typed: dict[str, Any] = {}
    for name, value in facts.items():
        fact = known.get(name)
        if fact is None:
            raise Invalid(f"没有这个项目：{name}", fact=name)
        if value is not None:
            typed[name] = check_value(fact, value)
    return typed
