"""Answers as people give them: ranges, other periods, relative days, ages, dialect, lists."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility.models import Fact
from eligibility.typed_input import parse_value

TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("common.clock.today", lambda: TODAY)


def make(kind: str, **extra: Any) -> Fact:
    return Fact.model_validate(
        {
            "id": "f",
            "label": "甲",
            "type": kind,
            "question": "?",
            "why": "?",
            "source": "a#b",
            **extra,
        }
    )


MONTHLY = make("money", period="month", max=1_000_000)
YEARLY = make("money", period="year")
SAVINGS = make("money")
PEOPLE = make("count", unit="人", min=1, max=20, question="一共有几口人？")
AGE = make("age", min=0, max=125)
CHILD = make("age", min=0, max=30)
HAS = make("bool", question="家里有汽车吗？")
BY_SELF = make("bool", yes_words=["自己吃"], no_words=["不能", "要人"])
HOMES = make("bool", question="有别的房子吗？", yes_words=["两套房", "有商铺"], no_words=["没房"])
BORN = make("date", past=True)
DAY = make("date")
MONTH = make("date", day_optional=True)
AID = make(
    "choice",
    choices=[
        {"value": "dibao", "label": "低保", "synonyms": ["吃低保", "低保户", "有低保"]},
        {"value": "edge", "label": "低保边缘", "synonyms": ["边缘户"]},
        {"value": "tekun", "label": "特困供养", "synonyms": ["特困", "五保"]},
        {"value": "none", "label": "都没有", "synonyms": ["没有", "没", "无"]},
    ],
)
GRADE = make(
    "choice",
    choices=[
        {"value": "first", "label": "一级", "synonyms": ["1级", "一"]},
        {"value": "second", "label": "二级", "synonyms": ["2级", "二"]},
        {"value": "none", "label": "没有残疾证", "synonyms": ["没有", "没办"]},
    ],
)
KIND = make(
    "choice",
    choices=[
        {"value": "physical", "label": "肢体", "synonyms": ["腿", "手"]},
        {"value": "hearing", "label": "听力", "synonyms": ["耳聋", "聋"]},
        {"value": "speech", "label": "言语", "synonyms": ["哑"]},
    ],
)
PLACE = make(
    "choice",
    choices=[
        {"value": "here", "label": "镇江（含丹阳）", "synonyms": ["丹阳", "本地"]},
        {"value": "away", "label": "外地", "synonyms": ["不在镇江"]},
    ],
)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("一年三万二", 2666.67), ("一天八十", 2400), ("每礼拜500", 2166.67),
        ("一个星期五百块", 2166.67),
        ("半年两万", 3333.33), ("一个季度6000", 2000), ("年薪十二万", 10000), ("三个月9000", 3000),
        ("3千5", 3500), ("三千五百块", 3500), ("1.2万", 12000), ("3.5k", 3500), ("1w", 10000),
        ("没得收入", 0), ("一分没有", 0), ("一分钱都没得", 0), ("莫得", 0), ("我没有收入", 0),
        ("0元", 0),
        ("家里没收入", 0), ("啥都没有", 0), ("一千五左右", 1500), ("差不多三千", 3000),
        ("大概2200块", 2200),
        ("三千上下", 3000), ("我们三个人一共3000", 3000), ("2000一个月", 2000),
        ("两千一个月", 2000),
        ("千把块", 1000), ("八百来块", 800), ("1,500元", 1500), ("一个月１５００", 1500),
        ("三块五", 3.5),
        ("2000加1500", 3500), ("2000+1500", 3500), ("每个月三千块钱,就三千", 3000),
    ],
)  # fmt: skip
def test_money_a_month(text: str, amount: float) -> None:
    parsed = parse_value(MONTHLY, text)
    assert parsed.problem is None
    assert parsed.value == pytest.approx(amount, abs=0.01)


@pytest.mark.parametrize(
    ("text", "proposed"),
    [
        ("两三千", "2500"), ("2000到3000", "2500"), ("2000-3000", "2500"), ("2到3千", "2500"),
        ("三四百", "350"), ("一千五到两千", "1750"), ("三千四五", "3450"), ("一两万", "15000"),
        ("2、3千", "2500"), ("千八百", "900"), ("十五六万", "155000"), ("不到三千", "3000"),
        ("没有三千", "3000"), ("三千不到", "3000"), ("一年两三万", "每年25000"),
        ("工资2000,退休金1500", "3500"),
    ],
)  # fmt: skip
def test_a_range_is_asked_back_with_a_figure(text: str, proposed: str) -> None:
    problem = parse_value(MONTHLY, text).problem
    assert problem
    assert f"“{proposed}”" in problem


def test_the_proposed_figure_is_an_answer() -> None:
    problem = parse_value(MONTHLY, "一年两三万").problem or ""
    proposed = problem.split("“")[1].split("”")[0]
    assert parse_value(MONTHLY, proposed).value == pytest.approx(25000 / 12, abs=0.01)


@pytest.mark.parametrize(
    "text",
    ["几千块", "好几万", "十几万", "三千以上", "一小时20块", "干一单50", "一天80一个月做20天",
    "今年挣了5万",
     "还欠5万", "1000美元", "不好说", "有一点", "三口人", "80岁"],
)  # fmt: skip
def test_money_that_is_not_clear(text: str) -> None:
    parsed = parse_value(MONTHLY, text)
    assert parsed.problem
    assert parsed.value is None


@pytest.mark.parametrize(
    ("fact", "text", "said"),
    [
        (MONTHLY, "一年三万二", "甲每年32000元，合每月2666.67元"),
        (MONTHLY, "每礼拜500", "甲每周500元，按一年52周合每月2166.67元"),
        (MONTHLY, "一天八十", "甲每天80元，按30天合每月2400元"),
        (MONTHLY, "2000加1500", "甲每月3500元（2000+1500）"),
        (MONTHLY, "3千5", "甲每月3500元"),
        (YEARLY, "每个月2000", "甲每月2000元，合每年24000元"),
        (SAVINGS, "两万", "甲20000元"),
        (SAVINGS, "存款没有", "甲0元"),
    ],
)
def test_money_is_said_back(fact: Fact, text: str, said: str) -> None:
    assert parse_value(fact, text).said_back == said


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("98年3月5日", date(1998, 3, 5)), ("1998.3.5", date(1998, 3, 5)),
        ("98.3.5", date(1998, 3, 5)),
        ("一九九八年三月五号", date(1998, 3, 5)), ("九八年三月五", date(1998, 3, 5)),
        ("1998年3月5号生的", date(1998, 3, 5)), ("1998/03/05", date(1998, 3, 5)),
        ("980305", date(1998, 3, 5)),
        ("零四年五月一号", date(2004, 5, 1)), ("二〇〇四年五月二十一日", date(2004, 5, 21)),
        ("去年5月1号", date(2025, 5, 1)), ("前年五月三号", date(2024, 5, 3)),
        ("大前年2月28日", date(2023, 2, 28)),
        ("今年3月2日", date(2026, 3, 2)), ("上个月15号", date(2026, 10, 15)),
        ("这个月3号", date(2026, 11, 3)),
        ("上上个月二十号", date(2026, 9, 20)), ("昨天", date(2026, 11, 23)),
        ("大前天", date(2026, 11, 21)),
        ("上周三", date(2026, 11, 18)), ("上个礼拜天", date(2026, 11, 22)),
        ("十天前", date(2026, 11, 14)),
    ],
)  # fmt: skip
def test_days(text: str, day: date) -> None:
    assert parse_value(BORN, text).value == day


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("前年五月", "2024年5月"), ("2004年5月", "2004年5月"), ("上个月", "2026年10月"),
        ("1998.3", "1998年3月"),
        ("大前年", "2023年"), ("98年", "1998年"), ("3月5号", "2026年3月5日"),
        ("12月5号", "2025年12月5日"),
        ("去年腊月", "公历"), ("农历三月初五", "公历"), ("98年正月", "公历"),
        ("去年八月十五", "公历"),
        ("2004年2月30日", "没有这一天"), ("2004年13月1日", "没有这一天"), ("明天", "还没有到"),
        ("大概2004年5月1日左右", "准确"), ("2004年5月1日或者5月2日", "准确"), ("忘了", "年月日"),
        ("我是2004年5月1日,他是2003年5月1日", "只说一个"),
    ],
)  # fmt: skip
def test_a_day_that_is_not_whole_is_asked_back(text: str, said: str) -> None:
    assert said in (parse_value(BORN, text).problem or "")


def test_a_month_is_enough_where_the_fact_says_so() -> None:
    parsed = parse_value(MONTH, "前年五月")
    assert (parsed.value, parsed.said_back) == (date(2024, 5, 1), "甲2024年5月")
    assert parse_value(MONTH, "前年").problem


def test_a_day_without_a_year_is_not_taken_from_the_dialogue() -> None:
    entities = [{"entity": "date", "value": "2027-03-05"}]
    assert "2026年3月5日" in (parse_value(DAY, "3月5号", entities).problem or "")


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("七十八了", 78), ("我妈八十三岁", 83), ("刚满八十", 80), ("虚岁八十,周岁七十八", 78),
        ("82岁多", 82),
        ("1948年3月5日生", 78), ("1948年12月1日出生的", 77), ("48年5月生的", 78),
        ("48年生的,生日过了", 78),
        ("48年的,生日还没过", 77), ("周岁65", 65), ("一百零二岁", 102), ("属马的,48岁", 48),
    ],
)  # fmt: skip
def test_ages(text: str, age: int) -> None:
    parsed = parse_value(AGE, text)
    assert (parsed.value, parsed.problem) == (age, None)


@pytest.mark.parametrize(
    ("text", "age"),
    [("半岁", 0), ("8个月", 0), ("十八个月", 1), ("三岁半", 3), ("刚出生", 0), ("五岁", 5)],
)
def test_ages_of_small_children(text: str, age: int) -> None:
    assert parse_value(CHILD, text).value == age


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("虚岁八十", "大一到两岁"), ("虚岁八十", "78或79"), ("80虚岁", "周岁"), ("属马的", "属相"),
        ("快八十", "准确"),
        ("八十不到", "准确"), ("七八十", "准确"), ("七十七八", "准确"), ("八十左右", "准确"),
        ("八十多", "准确"),
        ("明年八十", "准确"), ("八十几", "准确"), ("差两个月80", "准确"),
        ("48年生的", "过了请回答“78”"),
        ("48年生的", "没过请回答“77”"), ("一九四八年的", "1948年"), ("48年11月生的", "过了没有"),
        ("腊月生的,48年", "公历"), ("我妈80我爸82", "只说一个"), ("200", "太大"),
        ("不知道", "周岁"),
    ],
)  # fmt: skip
def test_an_age_that_is_not_clear_is_asked_back(text: str, said: str) -> None:
    assert said in (parse_value(AGE, text).problem or "")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("有的", True), ("有啊", True), ("是的呢", True), ("嗯", True), ("没错", True),
        ("都有", True), ("家里有", True),
        ("我有一辆", True), ("可以的", True), ("没得", False), ("不是的", False), ("没有哎", False),
        ("莫得", False),
        ("嗯,没有", False), ("都没有", False), ("一辆都没有", False), ("家里没有车", False),
        ("啥都没得", False),
        ("还没有", False), ("么得", False), ("没有的事", False),
    ],
)  # fmt: skip
def test_yes_and_no_in_dialect(text: str, value: bool) -> None:
    assert parse_value(HAS, text).value is value


@pytest.mark.parametrize(
    "text", ["不知道", "不太清楚", "好像有", "可能没有", "有没有", "说不准", "什么车", "有时有"]
)
def test_neither_yes_nor_no(text: str) -> None:
    assert "“有”或“没有”" in (parse_value(HAS, text).problem or "")


@pytest.mark.parametrize(
    ("fact", "text", "value"),
    [
        (BY_SELF, "要人喂", False), (BY_SELF, "自己吃", True), (BY_SELF, "不是自己吃", False),
        (HOMES, "没有商铺", False), (HOMES, "有商铺", True), (HOMES, "没房", False),
        (HOMES, "有两套房", True),
    ],
)  # fmt: skip
def test_a_facts_own_words(fact: Fact, text: str, value: bool) -> None:
    assert parse_value(fact, text).value is value


def test_a_yes_is_said_back_in_the_words_of_the_question() -> None:
    assert parse_value(HAS, "没得").said_back == "甲：没有"
    assert parse_value(BY_SELF, "是的呢").said_back == "甲：是"


@pytest.mark.parametrize(
    ("fact", "text", "value"),
    [
        (AID, "第二个", "edge"), (AID, "2", "edge"), (AID, "选三", "tekun"), (AID, "第一", "dibao"),
        (AID, "最后一个", "none"), (AID, "低保边缘户", "edge"), (AID, "吃低保的", "dibao"),
        (AID, "没有", "none"),
        (AID, "我家是五保", "tekun"), (GRADE, "二", "second"), (GRADE, "二级的", "second"),
        (GRADE, "没有残疾证", "none"),
        (KIND, "腿不好", "physical"), (KIND, "腿和手", "physical"), (KIND, "耳聋", "hearing"),
        (PLACE, "镇江", "here"), (PLACE, "我是镇江的", "here"), (PLACE, "不在镇江", "away"),
        (PLACE, "后一个", "away"),
    ],
)  # fmt: skip
def test_one_of_a_list(fact: Fact, text: str, value: str) -> None:
    assert parse_value(fact, text).value == value


@pytest.mark.parametrize(
    ("fact", "text", "said"),
    [
        (AID, "低保和特困", "低保、特困供养"), (KIND, "又聋又哑", "听力、言语"),
        (GRADE, "一级还是二级", "一级、二级"),
        (AID, "没有低保", "选一个"), (GRADE, "一二级", "选一个"), (GRADE, "残疾证", "选一个"),
        (AID, "第九个", "选一个"),
        (PLACE, "不是丹阳的", "选一个"), (AID, "不晓得", "选一个"),
    ],
)  # fmt: skip
def test_no_choice_or_more_than_one_is_asked_back(fact: Fact, text: str, said: str) -> None:
    assert said in (parse_value(fact, text).problem or "")


@pytest.mark.parametrize(
    ("text", "people"),
    [("我和两个孩子", 3), ("我、老公、两个孩子", 4), ("我和老公两个", 2),
    ("我和爸妈还有一儿一女一起住", 5),
     ("家里四口人,我和老公还有两个娃", 4), ("就我一个人过", 1), ("连我五个", 5), ("六口", 6)],
)  # fmt: skip
def test_a_household(text: str, people: int) -> None:
    assert parse_value(PEOPLE, text).value == people


@pytest.mark.parametrize(
    "text", ["三口人,我和老公还有两个娃", "我和孩子", "三四口人", "三口加一个老人", "几个人"]
)
def test_a_household_that_is_not_clear(text: str) -> None:
    assert parse_value(PEOPLE, text).problem


@given(st.integers(0, 999_999))
def test_money_said_back_is_read_again(amount: int) -> None:
    said = parse_value(MONTHLY, f"{amount}元").said_back.removeprefix("甲")
    assert parse_value(MONTHLY, said).value == amount


@given(st.integers(1, 9), st.integers(0, 9), st.sampled_from(["百", "千", "万"]))
def test_spoken_amounts(high: int, low: int, unit: str) -> None:
    digits = "零一二三四五六七八九"
    scale = {"百": 100, "千": 1000, "万": 10_000}[unit]
    expected = high * scale + low * scale // 10
    said = f"{digits[high]}{unit}{digits[low] if low else ''}"
    assert parse_value(SAVINGS, said).value == expected
    assert parse_value(SAVINGS, f"{high}{unit}{low or ''}块钱").value == expected


@given(st.integers(1, 900_000), st.sampled_from(["每年", "一年", "每个月", "每周", "一天"]))
def test_a_period_is_converted_and_said_back(amount: int, period: str) -> None:
    parsed = parse_value(make("money", period="month"), f"{period}{amount}元")
    assert parsed.value == pytest.approx(
        amount * {"年": 1 / 12, "月": 1, "周": 52 / 12, "天": 30}[period[-1]], abs=0.01
    )
    assert f"{amount}元" in parsed.said_back


@given(
    st.dates(date(1900, 1, 1), TODAY),
    st.sampled_from(["%Y-%m-%d", "%Y.%m.%d", "%Y/%m/%d", "%Y%m%d"]),
)
def test_days_written_in_any_way(day: date, form: str) -> None:
    assert parse_value(BORN, day.strftime(form)).value == day


@given(st.dates(date(1927, 1, 1), TODAY))
def test_days_are_read_again_as_said_back(day: date) -> None:
    said = parse_value(BORN, f"{day.year % 100:02d}年{day.month}月{day.day}号").said_back
    assert parse_value(BORN, said.removeprefix("甲")).value == day


@given(st.dates(date(2021, 1, 1), TODAY - timedelta(days=1)))
def test_days_told_from_today(day: date) -> None:
    words = {0: "今年", 1: "去年", 2: "前年", 3: "大前年"}
    years = TODAY.year - day.year
    said = f"{words.get(years, day.year)}{'' if years in words else '年'}{day.month}月{day.day}日"
    assert parse_value(BORN, said).value == day


@given(st.text(max_size=60))
def test_no_text_breaks_a_parser(text: str) -> None:
    for fact in (MONTHLY, PEOPLE, AGE, HAS, AID, BORN):
        parsed = parse_value(fact, text)
        assert (parsed.value is None) == (parsed.problem is not None)
