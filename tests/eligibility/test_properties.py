"""Laws that hold for every shipped rule, whatever is told."""

import random
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.settings import get_settings
from eligibility.evaluator import Outcome, evaluate, next_question
from eligibility.finder import find
from eligibility.models import Fact, Rule, facts_of
from knowledge.content import Content, load_content
from knowledge.parameters import ParameterReading

CONTENT: Content = load_content(get_settings().content_dir)
DAY = date(2026, 11, 24)
RULES = list(CONTENT.rules.values())


def read(parameter: str) -> ParameterReading:
    return CONTENT.parameter(parameter, "镇江市", DAY)


def run(rule: Rule, facts: dict[str, Any]) -> Outcome:
    return evaluate(rule, facts, read, DAY)


def any_answer(fact: Fact) -> st.SearchStrategy[Any]:
    if fact.type == "bool":
        return st.booleans()
    if fact.type == "choice":
        return st.sampled_from([c.value for c in fact.choices])
    if fact.type == "date":
        return st.dates(date(1930, 1, 1), DAY)
    if fact.type == "members":
        return st.just([])
    numbers = st.integers(int(fact.min or 0), int(min(fact.max or 5000, 5000)))
    return numbers.map(float) if fact.type == "money" else numbers


def some_facts(rule: Rule) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional={f.id: any_answer(f) for f in rule.facts})


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.id)
class TestEveryRule:
    @given(st.data())
    @settings(max_examples=40, deadline=None)
    def test_the_order_of_answers_does_not_matter(self, rule: Rule, data: st.DataObject) -> None:
        facts = data.draw(some_facts(rule))
        items = list(facts.items())
        random.Random(data.draw(st.integers())).shuffle(items)
        one, other = run(rule, facts), run(rule, dict(items))
        assert one.outcome == other.outcome
        assert [j.status for j in one.judged] == [j.status for j in other.judged]

    @given(st.data())
    @settings(max_examples=60, deadline=None)
    def test_what_is_settled_stays_settled(self, rule: Rule, data: st.DataObject) -> None:
        """Kleene: a condition that passed or failed does so whatever else is told."""
        facts = data.draw(some_facts(rule))
        before = run(rule, facts)
        more = {**data.draw(some_facts(rule)), **facts}
        after = run(rule, more)
        for one, other in zip(before.judged, after.judged, strict=True):
            if one.truth.value is not None:
                assert other.truth.value == one.truth.value, one.condition.id

    @given(st.data())
    @settings(max_examples=60, deadline=None)
    def test_likely_becomes_unlikely_by_a_condition_only(
        self, rule: Rule, data: st.DataObject
    ) -> None:
        facts = data.draw(some_facts(rule))
        before = run(rule, facts)
        if before.outcome != "likely":
            return
        assert run(rule, {**data.draw(some_facts(rule)), **facts}).outcome == "likely"

    @given(st.data())
    @settings(max_examples=40, deadline=None)
    def test_a_conversation_ends_and_asks_only_what_matters(
        self, rule: Rule, data: st.DataObject
    ) -> None:
        needed = {name for c in rule.conditions for name in facts_of(c.test)}
        needed |= {fact.id for fact in rule.facts if fact.shapes}
        facts: dict[str, Any] = {}
        declined: list[str] = []
        for _ in range(len(rule.facts) + 1):
            outcome = run(rule, facts)
            asked = next_question(rule, outcome, declined)
            if asked is None:
                break
            assert asked.id in needed
            assert asked.id not in facts
            assert asked.id not in declined
            assert asked.shapes or outcome.outcome == "missing_information"
            if data.draw(st.booleans()) and data.draw(st.booleans()):
                declined.append(asked.id)
            else:
                facts[asked.id] = data.draw(any_answer(asked))
        else:
            raise AssertionError("it never ends")

    def test_it_says_something_of_every_condition(self, rule: Rule) -> None:
        result = run(rule, {}).as_result(lambda _: None)
        assert all(c["text"] for c in result["conditions"])
        assert "{{" not in str(result)


def seconds(work: Callable[[], object], times: int = 100) -> float:
    begun = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - begun) / times


def test_one_evaluation_and_all_of_them_are_fast() -> None:
    """1 ms and 10 ms asked for (`make bench` measures them); room here for a busy machine."""
    for rule in RULES:
        assert seconds(lambda rule=rule: run(rule, {})) < 0.003, rule.id  # type: ignore[misc]
    facts: dict[str, Any] = {"has_elder": True, "elder_age": 80, "household_size": 3}
    assert seconds(lambda: find(RULES, CONTENT.facts, facts, read, DAY)) < 0.03
