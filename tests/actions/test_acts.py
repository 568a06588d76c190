"""When a message that was taken for an act is a question after all."""

import pytest

from actions.handover import COMPLAINT
from actions.selfcheck.actions import PERSONAL


@pytest.mark.parametrize(
    "text",
    [
        "我能申请低保吗",
        "我妈一个人住能不能吃低保",
        "邻居家老太太够不够条件领高龄津贴",
        "我家符合条件吗",
    ],
)
def test_somebody_wants_to_know_whether_they_qualify(text: str) -> None:
    assert PERSONAL.search(text)


@pytest.mark.parametrize(
    "text", ["低保要什么条件", "研究生算不算共同生活的家庭成员", "有车能吃低保吗"]
)
def test_how_the_rule_is(text: str) -> None:
    assert not PERSONAL.search(text)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("我要投诉窗口态度差", True),
        ("救助站把人赶出来,你们有没有良心", True),
        ("找到工作了要不要去讲一声", False),
    ],
)
def test_a_complaint_says_so(text: str, complaint: bool) -> None:
    assert bool(COMPLAINT.search(text)) is complaint
