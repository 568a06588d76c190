"""How the embedded default is trained."""

import numpy as np

from knowledge.release import Release
from knowledge.search.training import Pair, batches, thinned, training_pairs


def test_no_batch_holds_two_wordings_of_one_faq() -> None:
    pairs = [Pair(f"faq{i % 7}", f"问{i}", f"答{i}") for i in range(60)]
    seen = 0
    for batch in batches(pairs, np.random.default_rng(1)):
        groups = [pair.group for pair in batch]
        assert len(groups) == len(set(groups))
        seen += len(batch)
    assert seen > 40


def test_a_text_is_thinned_and_never_emptied() -> None:
    order = np.random.default_rng(1)
    assert thinned([7], order) == [7]
    assert thinned([], order) == [0]
    left = thinned(list(range(1, 201)), order)
    assert 100 < len(left) < 180
    assert left == sorted(left)


def test_all_wordings_are_trained_on(release: Release) -> None:
    faqs = release.content.faqs
    pairs = training_pairs(release.content)
    said = {pair.left for pair in pairs}
    assert all(v in said for f in faqs.values() for v in f.variants)
    assert {pair.group for pair in pairs} >= set(faqs)
