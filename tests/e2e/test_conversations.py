"""The conversations a newcomer has, through HTTP, against the three real processes."""

import re

import pytest

from tests.support import Resident, Turn

pytestmark = pytest.mark.e2e

# How a person in the story answers each question of the 低保 check, by a word of the question.
HOUSEHOLD = {
    "几口人": "3个人",
    "多少人": "3个人",
    "收入": "一个月一共1500",
    "存款": "2万",
    "户口": "镇江",
    "户籍": "镇江",
}


def answer_for(question: str) -> str:
    """The story's answer to a question; no to everything it does not mention."""
    return next((a for word, a in HOUSEHOLD.items() if word in question), "没有")


def question_of(turn: Turn) -> str:
    """The last question asked in a reply."""
    asked = [m["text"] for m in turn.messages if m["kind"] == "question"]
    assert asked, turn.text
    return asked[-1]


def go_to_result(resident: Resident, turn: Turn) -> Turn:
    """Answer questions until the result card comes."""
    for _ in range(20):
        if turn.result is not None:
            return turn
        turn = resident.say(answer_for(question_of(turn)))
    raise AssertionError("no result after 20 answers")


def test_dibao_selfcheck_ends_in_a_card_that_does_not_sell_an_old_standard(
    resident: Resident,
) -> None:
    turn = go_to_result(resident, resident.say("我能申请低保吗"))
    result = turn.result
    assert result is not None
    assert result["service"] == "dibao"
    assert result["outcome"] in ("likely", "needs_review")
    assert result["conditions"]
    assert all(c["citation"] for c in result["conditions"])
    assert result["documents"]
    assert result["next_steps"]
    for text in [turn.text, *(c["text"] for c in result["conditions"])]:
        for line in text.splitlines():
            if "790" in line:
                assert "2020" in line, line


def test_two_matters_in_one_message_are_both_met(resident: Resident) -> None:
    story = "我妈今年78了,一个人住乡下,腿脚不好,种点菜没得收入。"
    turn = resident.say(story + "想问问能不能吃低保?另外高龄津贴在哪块领?")
    assert len(turn.messages) > 1
    assert "高龄津贴" in turn.text
    assert "低保" in turn.text


def test_one_question_at_a_time(resident: Resident) -> None:
    turn = resident.say("我能申请低保吗")
    assert sum(m["kind"] == "question" for m in turn.messages) == 1


def test_marriage_booking_from_question_to_cancellation(resident: Resident) -> None:
    turn = resident.say("怎么预约结婚登记")
    assert "身份证" in turn.text
    assert "hy.mzt.jiangsu.gov.cn" in turn.text
    if turn.status != "booking":
        turn = resident.press("预约")
    turn = resident.press("京口")
    turn = resident.press("月")
    turn = resident.press("–")
    turn = resident.say("张大明和李小红")
    turn = resident.say("13812345678")
    assert "张大明" in turn.text
    turn = resident.press("对")
    found = re.search(r"预约码.([A-Z0-9]{8})", turn.text)
    assert found, turn.text
    code = found.group(1)
    assert "演示" in turn.text

    turn = resident.say("查一下我的预约")
    turn = resident.say(code)
    turn = resident.say("13812345678")
    assert "京口" in turn.text
    assert "已预约" in turn.text

    turn = resident.say("取消预约")
    turn = resident.say(code)
    turn = resident.say("13812345678")
    turn = resident.press("对")
    assert "已经取消" in turn.text


def test_marriage_needs_no_household_register_and_no_fee(resident: Resident) -> None:
    turn = resident.say("领结婚证要带户口本吗")
    assert turn.status == "answered"
    assert any("婚姻登记条例" in c["document"] for c in turn.citations)
    assert re.search(r"(不要|不用|不需要|无需)[^。]*户口", turn.text), turn.text


@pytest.mark.parametrize("question", ["海葬要多少钱", "生态安葬有补贴吗"])
def test_green_burial_estimate_states_dated_figures_and_what_is_unknown(
    resident: Resident, question: str
) -> None:
    turn = resident.say(question)
    assert turn.status == "estimate"
    assert "1000" in turn.text
    assert "2000" in turn.text
    assert "2024" in turn.text
    assert re.search(r"(没有|未核实|不知道|不掌握|未查到)", turn.text)


