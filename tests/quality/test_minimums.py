"""Answers and ranking may not get worse unnoticed: all labelled questions, the real model."""

from typing import Any

import pytest

from scripts.evaluate import below_minimums, evaluate
from scripts.quality.labels import Judged, load_labels

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def evaluation() -> tuple[dict[str, Any], list[Judged]]:
    """One run over all labelled questions."""
    return evaluate()


def test_no_figure_is_below_its_minimum(evaluation: tuple[dict[str, Any], list[Judged]]) -> None:
    assert below_minimums(evaluation[0]) == []


def test_nobody_is_told_a_figure_without_its_date(
    evaluation: tuple[dict[str, Any], list[Judged]],
) -> None:
    wrong = [(r.label.q, r.amount_problems) for r in evaluation[1] if r.amount_problems]
    assert wrong == []


def test_no_labelled_question_is_a_wording_of_the_content() -> None:
    from common.settings import get_settings
    from knowledge.content import load_content

    content = load_content(get_settings().content_dir)
    said = {v for f in content.faqs.values() for v in (f.question, *f.variants)}
    labels = [label for label in load_labels() if label.half == "measure"]
    assert len(labels) >= 300
    copied = [label.q for label in labels if label.q in said]
    assert copied == []
