"""What a conversation can check: one service by its rule, or all benefits at once."""

from datetime import date
from typing import Any, Protocol

from actions.selfcheck.result import show_benefits, show_result
from actions.selfcheck.state import CheckState
from actions.turn import Turn
from eligibility.evaluator import evaluate, next_question
from eligibility.finder import Found, find, finder_facts
from eligibility.models import Fact, Rule

# The state's `service` while the policy finder runs; no service has this id.
FINDER = "finder"
FINDER_TITLE = "看看能享受什么"


class Check(Protocol):
    """What a guided conversation needs to know of a check."""

    id: str
    title: str
    facts: dict[str, Fact]

    def next_fact(self, turn: Turn, state: CheckState) -> Fact | None:
        """The fact to ask next, or None when nothing open can change the outcome."""

    def show(self, turn: Turn, state: CheckState) -> None:
        """Send the result."""


class RuleCheck:
    """The check of one service."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.id, self.title = rule.id, rule.title
        self.facts = {fact.id: fact for fact in rule.facts}

    def next_fact(self, turn: Turn, state: CheckState) -> Fact | None:
        """See Check."""
        outcome = evaluate(self.rule, known(state, self.facts), turn.read_parameter, turn.as_of)
        return next_question(self.rule, outcome, state.declined)

    def show(self, turn: Turn, state: CheckState) -> None:
        """See Check."""
        show_result(turn, known(state, self.facts), self.rule)


class FinderCheck:
    """All benefits at once (我家这种情况能享受什么)."""

    id, title = FINDER, FINDER_TITLE

    def __init__(self, rules: dict[str, Rule], shared: dict[str, Fact]) -> None:
        self.rules, self.shared = rules, shared
        self.facts = finder_facts(rules.values(), shared)

    def found(self, turn: Turn, state: CheckState) -> Found:
        """All benefits over what is known."""
        facts = known(state, self.facts)
        return find(
            self.rules.values(), self.shared, facts, turn.read_parameter, turn.as_of, state.declined
        )

    def next_fact(self, turn: Turn, state: CheckState) -> Fact | None:
        """See Check."""
        return self.found(turn, state).next

    def show(self, turn: Turn, state: CheckState) -> None:
        """See Check."""
        show_benefits(turn, self.found(turn, state))


def known(state: CheckState, facts: dict[str, Fact]) -> dict[str, Any]:
    """What was told of a check's facts, typed: the state keeps dates as text."""
    return {
        name: date.fromisoformat(value) if facts[name].type == "date" else value
        for name, value in state.facts.items()
        if name in facts
    }


def check_of(turn: Turn, name: str | None) -> Check | None:
    """The check of a service, or the finder; None when the release has no such rule."""
    content = turn.release.content
    if name == FINDER:
        return FinderCheck(content.rules, content.facts)
    rule = content.rules.get(name or "")
    return RuleCheck(rule) if rule is not None else None
