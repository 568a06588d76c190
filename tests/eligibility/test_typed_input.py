"""What people type, and what it means."""

from datetime import date
from typing import Any

import pytest

from eligibility.models import Fact
from eligibility.typed_input import parse_number, parse_value


def make(kind: str, **extra: Any) -> Fact:
    return Fact.model_validate(
        {"id": "f", "label": "收入", "type": kind, "question": "?", "why": "?", "source": "a#b",
         **extra}
    )  # fmt: skip


MONTHLY = make("money", period="month")
SAVINGS = make("money")
PEOPLE = make("count", unit="人", min=1, max=20)
AGE = make("age", min=0, max=120)
YES_NO = make("bool")
BORN = make("date")
PLACE = make(
    "choice",
    choices=[
        {"value": "here", "label": "镇江", "synonyms": ["本地", "丹阳", "镇江户口"]},
        {"value": "away", "label": "外地", "synonyms": ["外省", "不是镇江"]},
    ],
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0), ("1500", 1500), ("1,500", 1500), ("2.5万", 25000), ("2万", 20000),
        ("两万", 20000), ("三千", 3000), ("三千五", 3500), ("三千五百", 3500), ("3千5", 3500),
        ("1万2", 12000), ("一万二", 12000), ("三千零五", 3005), ("一百零八", 108), ("十五", 15),
        ("二十八", 28), ("一百二", 120), ("八百", 800), ("两千三", 2300), ("一共1500", 1500),
        ("一共三千五", 3500), ("二〇二六", 2026), ("十万", 100000), ("俩", 2),
    ],
)  # fmt: skip
def test_numbers(text: str, number: float) -> None:
    assert parse_number(text) == number


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1500", 1500), ("一个月1500", 1500), ("每月三千", 3000), ("一年五万", 4166.67),
        ("每年6万", 5000), ("年收入12万", 10000), ("一天100", 3000), ("没有", 0), ("没有收入", 0),
        ("零", 0), ("一分钱都没有", 0), ("大概两千多", 2000), ("3千5", 3500), ("2000块左右", 2000),
        ("我1个月2000", 2000), ("一个月一共1500", 1500), ("全家一共三千五百块钱", 3500),
    ],
)  # fmt: skip
def test_monthly_money(text: str, amount: float) -> None:
    parsed = parse_value(MONTHLY, text)
    assert parsed.problem is None
    assert parsed.value == pytest.approx(amount, abs=0.01)


@pytest.mark.parametrize("text", ["两三千", "2000-3000", "三四百", "不好说", "看情况"])
def test_money_that_is_no_figure(text: str) -> None:
    assert parse_value(MONTHLY, text).problem


def test_a_yearly_amount_is_said_back_as_monthly() -> None:
    said = parse_value(MONTHLY, "一年五万").said_back
    assert "50000" in said
    assert "4166.67" in said


@pytest.mark.parametrize(
    ("text", "people"),
    [("3", 3), ("3个人", 3), ("三个人", 3), ("四口人", 4), ("就我一个人", 1), ("我自己", 1),
     ("一家五口", 5), ("我和老公两个", 2), ("12个", 12)],
)  # fmt: skip
def test_people(text: str, people: int) -> None:
    assert parse_value(PEOPLE, text).value == people


@pytest.mark.parametrize("text", ["0", "一百人", "三四个", "不少", "2.5"])
def test_people_that_cannot_be(text: str) -> None:
    assert parse_value(PEOPLE, text).problem


@pytest.mark.parametrize(
    ("text", "age"), [("78", 78), ("78岁", 78), ("八十了", 80), ("周岁65", 65)]
)
def test_age(text: str, age: int) -> None:
    assert parse_value(AGE, text).value == age


def test_nominal_age_is_asked_again() -> None:
    assert "周岁" in (parse_value(AGE, "虚岁八十").problem or "")


@pytest.mark.parametrize(
    ("text", "value"),
    [("是", True), ("是的", True), ("有", True), ("对", True), ("嗯", True), ("有一辆", True),
     ("不是", False), ("没有", False), ("没", False), ("不", False), ("无", False),
     ("从来没有", False)],
)  # fmt: skip
def test_yes_and_no(text: str, value: bool) -> None:
    assert parse_value(YES_NO, text).value is value


@pytest.mark.parametrize(
    ("text", "value"),
    [("镇江", "here"), ("丹阳的", "here"), ("我是本地人", "here"), ("外地", "away"),
     ("不是镇江的", "away"), ("1", "here"), ("2", "away")],
)  # fmt: skip
def test_choices(text: str, value: str) -> None:
    assert parse_value(PLACE, text).value == value


@pytest.mark.parametrize(
    ("text", "day"),
    [("2004年5月1日", date(2004, 5, 1)), ("2004-05-01", date(2004, 5, 1)),
     ("2004.5.1", date(2004, 5, 1)), ("20040501", date(2004, 5, 1))],
)  # fmt: skip
def test_dates(text: str, day: date) -> None:
    assert parse_value(BORN, text).value == day


def test_a_date_the_dialogue_understood() -> None:
    entities = [{"entity": "date", "value": "2004-05-01"}]
    assert parse_value(BORN, "零四年五一", entities).value == date(2004, 5, 1)


def test_no_such_day() -> None:
    assert parse_value(BORN, "2004年2月30日").problem
