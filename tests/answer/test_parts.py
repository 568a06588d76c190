"""Finding the question in a long message, and the two questions in a double one."""

import pytest

from knowledge.answer.parts import focus, questions


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("低保要带什么材料", 1),
        ("低保要带什么材料,另外离婚冷静期多久", 2),
        ("结婚要户口本吗 离婚要户口本吗", 2),
        ("领证要不要回老家?还有登记收不收钱", 2),
        ("还有没有别的补贴", 1),
        ("我爸走了。家里没钱办后事。有没有补助", 1),
        ("你好。在吗?请问低保怎么办", 1),
    ],
)
def test_how_many_questions(text: str, parts: int) -> None:
    assert len(questions(text)) == parts


def test_a_story_stays_with_its_question() -> None:
    first, second = questions("我户口在安徽。要回安徽领证吗?另外结婚登记要不要钱")
    assert first.startswith("我户口在安徽")
    assert "要不要钱" in second


def test_the_asking_part_of_a_story() -> None:
    text = "我妈七十八了,一个人住乡下,腿脚不好,种点菜过日子,想问问能不能吃低保"
    found = focus(text)
    assert found is not None
    assert "能不能吃低保" in found
    assert "种点菜" not in found


@pytest.mark.parametrize("text", ["低保怎么办", "", "能不能吃低保,要带什么,去哪里办,多久能下来啊"])
def test_nothing_to_cut(text: str) -> None:
    assert focus(text) is None
