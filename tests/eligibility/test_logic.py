"""Kleene's three values: laws that must hold for any facts."""

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from eligibility.logic import Scope, judge
from eligibility.models import All, AnyOf, Compare, Not, Operand
from knowledge.models import Parameter
from knowledge.parameters import read_parameter

DAY = date(2026, 11, 24)
TRUTHS = st.sampled_from([True, False, None])


def scope(facts: dict[str, Any], parameter: Parameter | None = None) -> Scope:
    def read(_: str) -> Any:
        assert parameter is not None
        return read_parameter(parameter, ["镇江市"], DAY)

    return Scope(facts, read, DAY)


def fact(name: str) -> Compare:
    return Compare(left=Operand(fact=name), op="eq", right=Operand(value=True))


def value(test: Any, facts: dict[str, Any]) -> bool | None:
    return judge(test, scope(facts)).value


@given(TRUTHS, TRUTHS)
def test_all_is_the_weakest_and_any_the_strongest(a: bool | None, b: bool | None) -> None:
    order = {False: 0, None: 1, True: 2}
    facts = {"a": a, "b": b}
    both = value(All(all=[fact("a"), fact("b")]), facts)
    either = value(AnyOf(any=[fact("a"), fact("b")]), facts)
    assert order[both] == min(order[a], order[b])
    assert order[either] == max(order[a], order[b])


@given(TRUTHS, TRUTHS)
def test_de_morgan(a: bool | None, b: bool | None) -> None:
    facts = {"a": a, "b": b}
    left = value(Not.model_validate({"not": All(all=[fact("a"), fact("b")])}), facts)
    parts = [Not.model_validate({"not": fact(n)}) for n in ("a", "b")]
    assert left == value(AnyOf(any=parts), facts)


@given(TRUTHS)
def test_twice_not_is_the_same(a: bool | None) -> None:
    once = Not.model_validate({"not": fact("a")})
    assert value(Not.model_validate({"not": once}), {"a": a}) == a


def test_only_what_is_open_is_missing() -> None:
    test = All(all=[AnyOf(any=[fact("a"), fact("b")]), fact("c")])
    assert judge(test, scope({"a": True})).missing == ("c",)
    assert judge(test, scope({})).missing == ("a", "b", "c")
    assert judge(test, scope({"c": False})).missing == ()


def standard(only_rises: bool) -> Parameter:
    row = {"region": "镇江市", "from": "2020-12-31", "value": 790, "source": "a#b",
           "review_by": "2021-12-31"}  # fmt: skip
    return Parameter.model_validate(
        {"id": "std", "name": "标准", "only_rises": only_rises, "rows": [row]}
    )


def below() -> Compare:
    return Compare(left=Operand(fact="income"), op="lt", right=Operand(param="std"))


def test_an_old_value_decides_only_in_the_safe_direction() -> None:
    rising = standard(only_rises=True)
    assert judge(below(), scope({"income": 789}, rising)).value is True
    assert judge(below(), scope({"income": 790}, rising)).value is None
    assert judge(below(), scope({"income": 789}, standard(only_rises=False))).value is None


def test_an_absent_value_asks_for_no_facts() -> None:
    absent = Parameter(id="std", name="标准")
    truth = judge(below(), scope({}, absent))
    assert truth.value is None
    assert truth.missing == ()
    assert truth.unusable[0].state == "absent"
