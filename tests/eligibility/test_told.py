"""What one free sentence tells of several facts, and what must not be read into it."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from eligibility.models import Fact
from eligibility.statements import read_statements
from eligibility.told import Told, told

SHIPPED = Path(__file__).parents[2] / "knowledge/content/facts"
WANTED = (
    "hukou_region", "household_size", "household_monthly_income", "savings", "has_second_home",
    "has_car", "aid_status", "elder_age", "disability_grade", "disability_type", "child_age",
    "has_elder", "has_disabled",
)  # fmt: skip


def shipped() -> list[Fact]:
    raw = [
        r
        for path in sorted(SHIPPED.glob("*.yaml"))
        for r in yaml.safe_load(path.read_text("utf-8"))
    ]
    facts = {r["id"]: Fact.model_validate(r) for r in raw if r["id"] in WANTED}
    return [facts[name] for name in WANTED]


FACTS = shipped()


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("common.clock.today", lambda: date(2026, 11, 24))


def values(text: str) -> dict[str, Any]:
    return {one.fact: one.value for one in told(text, FACTS)}


def size(people: int, income: float | None = None) -> dict[str, Any]:
    found: dict[str, Any] = {"household_size": people}
    return found if income is None else {**found, "household_monthly_income": income}


HERE, AWAY = {"hukou_region": "zhenjiang"}, {"hukou_region": "elsewhere"}
DIBAO = {"aid_status": "dibao"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("家里四口人,我和老公还有两个娃,我一个月3千5他没工作", size(4, 3500)),
        ("我妈83,失能,低保户", {"elder_age": 83, **DIBAO}),
        ("户口在丹阳,存款两万,没车没房",
         {**HERE, "savings": 20000, "has_car": False, "has_second_home": False}),
        ("残疾二级肢体", {"disability_grade": "second", "disability_type": "physical"}),
        ("家里三口人，全家一个月3000块，存款5万，有一辆车，户口是丹阳的",
         {**HERE, **size(3, 3000), "savings": 50000, "has_car": True}),
        ("就我一个人，一个月800块，没存款没车没房",
         {**size(1, 800), "savings": 0, "has_second_home": False, "has_car": False}),
        ("我今年83岁了，低保户", {"elder_age": 83, **DIBAO}),
        ("我爸肢体二级残疾，今年想办补贴",
         {"disability_grade": "second", "disability_type": "physical"}),
        ("你好，我妈85岁，户口在句容，能领高龄津贴吗", {"elder_age": 85, **HERE}),
        ("我家有两套房，一辆车，怎么办低保", {"has_second_home": True}),
        ("孙子8岁，户口在镇江，家里没房没车",
         {"child_age": 8, "has_second_home": False, "has_car": False}),
        ("家里人口5人，月收入4000元，存款1万元，无房无车",
         {**size(5, 4000), "savings": 10000, "has_second_home": False, "has_car": False}),
        ("我爸81岁 听力二级残疾 户口京口区",
         {"elder_age": 81, "disability_grade": "second", "disability_type": "hearing", **HERE}),
        ("家里有老人，没有残疾人", {"has_elder": True, "has_disabled": False}),
    ],
)  # fmt: skip
def test_several_facts_at_once(text: str, expected: dict[str, Any]) -> None:
    assert values(text) == expected


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("我、老公、两个孩子", 4), ("我和老公还有一儿一女", 4), ("我,老婆,俩娃", 4),
        ("我家三口人", 3), ("一家五口", 5),
        ("家里就我和老伴", 2), ("我们夫妻俩带一个孩子", 3), ("我跟我妈两个人过", 2),
        ("家里4个人", 4),
        ("连我一共六个人", 6), ("我一个人过", 1), ("三口之家", 3), ("我和爸妈还有女儿一起生活", 4),
        ("家里就我们三个人", 3), ("我、我老公、儿子、女儿一共4个人", 4), ("家里人数5人", 5),
    ],
)  # fmt: skip
def test_the_household_is_counted(text: str, people: int) -> None:
    assert values(text).get("household_size") == people


@pytest.mark.parametrize(
    "text",
    [
        "家里四口人,我和老公还有一个娃", "家里三口人，加上我妈四口人", "家里三口人，还有一个老人",
        "我和孩子", "两个孩子",
        "我和老公都没工作", "我妈一个人住", "我一个人带两个孩子", "家里有两个人残疾", "三四口人",
        "我跟爸妈住",
        "我和老公吵架了", "四口人，去年爷爷去世了", "我一个人能去办吗", "我跟老婆想去登记",
        "一口价两千", "老婆和两个孩子",
    ],
)  # fmt: skip
def test_a_household_that_is_not_clear(text: str) -> None:
    assert "household_size" not in values(text)


@pytest.mark.parametrize(
    ("text", "income", "said"),
    [
        ("我和老伴两个人，我退休金2500，她没收入", 2500, "全家收入每月2500元（2500+0）"),
        ("我和我妈两个人，我打工2000一个月，我妈没收入", 2000, "全家收入每月2000元（2000+0）"),
        ("家里两口人，我一个月3000，老公2000", 5000, "全家收入每月5000元（3000+2000）"),
        ("我、老公、一个孩子，我工资3000，老公工资4千", 7000, "全家收入每月7000元（3000+4000）"),
        ("我和老公两个人，我在厂里上班，一个月3500，他没得工作",
         3500, "全家收入每月3500元（3500+0）"),
        ("我和老婆，还有女儿，女儿上学，我一年6万，老婆没工作",
         5000, "全家收入每月5000元（5000+0）"),
        ("家里就我和老伴，两个人都没收入", 0, "全家收入每月0元（0+0）"),
        ("全家一年收入三万六", 3000, "全家收入每月3000元"),
        ("家里没有收入来源", 0, "全家收入每月0元"),
        ("我家三口人，月收入3000", 3000, "全家收入每月3000元"),
        ("我和老公还有两个娃，我和老公一共一个月6000", 6000, "全家收入每月6000元（6000+0）"),
    ],
)  # fmt: skip
def test_incomes_are_added_up(text: str, income: float, said: str) -> None:
    found = {one.fact: one for one in told(text, FACTS)}["household_monthly_income"]
    assert (found.value, found.said_back) == (income, said)


@pytest.mark.parametrize(
    "text",
    [
        # Somebody's income is not told, or not clear.
        "我一个月3000", "家里四口人，我一个月3000", "我和老公还有我妈，我3000一个月，他没工作",
        "家里三口人，我3000，老公2000一个月",
        "我和老公一个女儿，我3000一个月，他没工作", "我和老公两个人，我两三千，他没工作",
        "我和老公两个人，一个月3000",
        "我和老伴两个人，我退休金两千多，她没收入", "我和老公每人3000",
        "我和老公两个人，我没工作，他打零工",
        # No income.
        "家里一个月花3000", "老公每个月给我1000", "全家人均收入800", "我爸妈养老金一个月300",
        "我欠债3万", "月收入3000",
        "全家一个月两三千", "家里四口人，我和老公还有一个娃，我一个月3500他没工作",
        "我和老公两个人，我工资3000，退休金2000，他没收入",
    ],
)  # fmt: skip
def test_an_income_that_is_not_clear(text: str) -> None:
    assert "household_monthly_income" not in values(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("有存款2万块钱", {"savings": 20000}), ("存了三万五", {"savings": 35000}),
        ("没有存款", {"savings": 0}),
        ("家里存款一共5万左右", {"savings": 50000}), ("一分钱存款没有", {"savings": 0}),
        ("我名下没车", {"has_car": False}), ("老公有一辆旧车", {"has_car": True}),
        ("车没有", {"has_car": False}),
        ("没有车也没有房", {"has_car": False, "has_second_home": False}),
        ("房子只有一套房", {"has_second_home": False}),
        ("家里有商铺", {"has_second_home": True}), ("没有别的房子", {"has_second_home": False}),
        ("户口不在镇江", AWAY), ("我是丹阳户口", HERE), ("我户籍扬中", HERE),
        ("户口本上是句容的", HERE), ("我户口在外地", AWAY),
        ("我们家吃低保", DIBAO), ("我是五保户", {"aid_status": "tekun"}),
        ("我家是低保边缘户", {"aid_status": "edge"}),
        ("我妈在吃低保", DIBAO), ("我没有残疾证", {"disability_grade": "none"}),
        ("我爷爷今年九十一岁", {"elder_age": 91}), ("家里有个85岁的老母亲", {"elder_age": 85}),
        ("老人刚满八十", {"elder_age": 80}),
        ("岳父88了", {"elder_age": 88}), ("孩子8岁", {"child_age": 8}),
        ("女儿今年十二", {"child_age": 12}),
        ("我弟弟三级精神残疾", {"disability_grade": "third", "disability_type": "mental"}),
    ],
)  # fmt: skip
def test_one_fact(text: str, expected: dict[str, Any]) -> None:
    assert values(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        # Questions and wishes.
        "80岁以上老人有补贴吗", "低保户能领高龄津贴吗", "我想申请低保户", "低保怎么办",
        "收入低于3000能吃低保吗", "有车能吃低保吗",
        "低保户突然生病怎么办", "准备买车", "我想把户口迁到丹阳", "五保户，吃饭看病阿都管",
        "一级残疾补贴多少", "吃低保", "低保户",
        "外地户口", "15岁的孩子可以办收养吗", "70岁的老人要参加劳动不", "残疾证怎么办",
        "特困供养补不补",
        # Somebody else, or nobody.
        "邻居王大爷83岁，低保户", "听说低保户有补贴", "如果我月收入3000", "比如家里三口人",
        "我朋友妈妈83岁", "看到一家四口住车库",
        "举报低保户家里有车", "网上说80岁能领",
        # Not so any more, or not sure.
        "以前吃低保,去年停了", "我有车，去年卖了", "我妈可能83了", "存款应该有两万", "我妈快83了",
        "明年我妈80岁", "我家原来有车",
        # Not clear.
        "我爸妈一个85一个83", "我妈83，我爸85", "我妈虚岁83", "我妈八十多岁", "我妈七八十岁",
        "我妈48年生的", "我女儿三岁查出自闭症",
        "女儿八岁时给人收养", "孩子妈30了", "两个孩子一个5岁一个8岁", "户口在南京市区",
        "户口在南京", "他户口在镇江，我老公户口在外地",
        "我妈没车", "我妈存款两万", "她有房有车", "存款两三万", "存款两万多", "有存款", "有电动车",
        "没有停车位", "没有房贷", "没有商铺",
        "我是不是低保户", "不是低保户", "一二级残疾", "一级残疾或者二级残疾", "我弟弟是残疾",
        "家里有车位",
        # Savings in two parts, people who may belong to the household or not.
        "存款10万块，理财5万", "我和老公，孩子也在", "孙女问我，这怎么办",
        # Small talk.
        "你好", "谢谢", "我不想说", "", "。。。", "是的", "没有", "都没有", "不知道", "转人工", "2",
        "三千",
    ],
)  # fmt: skip
def test_nothing_is_read_into(text: str) -> None:
    assert told(text, FACTS) == []


def test_each_told_fact_is_said_back() -> None:
    assert told("我妈83,没车", FACTS) == [
        Told("has_car", False, "汽车：没有"), Told("elder_age", 83, "老人年龄83周岁"),
    ]  # fmt: skip


def test_only_wanted_facts_are_told() -> None:
    ages = [fact for fact in FACTS if fact.type == "age"]
    assert [one.fact for one in told("我妈83,没车", ages)] == ["elder_age"]


def test_a_fact_without_cues_is_named_by_its_label() -> None:
    born = Fact.model_validate(
        {
            "id": "man_born",
            "label": "男方生日",
            "type": "date",
            "question": "?",
            "why": "?",
            "source": "a#b",
        }
    )
    assert told("男方生日是2000年5月1日", [born])[0].value == date(2000, 5, 1)
    assert told("女方生日是2000年5月1日", [born]) == []
    count = Fact.model_validate(
        {"id": "children", "label": "孩子个数", "type": "count", "unit": "个", "question": "?",
        "why": "?",
         "source": "a#b"}
    )  # fmt: skip
    assert told("孩子个数2个", [count])[0].value == 2


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("我妈83岁能领多少", ("我妈83岁",)), ("请问低保怎么办", ()),
        ("户口丹阳 存款两万", ("户口丹阳", "存款两万")),
        ("我一个人能去吗", ()), ("我是低保户，想申请补贴", ("我是低保户",)),
        ("我妈83，失能", ("我妈83", "失能")),
    ],
)  # fmt: skip
def test_what_is_stated(text: str, clauses: tuple[str, ...]) -> None:
    assert read_statements(text).clauses == clauses


@given(st.integers(1, 9), st.integers(1, 99), st.integers(1, 999))
def test_what_is_said_is_taken_whole(people: int, savings: int, income: int) -> None:
    text = f"家里{people}口人，全家一个月收入{income * 10}元，存款{savings * 1000}元"
    assert values(text) == {**size(people, income * 10), "savings": savings * 1000}


@given(st.lists(st.integers(0, 9000).map(lambda n: n // 10 * 10), min_size=2, max_size=2))
def test_two_incomes_are_added_up(incomes: list[int]) -> None:
    mine, other = (f"一个月{n}元" if n >= 100 else "没工作" for n in incomes)
    expected = sum(n for n in incomes if n >= 100)
    assert values(f"我和老公两个人，我{mine}，老公{other}") == size(2, expected)


@given(st.integers(0, 125))
def test_any_age(age: int) -> None:
    assert values(f"我妈{age}岁") == {"elder_age": age}


@given(
    st.text(max_size=80)
    | st.text(
        "我家里有没和老公孩子两三口人岁年月收入千万01,。、吗低保户残疾级车房的存款", max_size=40
    )
)
def test_no_text_breaks_it(text: str) -> None:
    found = told(text, FACTS)
    assert len({one.fact for one in found}) == len(found)
    assert all(one.said_back for one in found)
