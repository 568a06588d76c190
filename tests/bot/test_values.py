"""Typed values in what people write."""

from datetime import date

import pytest

from bot.values import find_values

TODAY = date(2026, 11, 24)


def values(text, entity):
    return [v.value for v in find_values(text, TODAY) if v.entity == entity]


@pytest.mark.parametrize(
    ("text", "amount", "period"),
    [
        ("一个月1500块", 1500, "month"), ("每月三千元", 3000, "month"), ("一年五万", 50000, "year"),
        ("2万", 20000, None), ("两万", 20000, None), ("2.5万元", 25000, None),
        ("每天100块", 100, "day"), ("三千五百块", 3500, None),
    ],
)  # fmt: skip
def test_money(text, amount, period):
    assert {"amount": amount, "period": period} in values(text, "money")


@pytest.mark.parametrize(
    ("text", "count"), [("3个人", 3), ("四口人", 4), ("两个孩子", 2), ("12个人", 12)]
)
def test_counts(text, count):
    assert values(text, "count") == [count]


@pytest.mark.parametrize(("text", "age"), [("78岁", 78), ("八十岁", 80), ("满22周岁", 22)])
def test_ages(text, age):
    assert values(text, "age") == [age]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("明天", "2026-11-25"), ("后天", "2026-11-26"), ("下周三", "2026-12-02"),
        ("周五", "2026-11-27"), ("12月1号", "2026-12-01"), ("2027年1月8日", "2027-01-08"),
        ("1月8日", "2027-01-08"), ("2026-12-05", "2026-12-05"), ("十二月五号", "2026-12-05"),
    ],
)  # fmt: skip
def test_dates(text, day):
    assert day in values(text, "date")


def test_no_such_day():
    assert values("2月30号", "date") == []


def test_phone_and_code():
    assert values("我的手机是13812345678", "phone") == ["13812345678"]
    assert values("预约码是K7M2P9QX", "booking_code") == ["K7M2P9QX"]


def test_disability():
    assert values("肢体残疾二级", "disability_category") == ["肢体"]
    assert values("肢体残疾二级", "disability_grade") == ["二"]
