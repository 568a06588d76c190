"""What search does besides when there are very many rows: a law speaks for its articles.

A bureau's own content is written in residents' words, one wording a row. A library of statutes is
not: tens of thousands of articles share a question's few words by chance. Two things told them
apart when measured (docs/adr/0007-search-at-volume.md): single characters beside words and bigrams,
and how much of the evidence lies in one document.
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import bm25s
import numpy as np
from numpy.typing import NDArray

from knowledge.search.lexical import Scores, lexical_scores, scaled
from knowledge.search.tokens import KEPT

if TYPE_CHECKING:
    from knowledge.search.index import Row

# Rows from which this is used. The judge is calibrated on what stays below: the shipped content.
VOLUME = 100_000
# BM25 of characters beside that of words and of bigrams; 0.5 to 1 measured alike.
CHARACTERS = 0.75
# At volume a small embedding mostly adds rows that are alike in tone.
DENSE = 0.1
NEAREST = 1000
# Rows that vote for their document, and the share of the score that the vote is.
VOTERS, VOTE = 2000, 0.23
ALONE = -1
# How a statute's row begins when nothing else says what it belongs to: 劳动法第三十六条 ...
ARTICLE = re.compile(r"^(\S{2,60}?)第[一二三四五六七八九十百千零〇\d]+条")


def characters(text: str) -> list[str]:
    """Every character of a text that search reads."""
    return [c for run in KEPT.findall(text) for c in run]


def document_of(row: "Row") -> str | None:
    """What a row is a part of; None for a question, which stands for itself."""
    if row.kind != "passage":
        return None
    document, _, clause = row.target.partition("#")
    if clause:
        return document
    found = ARTICLE.match(row.text)
    return found.group(1) if found else None


def documents_of(rows: Sequence["Row"]) -> NDArray[np.int32]:
    """The document of each row as a number, shape (rows,); ALONE where it has none."""
    numbers: dict[str, int] = {}
    found = [document_of(row) for row in rows]
    return np.array(
        [ALONE if d is None else numbers.setdefault(d, len(numbers)) for d in found], dtype=np.int32
    )


class Volume:
    """The parts of an index that exist only at volume. Read-only; shared by threads.

    Args:
        characters: BM25 of single characters.
        documents: number of each row's document, shape (rows,).
    """

    def __init__(self, characters: bm25s.BM25, documents: NDArray[np.int32]) -> None:
        self.characters = characters
        self.documents = documents

    def blend(self, query: str, words: Scores, bigrams: Scores, dense: Scores) -> Scores:
        """One score a row, 0 to 1, shape (rows,).

        Args:
            query: normalised and expanded text.
            words: BM25 of words, not scaled: its size says how much they weigh in this query.
            bigrams: BM25 of bigrams, not scaled.
            dense: cosine, 0 to 1.
        """
        single = lexical_scores(self.characters, characters(query), len(self.documents))
        lexical = scaled(words + bigrams + CHARACTERS * single)
        return self._with_votes((1 - DENSE) * lexical + DENSE * dense)

    def _with_votes(self, base: Scores) -> Scores:
        """Each of the best rows votes for its document with what it has over the last of them."""
        count = min(VOTERS, len(base))
        voters = np.argpartition(base, len(base) - count)[-count:]
        lead = base[voters] - base[voters].min()
        mine = self.documents[voters]
        votes = np.bincount(mine[mine != ALONE], weights=lead[mine != ALONE])
        if not votes.size or votes.max() <= 0:
            return base
        votes = np.append(votes / votes.max(), 0.0).astype(np.float32)
        # A document without a voter has the last place, which is 0.
        known = np.minimum(self.documents, len(votes) - 1)
        return np.where(known == ALONE, base, (1 - VOTE) * base + VOTE * votes[known])
