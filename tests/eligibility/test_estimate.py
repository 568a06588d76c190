"""Amounts: every line shown, the dates of the figures, and none made where something is missing."""

from datetime import date
from typing import Any

import pytest

from eligibility.estimate import estimate
from eligibility.logic import Scope
from eligibility.models import Estimate
from knowledge.models import Parameter
from knowledge.parameters import read_parameter

DAY = date(2026, 11, 24)
GAP = Estimate.model_validate(
    {
        "id": "gap", "title": "补差", "source": "a#b", "caution": "以核定为准",
        "when": {"left": {"fact": "people"}, "op": "ge", "right": {"value": 1}},
        "steps": [
            {"id": "head", "text": "人均收入", "op": "div",
             "of": [{"fact": "income"}, {"fact": "people"}]},
            {"id": "each", "text": "每人差", "op": "sub",
             "of": [{"param": "standard"}, {"step": "head"}]},
            {"id": "all", "text": "全家差", "op": "mul", "unit": "元/月",
             "of": [{"step": "each"}, {"fact": "people"}]},
        ],
    }
)  # fmt: skip


def standard(review_by: str, value: float = 790) -> Parameter:
    row = {"region": "镇江市", "value": value, "from": "2020-07-01", "review_by": review_by,
           "source": "a#b"}  # fmt: skip
    return Parameter.model_validate(
        {"id": "standard", "name": "标准", "unit": "元/月", "rows": [row]}
    )


def scope(facts: dict[str, Any], parameter: Parameter) -> Scope:
    return Scope(facts, lambda _: read_parameter(parameter, ["镇江市"], DAY), DAY)


def test_every_line_of_the_arithmetic_is_shown() -> None:
    amount = estimate(GAP, scope({"income": 1500.0, "people": 3}, standard("2027-01-01")))
    assert amount is not None
    assert amount.value == 870
    assert amount.lines == [
        "人均收入：1500 ÷ 3 = 500元",
        "每人差：790 − 500 = 290元",
        "全家差：290 × 3 = 870元/月",
    ]
    assert [r.parameter.id for r in amount.used] == ["standard"]
    assert not amount.outdated


def test_a_figure_past_its_review_is_marked() -> None:
    amount = estimate(GAP, scope({"income": 1500.0, "people": 3}, standard("2021-07-01")))
    assert amount is not None
    assert amount.outdated


def test_an_amount_is_never_below_nothing() -> None:
    amount = estimate(GAP, scope({"income": 9000.0, "people": 3}, standard("2027-01-01")))
    assert amount is not None
    assert amount.value == 0


@pytest.mark.parametrize("facts", [{}, {"income": 1500.0}, {"people": 3}])
def test_nothing_is_worked_out_of_half_the_facts(facts: dict[str, Any]) -> None:
    assert estimate(GAP, scope(facts, standard("2027-01-01"))) is None


def test_no_standard_no_amount() -> None:
    empty = Parameter.model_validate(
        {"id": "standard", "name": "标准", "unit": "元/月", "rows": []}
    )
    assert estimate(GAP, scope({"income": 1500.0, "people": 3}, empty)) is None


def test_the_smaller_of_two() -> None:
    capped = Estimate.model_validate(
        {"id": "cap", "title": "抵扣", "source": "a#b", "caution": "以核定为准",
         "steps": [{"id": "least", "text": "最多", "op": "min",
                    "of": [{"fact": "cost"}, {"value": 800}]}]}
    )  # fmt: skip
    amount = estimate(capped, scope({"cost": 1000.0}, standard("2027-01-01")))
    assert amount is not None
    assert amount.value == 800
    assert amount.lines == ["最多：1000、800中取小的 = 800元"]
