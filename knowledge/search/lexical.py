"""The lexical side of search: bm25s over tokens that were numbered once."""

from collections.abc import Iterable, Sequence

import bm25s
import numpy as np
from bm25s.tokenization import Tokenized
from numpy.typing import NDArray

Scores = NDArray[np.float32]


def build_lexical(cuts: Iterable[Sequence[str]]) -> bm25s.BM25:
    """Index texts that are cut into tokens.

    Numbered while they are cut: twelve million bigrams as strings of their own took over a
    gigabyte, as references to one number each they take a hundred megabytes.

    Args:
        cuts: tokens of each text, in row order; a text without any gets an empty token.
    """
    vocabulary: dict[str, int] = {}
    ids = [[vocabulary.setdefault(t, len(vocabulary)) for t in cut or ("",)] for cut in cuts]
    index = bm25s.BM25()
    index.index(Tokenized(ids, vocabulary), show_progress=False)
    return index


def lexical_scores(index: bm25s.BM25, tokens: Iterable[str], rows: int) -> Scores:
    """BM25 of every row, shape (rows,); each different token counts once.

    Args:
        index: what `build_lexical` made.
        tokens: tokens of the query.
        rows: how many rows are indexed.
    """
    known = [t for t in dict.fromkeys(tokens) if t in index.vocab_dict]
    if not known:
        return np.zeros(rows, dtype=np.float32)
    return np.asarray(index.get_scores(known), dtype=np.float32)


def scaled(scores: Scores) -> Scores:
    """Divide by the best, so that scores of different queries and indexes can be blended."""
    best = float(scores.max()) if scores.size else 0.0
    return scores / best if best > 0 else scores
