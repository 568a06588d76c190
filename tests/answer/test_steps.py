"""Each step of an answer, and the promises they keep together."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from knowledge.answer import guard, understand
from knowledge.answer.composer import answer
from knowledge.answer.context import Answer, Context, Entity, Parse, Question, Topic
from knowledge.answer.safety import check_emergency
from knowledge.answer.signals import bigrams
from knowledge.answer.status import load_statuses
from knowledge.release import Release

TODAY = date(2026, 11, 24)


def ask(
    release: Release,
    text: str,
    intent: str = "ask_policy",
    previous: Topic | None = None,
    **entities: Any,
) -> Answer:
    found = tuple(Entity(name, value) for name, value in entities.items())
    parse = Parse(intent, 0.95, found)
    return answer(Question(text=text, parse=parse, as_of=TODAY, previous=previous), release)


def text_of(given: Answer) -> str:
    return "\n".join(str(m["text"]) for m in given.messages)


def test_the_standard_in_force_is_not_invented(release: Release) -> None:
    given = ask(release, "低保一个月多少钱", "ask_cost", service="dibao")
    assert given.status == "outdated_only"
    assert "790元/人·月（2020年末的数值" in text_of(given)
    assert {"title": "转人工", "payload": "handoff"} in given.messages[0]["quick_replies"]


def test_a_short_question_continues_the_last_one(release: Release) -> None:
    topic = ask(release, "低保一个月多少钱", "ask_cost", service="dibao").topic
    given = ask(release, "那要带什么材料", "ask_documents", topic)
    assert given.trace["understood"]["carried"]
    assert given.topic is not None
    assert given.topic.service == "dibao"


def test_a_question_with_a_subject_of_its_own_does_not(release: Release) -> None:
    topic = Topic(service="dibao")
    given = ask(release, "离婚要带什么材料", "ask_documents", topic, service="divorce")
    assert given.topic is not None
    assert given.topic.service == "divorce"


def test_another_departments_matter_goes_there(release: Release) -> None:
    given = ask(release, "公积金怎么提取", "out_of_scope", referral="housing_fund")
    assert given.status == "out_of_scope"
    assert "公积金管理中心" in text_of(given)


@pytest.mark.parametrize("text", ["齉龘靐", "火星移民申请表在哪下载", "区块链挖矿补贴"])
def test_without_a_basis_it_says_so_and_names_a_person(release: Release, text: str) -> None:
    given = ask(release, text, "nlu_fallback")
    assert given.status in ("no_basis", "out_of_scope", "clarify")
    assert "12345" in text_of(given) or given.status == "clarify"


@pytest.mark.parametrize(
    "text",
    ["我不想活了", "活着没意思", "老公打我", "他拿刀要砍人", "捡到一个刚出生的婴儿", "奶奶晕倒了",
     "我爸走丢了", "孩子不见了", "想跳楼", "吃了一瓶安眠药", "有人要跳河", "救命"],
)  # fmt: skip
def test_danger_is_heard(release: Release, text: str) -> None:
    given = check_emergency(text, release)
    assert given is not None
    assert given.status == "emergency"
    assert "110" in text_of(given) or "120" in text_of(given)


@pytest.mark.parametrize(
    "text",
    ["低保怎么申请", "家暴离婚怎么办", "结婚证丢了怎么补", "热死了", "家里着火了能申请临时救助吗",
     "收养弃婴要什么条件", "我爸去世了怎么办手续"],
)  # fmt: skip
def test_ordinary_questions_are_no_emergency(release: Release, text: str) -> None:
    assert check_emergency(text, release) is None


def test_cheating_gets_the_rule_and_no_help(release: Release) -> None:
    given = ask(release, "怎么隐瞒存款拿低保", service="dibao")
    assert "1倍以上3倍以下" in text_of(given)
    assert any(c["clause"] == "第68条" for c in given.messages[0]["citations"])


def test_a_faq_about_the_consequence_says_it_better(release: Release) -> None:
    given = ask(release, "隐瞒收入拿低保被发现了怎么办", service="dibao")
    assert str(given.trace["basis"]).startswith("faq")
    assert "safety" not in given.trace


def test_a_quoted_clause_carries_its_day(release: Release) -> None:
    from knowledge.answer import compose
    from knowledge.answer.context import PassageCandidate

    pair = release.content.passage("zj-shengtai-anzang-2024#subsidy-tree")
    assert pair is not None
    context = Context(Question(text="?" * 40, parse=Parse(), as_of=TODAY), release)
    context.passages = [PassageCandidate(*pair, 0.9)]
    compose.run(context)
    assert "1000元" in context.body
    assert "2024年4月1日" in context.body


def test_a_figure_without_a_source_is_withdrawn(release: Release) -> None:
    question = Question(text="?", parse=Parse(), as_of=TODAY)
    context = Context(question, release, body="每人每月900元。", cited=["plan-145#c1s1-dibao"])
    context.trace["basis"] = "faq some"
    guard.run(context)
    assert context.status == "no_basis"
    assert "basis" not in context.trace
    assert "900" not in context.body


def test_a_figure_with_a_source_stays(release: Release) -> None:
    question = Question(text="?", parse=Parse(), as_of=TODAY)
    body = "2020年末是每人每月790元。"
    context = Context(question, release, body=body, cited=["plan-145#c1s1-dibao"])
    guard.run(context)
    assert context.body == body


def test_every_faq_passes_the_guard(release: Release) -> None:
    from knowledge.answer import compose

    for faq in release.content.faqs.values():
        context = Context(Question(text="?", parse=Parse(), as_of=TODAY), release, faq=faq)
        compose.run(context)
        assert guard.stray_figures(context) == [], faq.id


def test_history_is_heard(release: Release) -> None:
    parse = Parse("ask_policy", 0.9)
    for text, past in (("2015年低保多少", True), ("以前结婚要户口本吗", True), ("低保多少", False)):
        context = Context(Question(text=text, parse=parse, as_of=TODAY), release, text=text)
        understand.run(context)
        assert context.history is past


def test_every_outcome_is_named_once(release: Release) -> None:
    named = set(load_statuses())
    used = {f.status for f in release.content.faqs.values() if f.status}
    assert used <= named


def test_two_questions_get_two_answers(release: Release) -> None:
    given = ask(release, "低保一个月发多少钱?另外离婚冷静期是多少天?", "ask_cost")
    assert len(given.messages) == 2
    assert "790" in str(given.messages[0]["text"])
    assert "30" in str(given.messages[1]["text"])


def test_a_rumour_about_an_old_figure_is_corrected(release: Release) -> None:
    given = ask(release, "790是今年的标准吧", "report_rumour")
    assert given.status == "outdated_only"
    assert "不是" in text_of(given)
    assert "2020年末" in text_of(given)


def test_a_release_of_another_day_answers_by_its_law(release: Release) -> None:
    parse = Parse("ask_cost", 0.9, (Entity("service", "dibao"),))
    question = Question(text="低保一个月多少钱", parse=parse, as_of=date(2021, 6, 1))
    assert "之后是否调整未核实" not in text_of(answer(question, release))
    later = replace(question, as_of=TODAY)
    assert "之后是否调整未核实" in text_of(answer(later, release))


def test_bigrams() -> None:
    assert bigrams("低保材料") == {"低保", "保材", "材料"}