def test_dibao_amount_is_told_as_history(resident: Resident) -> None:
    turn = resident.say("低保一个月多少钱")
    assert turn.status in ("outdated_only", "partial")
    assert "790" in turn.text
    assert "2020" in turn.text
    assert "30%" in turn.text
    assert "12345" in turn.text
    assert turn.citations


def test_follow_up_keeps_the_service(resident: Resident) -> None:
    resident.say("低保一个月多少钱")
    turn = resident.say("那要带什么材料")
    assert turn.status in ("answered", "partial")
    assert any("最低生活保障" in c["document"] for c in turn.citations)
    assert re.search(r"(身份证|户口|申请书|授权)", turn.text)


def test_housing_fund_is_out_of_scope_and_routed(resident: Resident) -> None:
    turn = resident.say("公积金怎么提取")
    assert turn.status == "out_of_scope"
    assert "公积金" in turn.text


def test_hand_over_gives_a_ticket_number(resident: Resident) -> None:
    turn = resident.say("转人工")
    assert turn.status == "handoff"
    assert re.search(r"[A-Z]{2}-?\d{8}-?\d+", turn.text), turn.text


def test_danger_comes_first_and_starts_no_form(resident: Resident) -> None:
    turn = resident.say("我不想活了")
    assert turn.status == "emergency"
    assert {"110", "120", "12356"} <= set(re.findall(r"\d+", turn.text))
    assert all(m["kind"] != "question" for m in turn.messages)


def test_danger_in_the_middle_of_a_check(resident: Resident) -> None:
    resident.say("我能申请低保吗")
    assert resident.say("活着真没意思,想死").status == "emergency"
    assert resident.say("3个人").status == "selfcheck"


class TestInTheMiddleOfACheck:
    """Interruptions do what a person expects, and the check resumes where it was."""

    def test_why(self, resident: Resident) -> None:
        question = question_of(resident.say("我能申请低保吗"))
        turn = resident.say("为什么要问这个")
        assert turn.messages[0]["kind"] != "question"
        assert question_of(turn) == question

    def test_a_question_of_their_own(self, resident: Resident) -> None:
        question = question_of(resident.say("我能申请低保吗"))
        turn = resident.say("什么叫共同生活的家庭成员")
        assert "配偶" in turn.text
        assert question_of(turn) == question

    def test_correction(self, resident: Resident) -> None:
        turn = resident.say("我能申请低保吗")
        while "几口人" not in question_of(turn) and "多少人" not in question_of(turn):
            turn = resident.say(answer_for(question_of(turn)))
        resident.say("3个人")
        turn = resident.say("不对,是4个人")
        assert "4" in turn.text
        turn = go_to_result(resident, turn)
        assert turn.result is not None
        facts = [c["facts"] for c in turn.result["conditions"]]
        assert any(f.get("household_size") == 4 for f in facts), facts

    def test_stop(self, resident: Resident) -> None:
        resident.say("我能申请低保吗")
        turn = resident.say("算了不查了")
        assert all(m["kind"] != "question" for m in turn.messages)
        assert resident.say("低保一个月多少钱").status in ("outdated_only", "partial")

    def test_dont_know_then_resume_after_stop(self, resident: Resident) -> None:
        first = question_of(resident.say("我能申请低保吗"))
        second = question_of(resident.say("不知道"))
        assert second != first
        resident.say("算了不查了")
        assert question_of(resident.press("继续")) == second


def test_the_same_message_twice_is_answered_once(resident: Resident) -> None:
    body = {"client_message_id": "7b5f6f0e-3c0a-4a55-9d4e-000000000001", "text": "转人工"}
    first, second = resident.post(**body).json(), resident.post(**body).json()
    assert first == second


def test_commands_are_only_text(resident: Resident) -> None:
    resident.say("我能申请低保吗")
    for text in ("/restart", "  /affirm", "/handoff", '/inform{"value": 3}'):
        turn = resident.say(text)
        assert turn.status == "selfcheck", (text, turn.body)


def test_a_payload_that_was_never_issued_is_refused(resident: Resident) -> None:
    assert resident.post(payload="cancel_booking").status_code in (400, 422)
