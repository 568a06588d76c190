"""The judge: probabilities over all candidates and none, and the decision from them."""

from datetime import date

import numpy as np
import pytest

from knowledge.answer import judge as judging
from knowledge.answer.context import Candidate, Context, Parse, Question
from knowledge.answer.judge import Judge, load_judge
from knowledge.answer.signals import NAMES
from knowledge.models import Faq
from knowledge.release import Release

SIGNALS = len(NAMES)


@pytest.fixture
def simple() -> Judge:
    """A judge that reads the first signal as the score."""
    hidden = np.zeros((SIGNALS, 2), dtype=np.float32)
    hidden[0] = [1, -1]
    return Judge(
        mean=np.zeros(SIGNALS, dtype=np.float32),
        scale=np.ones(SIGNALS, dtype=np.float32),
        hidden=hidden,
        hidden_bias=np.zeros(2, dtype=np.float32),
        out=np.array([1, -1], dtype=np.float32),
        out_bias=0.0,
        answer_at=0.5, clarify_at=0.3, offer_at=0.1, passage_at=0.9, foreign_at=0.7,
    )  # fmt: skip


def scored(*scores: float) -> list[list[float]]:
    return [[score, *[0.0] * (SIGNALS - 1)] for score in scores]


def of_different_areas(release: Release) -> list[Faq]:
    """One faq of each area: no two rest on the same clause."""
    return list({faq.area: faq for faq in release.content.faqs.values()}.values())


def decided(
    release: Release, simple: Judge, monkeypatch: pytest.MonkeyPatch, *scores: float
) -> Context:
    monkeypatch.setattr(judging, "load_judge", lambda: simple)
    faqs = of_different_areas(release)
    question = Question(text="?", parse=Parse(), as_of=date(2026, 11, 24))
    context = Context(question, release)
    context.candidates = [
        Candidate(faq, signals) for faq, signals in zip(faqs, scored(*scores), strict=False)
    ]
    judging.run(context)
    return context


def test_the_fitted_judge_knows_every_signal() -> None:
    judge = load_judge()
    assert judge.hidden.shape[0] == judge.mean.shape[0] == SIGNALS
    assert judge.clarify_at < judge.answer_at


def test_probabilities_share_one_with_none(simple: Judge) -> None:
    assert simple.probabilities([]) == []
    assert simple.probabilities(scored(0.0)) == [pytest.approx(0.5)]
    three = simple.probabilities(scored(5.0, 5.0, -5.0))
    assert sum(three) < 1
    assert three[0] == pytest.approx(three[1])
    assert three[0] < 0.5


def test_a_clear_leader_is_answered(
    release: Release, simple: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = decided(release, simple, monkeypatch, -3.0, 6.0)
    assert context.faq is of_different_areas(release)[1]


def test_two_close_ones_are_offered(
    release: Release, simple: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = decided(release, simple, monkeypatch, 4.0, 4.0)
    assert context.status == "clarify"
    assert len(context.candidates) == 2


def test_nothing_like_it_has_no_basis(
    release: Release, simple: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert decided(release, simple, monkeypatch, -4.0, -5.0).status == "no_basis"


def test_two_that_rest_on_one_clause_count_together(
    release: Release, simple: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = release.content.faqs["marriage-hukoubu-rumor"]
    second = next(
        f
        for f in release.content.faqs.values()
        if f.id != first.id and set(f.citations) & set(first.citations)
    )
    monkeypatch.setattr(judging, "load_judge", lambda: simple)
    context = Context(Question(text="?", parse=Parse(), as_of=date(2026, 11, 24)), release)
    signals = scored(4.1, 4.0)
    context.candidates = [Candidate(first, signals[0]), Candidate(second, signals[1])]
    judging.run(context)
    assert context.faq is first


def test_a_close_second_is_told_beside_an_unsure_first(
    release: Release, simple: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = decided(release, simple, monkeypatch, 3.0, 2.5)
    first, second = of_different_areas(release)[:2]
    assert (context.faq, context.second) == (first, second)


def test_a_sure_first_stands_alone(
    release: Release, simple: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = decided(release, simple, monkeypatch, 6.0, 2.5)
    assert context.second is None


def test_many_that_share_the_probability_are_offered_and_not_denied(
    release: Release, simple: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = decided(release, simple, monkeypatch, 2.0, 2.0, 2.0, 2.0)
    assert context.status == "clarify"
    assert len(context.candidates) == 3
