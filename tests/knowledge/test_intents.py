"""What the dialogue learns from the content: some of every style, and nothing it is tested on."""

import re

import yaml

from knowledge.intents import INTENT_OF_ASPECT, PER_QUESTION, dialogue_examples
from knowledge.release import Release
from scripts.quality.labels import load_labels
from tests.support import ROOT


def plain(text: str) -> str:
    return re.sub(r"\W", "", text)


def test_every_intent_of_an_aspect_is_taught_and_nothing_twice(release: Release) -> None:
    taught = dialogue_examples(release.content, release.normaliser)
    assert set(taught) == {*INTENT_OF_ASPECT.values(), "out_of_scope"}
    texts = [text for examples in taught.values() for text in examples]
    assert len(texts) == len(set(texts))
    assert len(texts) > PER_QUESTION * len(release.content.faqs) / 2


def test_it_is_the_same_every_time(release: Release) -> None:
    first = dialogue_examples(release.content, release.normaliser)
    assert dialogue_examples(release.content, release.normaliser) == first


def test_questions_about_complaining_teach_no_complaint(release: Release) -> None:
    assert "complain" not in dialogue_examples(release.content, release.normaliser)


def test_nothing_measured_is_a_wording(release: Release) -> None:
    wordings = {
        plain(text)
        for faq in release.content.faqs.values()
        for text in [faq.question, *faq.variants]
    }
    measured = {plain(label.q) for label in load_labels() if label.half == "measure"}
    assert sorted(measured & wordings) == []


def test_nothing_held_out_is_taught(release: Release) -> None:
    raw = yaml.safe_load((ROOT / "tests/bot/held_out.yml").read_text(encoding="utf-8"))
    held = {plain(text) for texts in raw.values() for text in texts}
    taught = dialogue_examples(release.content, release.normaliser).values()
    assert sorted(held & {plain(text) for texts in taught for text in texts}) == []
