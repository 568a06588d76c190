"""The policy finder: all benefits at once over the facts told, asking the fewest that decide most.

Every rule with `finder: true` takes part. Its `screen` fact (is there an old person at all?) comes
before its own questions, so that a family without old people is never asked how old they are.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from eligibility.evaluator import Outcome, evaluate, next_question
from eligibility.logic import Read
from eligibility.models import Fact, OutcomeName, Rule

ORDER: tuple[OutcomeName, ...] = (
    "likely", "needs_review", "no_local_standard", "missing_information", "unlikely",
)  # fmt: skip
# A person asked "what can we get" answers so many questions and no more.
MOST_QUESTIONS = 12


@dataclass(frozen=True)
class Benefit:
    """One benefit as it looks now. `missing`: labels of the facts that would decide it."""

    rule: Rule
    outcome: OutcomeName
    missing: list[str]
    evaluated: Outcome | None


@dataclass(frozen=True)
class Found:
    """All benefits, best outcome first, and the fact to ask next (None: enough is known)."""

    benefits: list[Benefit]
    next: Fact | None


def finder_facts(rules: Iterable[Rule], shared: Mapping[str, Fact]) -> dict[str, Fact]:
    """Every fact the finder may ask for, screens first, by id."""
    taking = [rule for rule in rules if rule.finder]
    screens = {r.screen: shared[r.screen] for r in taking if r.screen}
    return {**screens, **{fact.id: fact for rule in taking for fact in rule.facts}}


def find(
    rules: Iterable[Rule],
    shared: Mapping[str, Fact],
    facts: Mapping[str, Any],
    read: Read,
    as_of: date,
    declined: Collection[str] = (),
) -> Found:
    """Evaluate all benefits and choose the next question.

    Args:
        rules: all rules; those without `finder` are left out.
        shared: shared facts by id, for the screens.
        facts: typed values by fact id; absent means not known.
        read: reads a parameter for the region and day.
        as_of: the day asked about.
        declined: facts the person will not tell.
    """
    taking = [rule for rule in rules if rule.finder]
    benefits = [_benefit(rule, shared, facts, read, as_of) for rule in taking]
    wanted: dict[str, int] = {}
    order = {name: place for place, name in enumerate(finder_facts(taking, shared))}
    for benefit in benefits:
        for name in _asks(benefit, facts, declined):
            wanted[name] = wanted.get(name, 0) + 1
    screens = {rule.screen for rule in taking if rule.screen}
    asked = sum(name in facts or name in declined for name in order)
    following = None
    if wanted and asked < MOST_QUESTIONS + len(screens):
        # A screen that rules benefits out saves all their questions; then what most of them need.
        name = min(wanted, key=lambda n: (n not in screens, -wanted[n], order[n]))
        following = finder_facts(taking, shared)[name]
    return Found(sorted(benefits, key=lambda b: ORDER.index(b.outcome)), following)


def _benefit(
    rule: Rule, shared: Mapping[str, Fact], facts: Mapping[str, Any], read: Read, as_of: date
) -> Benefit:
    if rule.screen and facts.get(rule.screen) is False:
        return Benefit(rule, "unlikely", [], None)
    outcome = evaluate(rule, facts, read, as_of)
    if rule.screen and facts.get(rule.screen) is None and outcome.outcome != "unlikely":
        return Benefit(rule, "missing_information", [shared[rule.screen].label], outcome)
    labels = [fact.label for name in outcome.missing if (fact := rule.fact(name))]
    return Benefit(rule, outcome.outcome, labels, outcome)


def _asks(benefit: Benefit, facts: Mapping[str, Any], declined: Collection[str]) -> list[str]:
    """The facts that would take a benefit further: its screen, else what its rule asks next."""
    rule, outcome = benefit.rule, benefit.evaluated
    if outcome is None or benefit.outcome != "missing_information":
        return []
    if rule.screen and facts.get(rule.screen) is None:
        return [] if rule.screen in declined else [rule.screen]
    first = next_question(rule, outcome, declined)
    return [first.id] if first is not None else []
