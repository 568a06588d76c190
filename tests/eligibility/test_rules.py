"""The shipped rules: every worked example, no question too many, and no sale of old figures."""

import random
import time
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.errors import Invalid
from common.settings import get_settings
from eligibility.deadlines import days_of
from eligibility.evaluator import Outcome, check_facts, evaluate, next_question
from eligibility.models import RuleCase
from knowledge.content import Content, load_content
from knowledge.search.passages import citation

CONTENT: Content = load_content(get_settings().content_dir)
DAY = date(2026, 11, 24)


def run(rule_id: str, facts: dict[str, Any], day: date = DAY, region: str = "镇江市") -> Outcome:
    rule = CONTENT.rules[rule_id]
    return evaluate(rule, facts, lambda p: CONTENT.parameter(p, region, day), day)


def plain(facts: dict[str, Any]) -> dict[str, Any]:
    return {n: v.isoformat() if isinstance(v, date) else v for n, v in facts.items()}


@pytest.mark.parametrize("case", CONTENT.cases.values(), ids=lambda c: c.id)
def test_worked_example(case: RuleCase) -> None:
    rule = CONTENT.rules[case.rule]
    outcome = run(case.rule, check_facts(rule, plain(case.facts)), case.as_of, case.region)
    assert outcome.outcome == case.outcome
    found = {j.condition.id: j.status for j in outcome.judged}
    assert {k: found[k] for k in case.conditions} == case.conditions
    if case.missing is not None:
        assert outcome.missing == case.missing
    amounts = {a.estimate.id: a.value for a in outcome.amounts()}
    assert {k: amounts.get(k) for k in case.estimates} == case.estimates
    ends = {d.period.id: d.last for d in days_of(rule.periods, outcome.scope)}
    assert {k: ends.get(k) for k in case.periods} == case.periods


def test_every_rule_has_worked_examples() -> None:
    assert {c.rule for c in CONTENT.cases.values()} == set(CONTENT.rules)


@pytest.mark.parametrize("rule", CONTENT.rules.values(), ids=lambda r: r.id)
def test_every_source_is_in_the_library(rule: Any) -> None:
    sources = [c.source for c in rule.conditions] + [f.source for f in rule.facts]
    sources += [line.source for line in [*rule.documents, *rule.next_steps, *rule.notes]]
    assert [s for s in sources if CONTENT.passage(s) is None] == []


def test_the_old_standard_is_always_told_with_its_date() -> None:
    facts = {"hukou_region": "zhenjiang", "household_size": 3, "household_monthly_income": 1500.0,
             "savings": 20000.0, "has_second_home": False, "has_car": False}  # fmt: skip
    result = run("dibao", facts).as_result(lambda p: citation(CONTENT, p, DAY))
    assert result["outcome"] == "needs_review"
    told = [c["text"] for c in result["conditions"] if "790" in c["text"]]
    assert told
    assert all("2020" in text for text in told)


def test_nothing_is_asked_that_cannot_change_the_outcome() -> None:
    outcome = run("dibao", {"hukou_region": "elsewhere"})
    assert outcome.outcome == "unlikely"
    assert next_question(CONTENT.rules["dibao"], outcome, []) is None


def test_declined_facts_are_not_asked_again() -> None:
    rule = CONTENT.rules["dibao"]
    outcome = run("dibao", {})
    first = next_question(rule, outcome, [])
    assert first is not None
    second = next_question(rule, outcome, [first.id])
    assert second is not None
    assert second.id != first.id


@given(st.integers(0, 5000), st.integers(1, 8), st.integers(0, 100_000), st.randoms())
def test_the_order_of_answers_does_not_matter(
    income: int, size: int, savings: int, shuffle: random.Random
) -> None:
    facts: dict[str, Any] = {
        "hukou_region": "zhenjiang", "household_size": size, "severe_member": False,
        "household_monthly_income": float(income), "savings": float(savings),
        "has_second_home": False, "has_car": False,
    }  # fmt: skip
    items = list(facts.items())
    shuffle.shuffle(items)
    assert run("dibao", dict(items)).outcome == run("dibao", facts).outcome


@given(st.integers(0, 789))
def test_a_fact_that_is_no_condition_never_makes_it_unlikely(income: int) -> None:
    facts: dict[str, Any] = {
        "hukou_region": "zhenjiang", "household_size": 1, "savings": 0.0,
        "household_monthly_income": float(income), "has_second_home": False, "has_car": False,
        "refused_work": False,
    }  # fmt: skip
    assert run("dibao", facts).outcome == "likely"
    for severe in (True, False):
        assert run("dibao", {**facts, "severe_member": severe}).outcome == "likely"


@pytest.mark.parametrize(
    ("facts", "named"),
    [
        ({"nobody_asked": 1}, "nobody_asked"),
        ({"household_size": "three"}, "household_size"),
        ({"household_size": 2.5}, "household_size"),
        ({"household_monthly_income": -1}, "household_monthly_income"),
        ({"has_car": "no"}, "has_car"),
        ({"hukou_region": "mars"}, "hukou_region"),
        ({"household_size": True}, "household_size"),
    ],
)
def test_bad_facts_are_refused_by_name(facts: dict[str, Any], named: str) -> None:
    with pytest.raises(Invalid, match=named):
        check_facts(CONTENT.rules["dibao"], facts)


def test_one_evaluation_takes_a_millisecond() -> None:
    facts = {"hukou_region": "zhenjiang", "household_size": 3, "household_monthly_income": 1500.0}
    begun = time.perf_counter()
    for _ in range(200):
        run("dibao", facts)
    assert (time.perf_counter() - begun) / 200 < 0.002
