"""A faq as a whole: what all its wordings say together."""

from pathlib import Path

import numpy as np
import pytest

from knowledge.release import Release
from knowledge.search.profiles import Profiles
from knowledge.search.tokens import Tokens

TOKENS = Tokens(["低保", "海葬"])


@pytest.fixture
def profiles() -> Profiles:
    wordings = {
        "dibao": ["低保怎么申请", "低保要什么材料", "吃低保去哪里办"],
        "sea": ["海葬要多少钱", "骨灰撒海里有补贴吗", "海葬怎么报名"],
    }
    vectors = {
        "dibao": np.array([[1, 0], [0.9, 0.1], [1, 0]], dtype=np.float32),
        "sea": np.array([[0, 1], [0, 1], [0.1, 0.9]], dtype=np.float32),
    }
    answers = {"dibao": "到街道窗口申请。", "sea": "每例有奖补。"}
    return Profiles.build(wordings, answers, vectors, TOKENS)


def test_the_faq_whose_words_are_said_leads(profiles: Profiles) -> None:
    scores = profiles.scores("低保材料", np.array([1, 0], dtype=np.float32), TOKENS)
    assert scores["dibao"].lexical > scores["sea"].lexical
    assert scores["dibao"].dense > scores["sea"].dense
    assert scores["dibao"].coverage > 0.6


def test_words_nobody_used_lower_the_coverage(profiles: Profiles) -> None:
    vector = np.array([1, 0], dtype=np.float32)
    known = profiles.scores("低保申请", vector, TOKENS)["dibao"].coverage
    strange = profiles.scores("低保申请火箭发射执照", vector, TOKENS)["dibao"].coverage
    assert strange < known


def test_saved_and_loaded_it_says_the_same(profiles: Profiles, tmp_path: Path) -> None:
    profiles.save(tmp_path)
    vector = np.array([0.5, 0.5], dtype=np.float32)
    before, after = (
        p.scores("海葬补贴", vector, TOKENS) for p in (profiles, Profiles.load(tmp_path))
    )
    assert before.keys() == after.keys()
    assert all(np.isclose(before[i].lexical, after[i].lexical) for i in before)


def test_every_faq_of_the_release_has_one(release: Release) -> None:
    assert set(release.profiles.ids) == set(release.content.faqs)
