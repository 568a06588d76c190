"""The policy finder: fewest questions, best outcome first, nothing asked for nothing."""

from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from common.settings import get_settings
from eligibility.finder import MOST_QUESTIONS, ORDER, Found, find, finder_facts
from eligibility.models import Fact
from knowledge.content import Content, load_content

CONTENT: Content = load_content(get_settings().content_dir)
DAY = date(2026, 11, 24)
FACTS = finder_facts(CONTENT.rules.values(), CONTENT.facts)


def run(facts: dict[str, Any], declined: tuple[str, ...] = ()) -> Found:
    return find(
        CONTENT.rules.values(), CONTENT.facts, facts,
        lambda p: CONTENT.parameter(p, "镇江市", DAY), DAY, declined,
    )  # fmt: skip


def any_answer(fact: Fact) -> st.SearchStrategy[Any]:
    if fact.type == "bool":
        return st.booleans()
    if fact.type == "choice":
        return st.sampled_from([c.value for c in fact.choices])
    if fact.type == "date":
        return st.dates(date(1930, 1, 1), DAY)
    low, high = int(fact.min or 0), int(min(fact.max or 5000, 5000))
    numbers = st.integers(low, high)
    return numbers.map(float) if fact.type == "money" else numbers


def plainly(fact: Fact) -> Any:
    """No, the last choice, or the smallest number."""
    if fact.type == "choice":
        return fact.choices[-1].value
    if fact.type == "date":
        return DAY
    return {"bool": False, "money": 0.0}.get(fact.type, int(fact.min or 0))


def test_it_takes_in_the_benefits_and_leaves_the_registrations_out() -> None:
    services = {b.rule.id for b in run({}).benefits}
    assert {"dibao", "tekun", "temporary_relief", "elder_allowance", "disability_care"} <= services
    assert not services & {"marriage", "divorce", "adoption", "social_org", "green_burial"}


def test_a_family_without_old_people_is_never_asked_how_old_they_are() -> None:
    facts: dict[str, Any] = {"has_elder": False}
    for _ in range(40):
        asked = run(facts).next
        if asked is None:
            break
        assert asked.id != "elder_age"
        facts[asked.id] = plainly(asked)
    outcomes = {b.rule.id: b.outcome for b in run({"has_elder": False}).benefits}
    assert outcomes["elder_allowance"] == "unlikely"


def test_what_the_old_are_told_comes_with_what_is_still_missing() -> None:
    found = {b.rule.id: b for b in run({"has_elder": True}).benefits}
    assert found["elder_allowance"].outcome != "unlikely"
    assert found["dibao"].missing


@given(st.data())
@settings(max_examples=30, deadline=None)
def test_it_ends_soon_and_never_asks_twice(data: st.DataObject) -> None:
    facts: dict[str, Any] = {}
    declined: list[str] = []
    for _ in range(MOST_QUESTIONS + 8):
        asked = run(facts, tuple(declined)).next
        if asked is None:
            break
        assert asked.id not in facts
        assert asked.id not in declined
        if data.draw(st.integers(0, 4)) == 0:
            declined.append(asked.id)
        else:
            facts[asked.id] = data.draw(any_answer(asked))
    else:
        raise AssertionError("it never ends")
    found = run(facts, tuple(declined))
    places = [ORDER.index(b.outcome) for b in found.benefits]
    assert places == sorted(places)
