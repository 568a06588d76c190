"""What each faq is about as a whole: all its wordings together, in words and in the dense space.

A row of the index is one way of asking; a profile is the sum of them. A question unlike every
single wording may still be like their sum, and a word that no wording of a faq has speaks against
it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from knowledge.search.tokens import Tokens

Vector = NDArray[np.float32]
FILE = "profiles.npz"
# A wording's own words count as one each, those of the answer as this much in all.
ANSWER_WEIGHT = 0.3
# Saturation of repeated words over the wordings of one faq, as k1 of BM25.
SATURATION = 3.0


@dataclass(frozen=True)
class ProfileScores:
    """A question against one faq, each 0 to 1.

    `lexical`: cosine of tf-idf vectors; `dense`: cosine to the mean of its wordings' vectors;
    `coverage`: the share of the question's word weight (idf) that the faq's wordings know.
    """

    lexical: float = 0.0
    dense: float = 0.0
    coverage: float = 0.0


class Profiles:
    """Sparse tf-idf rows and dense means of all faqs; read-only once made."""

    def __init__(
        self,
        ids: list[str],
        terms: list[str],
        matrix: sparse.csr_matrix,
        idf: Vector,
        dense: Vector,
    ) -> None:
        self.ids = ids
        self.place = {faq: i for i, faq in enumerate(ids)}
        self.terms = terms
        self.vocabulary = {term: i for i, term in enumerate(terms)}
        self.matrix = matrix
        self.columns = matrix.tocsc()
        self.idf = idf
        self.unknown_idf = float(idf.max()) if idf.size else 1.0
        self.dense = dense

    def scores(self, text: str, vector: Vector, tokens: Tokens) -> dict[str, ProfileScores]:
        """Every faq's profile scores for a question.

        Args:
            text: normalised question.
            vector: its embedding, shape (dimension,).
            tokens: the release's tokenizer.
        """
        counts = Counter(cut(text, tokens))
        known = [(self.vocabulary[t], n) for t, n in counts.items() if t in self.vocabulary]
        total = sum(self.idf[i] for i, _ in known)
        total += self.unknown_idf * (len(counts) - len(known))
        lexical = np.zeros(len(self.ids), dtype=np.float32)
        covered = np.zeros(len(self.ids), dtype=np.float32)
        norm = float(np.sqrt(sum(self.idf[i] ** 2 for i, _ in known))) or 1.0
        for term, _ in known:
            start, end = self.columns.indptr[term], self.columns.indptr[term + 1]
            faqs = self.columns.indices[start:end]
            lexical[faqs] += self.columns.data[start:end] * (self.idf[term] / norm)
            covered[faqs] += self.idf[term]
        dense = np.maximum(self.dense @ vector, 0.0)
        return {
            faq: ProfileScores(float(lexical[i]), float(dense[i]), float(covered[i] / (total or 1)))
            for faq, i in self.place.items()
        }

    def save(self, folder: Path) -> None:
        """Write into a release folder."""
        np.savez(
            folder / FILE, ids=np.array(self.ids), terms=np.array(self.terms), idf=self.idf,
            dense=self.dense, data=self.matrix.data, indices=self.matrix.indices,
            indptr=self.matrix.indptr,
        )  # fmt: skip

    @classmethod
    def load(cls, folder: Path) -> "Profiles":
        """Read what `save` wrote."""
        raw = np.load(folder / FILE)
        ids, terms = [str(i) for i in raw["ids"]], [str(t) for t in raw["terms"]]
        matrix = sparse.csr_matrix(
            (raw["data"], raw["indices"], raw["indptr"]), shape=(len(ids), len(terms))
        )
        return cls(ids, terms, matrix, raw["idf"], raw["dense"])

    @classmethod
    def build(
        cls, wordings: dict[str, list[str]], answers: dict[str, str], vectors: dict[str, Vector],
        tokens: Tokens,
    ) -> "Profiles":  # fmt: skip
        """Make the profiles of a release.

        Args:
            wordings: faq id → its question and variants.
            answers: faq id → its answer.
            vectors: faq id → embeddings of its wordings, shape (wordings, dimension).
            tokens: the release's tokenizer.
        """
        ids = list(wordings)
        bags = [_bag(wordings[i], answers[i], tokens) for i in ids]
        terms = sorted({t for bag in bags for t in bag})
        place = {t: n for n, t in enumerate(terms)}
        frequency = np.zeros(len(terms), dtype=np.float32)
        for bag in bags:
            frequency[[place[t] for t in bag]] += 1
        idf = np.log1p((len(ids) - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)
        rows, columns, data = [], [], []
        for row, bag in enumerate(bags):
            weights = {place[t]: n / (n + SATURATION) * idf[place[t]] for t, n in bag.items()}
            norm = float(np.sqrt(sum(w * w for w in weights.values()))) or 1.0
            for column, weight in weights.items():
                rows.append(row)
                columns.append(column)
                data.append(weight / norm)
        matrix = sparse.csr_matrix(
            (np.array(data, dtype=np.float32), (rows, columns)), shape=(len(ids), len(terms))
        )
        return cls(ids, terms, matrix, idf, _means([vectors[i] for i in ids]))


def cut(text: str, tokens: Tokens) -> list[str]:
    """Words and bigrams of a text; bigrams that are words count once."""
    return list(dict.fromkeys([*tokens.words(text), *tokens.bigrams(text)]))


def _bag(wordings: Sequence[str], answer: str, tokens: Tokens) -> Counter[str]:
    bag: Counter[str] = Counter()
    for text in wordings:
        bag.update(cut(text, tokens))
    for term in cut(answer, tokens):
        bag[term] += ANSWER_WEIGHT  # type: ignore[assignment]
    return bag


def _means(groups: list[Vector]) -> Vector:
    means = np.stack([g.mean(axis=0) for g in groups]) if groups else np.zeros((0, 1))
    norms = np.linalg.norm(means, axis=1, keepdims=True)
    return np.asarray(means / np.where(norms == 0, 1, norms), dtype=np.float32)
