"""One spelling: width, script, misheard terms; and nothing else is touched."""

import time

import pytest

from knowledge.release import Release


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("第保怎么办", "低保怎么办"),
        ("海藏要多少钱", "海葬要多少钱"),
        ("高林津贴", "高龄津贴"),
        ("低保標準是多少", "低保标准是多少"),
        ("低保標準１２３", "低保标准123"),
        ("低\u200b保", "低保"),
        ("低保  多少   钱", "低保 多少 钱"),
        ("生态安藏有补贴吗", "生态安葬有补贴吗"),
        ("收养登计要多久", "收养登记要多久"),
    ],
)
def test_put_right(release: Release, said: str, meant: str) -> None:
    assert release.normaliser.normalise(said).text == meant


@pytest.mark.parametrize(
    "text",
    [
        "我家3个人一个月1500元", "你好", "张大明和李小红", "https://hy.mzt.jiangsu.gov.cn/appointment",
        "明天天气怎么样", "第一次办理结婚登记", "我想问一下老人的事", "海边的房子",
    ],
)  # fmt: skip
def test_left_alone(release: Release, text: str) -> None:
    assert release.normaliser.normalise(text).text == text


def test_what_was_changed_is_told(release: Release) -> None:
    normalised = release.normaliser.normalise("第保")
    assert normalised.original == "第保"
    assert normalised.changes == [("第保", "低保")]


def test_twice_is_the_same_as_once(release: Release) -> None:
    once = release.normaliser.normalise("高林津贴和海藏").text
    assert release.normaliser.normalise(once).text == once


def test_a_sentence_takes_a_millisecond(release: Release) -> None:
    text = "我妈八十多岁了一个人住在京口区，想问一下高林津贴怎么领"
    release.normaliser.normalise(text)
    begun = time.perf_counter()
    for _ in range(100):
        release.normaliser.normalise(text)
    assert (time.perf_counter() - begun) / 100 < 0.003
