"""Personal numbers are found however they are written; amounts and dates stay."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.masking import mask, mobile_numbers, plain_mobile

WIDE = {ord(c): ord(c) - 0x20 + 0xFF00 for c in "0123456789X"}
# Made up; the check digits are right.
ID = "11010519491231002X"
CARD = "6222020000000000000"


@pytest.mark.parametrize(
    "text",
    [
        f"我的身份证是{ID}谢谢",
        "我的身份证是11010519491231002x谢谢",
        "我的身份证是110105 19491231 002X谢谢",
        "我的身份证是110105-1949-1231-002X谢谢",
        f"我的身份证是{ID.translate(WIDE)}谢谢",
        "我的身份证是110105194912310021谢谢",  # mistyped: no less personal
        "我的身份证是110105491231002谢谢",
    ],
)
def test_identity_numbers(text: str) -> None:
    assert mask(text) == "我的身份证是[身份证号]谢谢"


@pytest.mark.parametrize(
    "number",
    [
        "13812345678", "138 1234 5678", "138-1234-5678", "138 - 1234 - 5678", "138·1234·5678",
        "138.1234.5678", "138。1234。5678", "13812345678".translate(WIDE),
        "138\u30001234\u30005678",
        "138－1234－5678", "1 3 8 1 2 3 4 5 6 7 8",
        "+86 13812345678", "+8613812345678", "86-138-1234-5678", "008613812345678", "013812345678",
        "138\u200b1234\u200b5678", "一三八一二三四五六七八", "幺三八幺二三四五六七八",
        "1381234五六七八", "138 12345678", "(138)1234-5678",
    ],
)  # fmt: skip
def test_mobile_numbers(number: str) -> None:
    masked = mask(f"我住京口{number},请回电")
    assert "[手机号]" in masked
    assert not any(part in masked for part in ("1234", "5678", "五六七八", "8"))
    assert mobile_numbers(f"打{number}找我") == ["13812345678"]


@pytest.mark.parametrize(
    "number",
    ["0511-85012345", "0511 8501 2345", "(0511)85012345", "010-65001234", "051185012345"],
)
def test_landlines(number: str) -> None:
    assert mask(f"打{number}吧") == "打[电话号码]吧"


def test_a_local_number_needs_a_word_that_says_so() -> None:
    assert mask("我家电话是85012345") == "我家电话是[电话号码]"
    assert mask("我家电话是8501 2345") == "我家电话是[电话号码]"
    assert mask("存款85012345元") == "存款85012345元"
    assert mask("电话里说20251120去办") == "电话里说20251120去办"


@pytest.mark.parametrize("number", [CARD, "6222 0200 0000 0000 000", "4111-1111-1111-1111"])
def test_bank_cards(number: str) -> None:
    assert mask(f"卡号{number}。") == "卡号[银行卡号]。"


@pytest.mark.parametrize(
    "text",
    [
        "一家3口人，每月1500元，存款20000元",
        "三个人的收入是1500 20000 36",
        "收入1500-2000-300元",
        "收入1800.50元，花了12345678901234元",
        "2026-11-24到2026-12-31",
        "20261124 20261231",
        "2025年5月10日起施行，第804号令",
        "打12345或者0511",
        "二〇二五年五月十日",
        "编号ZJ-20261124-0001",
        "一三五七九和二四六八",
        "六千二百二十二元",
        "1500.00、2000.00、3000.00",
        "预约码K7MPQ2XW",
    ],
)
def test_what_is_not_personal_stays(text: str) -> None:
    assert mask(text) == text


def test_a_number_beside_an_amount() -> None:
    assert mask("每月1500 138 1234 5678") == "每月1500 [手机号]"
    assert mask("第一13812345678") == "第一[手机号]"


def test_several_in_one_text() -> None:
    text = f"本人{ID}电话13812345678,她是13912345678卡{CARD}"
    assert mask(text) == "本人[身份证号]电话[手机号],她是[手机号]卡[银行卡号]"
    assert mobile_numbers(text) == ["13812345678", "13912345678"]


def test_an_identity_number_is_no_mobile_number() -> None:
    assert mobile_numbers(ID) == []


def test_a_field_that_is_a_number() -> None:
    assert plain_mobile(" +86 138-1234-5678 ") == "13812345678"
    assert plain_mobile("13812345678".translate(WIDE)) == "13812345678"
    assert plain_mobile("1381234567") is None
    assert plain_mobile("23812345678") is None
    assert plain_mobile("打13812345678") is None


@given(st.text(max_size=200))
def test_masking_twice_is_masking_once(text: str) -> None:
    assert mask(mask(text)) == mask(text)


@given(st.text(alphabet="我要办低保的元岁年月日,。", max_size=30), st.integers(0, 10**8))
def test_no_mobile_number_gets_through(around: str, tail: int) -> None:
    number = f"139{tail % 10**8:08d}"
    assert number not in mask(f"{around}{number}{around}")


def test_long_text_takes_no_time() -> None:
    begun = time.perf_counter()
    mask("1 " * 30_000)
    mask("1380013800 " * 5_000)
    assert time.perf_counter() - begun < 5
