"""Search finds what people mean, and only what holds on the day asked about."""

from datetime import date

import pytest

from knowledge.release import Release
from knowledge.search.passages import PassageHit, search_passages
from knowledge.search.training import embedded_id

TODAY = date(2026, 11, 24)


def find(
    release: Release, query: str, day: date = TODAY, history: bool = False
) -> list[PassageHit]:
    return search_passages(release, query, as_of=day, region="镇江市", limit=10, history=history)


@pytest.mark.parametrize(
    ("query", "document"),
    [
        ("低保人均收入条件", "shehui-jiuzhu-zanxing"),
        ("结婚登记要户口簿吗", "hunyin-dengji-2025"),
        ("离婚冷静期", "minfadian-hunyin"),
        ("墓穴面积", "js-gongmu-2023"),
        ("撒海补贴", "zj-shengtai-anzang-2024"),
        ("收养人年满多少岁", "minfadian-hunyin"),
    ],
)
def test_the_right_document_is_among_the_first_three(
    release: Release, query: str, document: str
) -> None:
    found = [hit.passage_id.split("#")[0] for hit in find(release, query)[:3]]
    assert document in found


def test_only_what_is_in_force(release: Release) -> None:
    for query in ("结婚登记 户口簿", "殡葬管理条例", "低保标准 790"):
        assert all(hit.citation["validity"] == "in_force" for hit in find(release, query))


def test_history_is_shown_when_asked_for_and_marked(release: Release) -> None:
    found = {hit.passage_id: hit for hit in find(release, "低保标准790元", history=True)}
    assert found["plan-145#c1s1-dibao"].citation["validity"] == "expired"


def test_the_law_of_the_day(release: Release) -> None:
    before = find(release, "婚姻登记条例 全国通办", date(2025, 5, 9))
    assert not any(hit.passage_id.startswith("hunyin-dengji-2025") for hit in before)


def test_scores_are_shares_and_fall(release: Release) -> None:
    scores = [hit.score for hit in find(release, "低保怎么申请")]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)


def test_a_misspelt_everyday_word_reaches_the_librarys_word(release: Release) -> None:
    hits = release.index.search("扯证要带啥", 10)
    assert any(hit.row.service == "marriage" for hit in hits[:3])


def test_words_nobody_knows_find_nothing_or_little(release: Release) -> None:
    assert all(hit.words == 0 for hit in release.index.search("齉龘", 5))


def test_the_embedding_is_named_by_what_it_was_trained_on(release: Release) -> None:
    first = embedded_id(release.content, ["低保"])
    assert first == embedded_id(release.content, ["低保"])
    assert first != embedded_id(release.content, ["低保", "海葬"])
