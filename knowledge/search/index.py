"""The index of a release: bm25s on words and on bigrams, FAISS on vectors, one blended score."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

import bm25s
import faiss
import numpy as np
from numpy.typing import NDArray

from knowledge.content import Content
from knowledge.search.embedding import Embedding
from knowledge.search.tokens import Tokens

Kind = Literal["passage", "faq", "variant", "referral"]
# The dense score refines and does not rule: equal weight made the first hit worse when measured.
DENSE_WEIGHT = 0.3
Scores = NDArray[np.float32]


@dataclass(frozen=True)
class Row:
    """One searchable text. `target` is the passage, faq or referral it leads to."""

    id: str
    kind: Kind
    target: str
    text: str
    service: str | None = None


@dataclass(frozen=True)
class Hit:
    """A row found. All scores are 0 to 1 within one query; `score` is the blend."""

    row: Row
    score: float
    words: float
    bigrams: float
    dense: float


def rows_of(content: Content) -> list[Row]:
    """Everything that is searched, in content order."""
    rows: list[Row] = []
    for document, clause in content.passages():
        passage_id = f"{document.id}#{clause.id}"
        service = clause.services[0] if clause.services else None
        text = f"{document.title} {clause.heading or ''} {clause.text}"
        rows.append(Row(passage_id, "passage", passage_id, text, service))
    for faq in content.faqs.values():
        rows.append(Row(faq.id, "faq", faq.id, faq.question, faq.service))
        for number, variant in enumerate(faq.variants):
            rows.append(Row(f"{faq.id}/{number}", "variant", faq.id, variant, faq.service))
    for referral in content.referrals.values():
        for number, text in enumerate([*referral.variants, *referral.keywords]):
            rows.append(Row(f"{referral.id}/{number}", "referral", referral.id, text))
    return rows


def _scaled(scores: Scores) -> Scores:
    """Divide by the best, so that scores of different queries and indexes can be blended."""
    best = float(scores.max()) if scores.size else 0.0
    return scores / best if best > 0 else scores


class SearchIndex:
    """Read-only once loaded; shared by threads."""

    def __init__(
        self,
        rows: list[Row],
        words: bm25s.BM25,
        bigrams: bm25s.BM25,
        dense: faiss.Index,
        embedding: Embedding,
        tokens: Tokens,
        synonyms: dict[str, str],
    ) -> None:
        self.rows = rows
        self.words = words
        self.bigrams = bigrams
        self.dense = dense
        self.embedding = embedding
        self.tokens = tokens
        self.synonyms = synonyms

    def expand(self, query: str) -> str:
        """The query with the library's word beside each everyday word."""
        added = [right for said, right in self.synonyms.items() if said in query]
        return " ".join([query, *added])

    def embed(self, query: str) -> Scores:
        """The query's vector, shape (dimension,)."""
        return np.asarray(self.embedding.encode([query])[0], dtype=np.float32)

    def search(self, query: str, limit: int = 50, vector: Scores | None = None) -> list[Hit]:
        """Best rows first, unfiltered.

        Args:
            query: normalised text.
            limit: how many rows at most.
            vector: the query's embedding, where it is known already.
        """
        expanded = self.expand(query)
        words = _scaled(self._lexical(self.words, self.tokens.words(expanded)))
        bigrams = _scaled(self._lexical(self.bigrams, self.tokens.bigrams(expanded)))
        dense = self._dense(self.embed(query) if vector is None else vector)
        blend = (1 - DENSE_WEIGHT) * (words + bigrams) / 2 + DENSE_WEIGHT * dense
        count = min(limit, len(self.rows))
        best = np.argpartition(-blend, count - 1)[:count]
        best = best[np.argsort(-blend[best], kind="stable")]
        return [
            Hit(self.rows[i], float(blend[i]), float(words[i]), float(bigrams[i]), float(dense[i]))
            for i in best
            if blend[i] > 0
        ]

    def _lexical(self, index: bm25s.BM25, tokens: list[str]) -> Scores:
        known = [t for t in dict.fromkeys(tokens) if t in index.vocab_dict]
        if not known:
            return np.zeros(len(self.rows), dtype=np.float32)
        return np.asarray(index.get_scores(known), dtype=np.float32)

    def _dense(self, vector: Scores) -> Scores:
        """Cosine to every row, negative ones as 0."""
        scores = np.zeros(len(self.rows), dtype=np.float32)
        found, ids = self.dense.search(vector[None, :], min(200, len(self.rows)))
        scores[ids[0]] = np.maximum(found[0], 0.0)
        return scores

    @classmethod
    def build(
        cls, rows: list[Row], embedding: Embedding, tokens: Tokens, synonyms: dict[str, str]
    ) -> "SearchIndex":
        """Index rows from scratch."""
        words, bigrams = bm25s.BM25(), bm25s.BM25()
        words.index([tokens.words(r.text) or [""] for r in rows], show_progress=False)
        bigrams.index([tokens.bigrams(r.text) or [""] for r in rows], show_progress=False)
        vectors = embedding.encode([r.text for r in rows])
        dense = faiss.IndexFlatIP(vectors.shape[1])
        dense.add(vectors)
        return cls(rows, words, bigrams, dense, embedding, tokens, synonyms)

    def save(self, folder: Path) -> None:
        """Write all parts into a folder."""
        with (folder / "rows.jsonl").open("w", encoding="utf-8") as file:
            for row in self.rows:
                file.write(json.dumps(asdict(row), ensure_ascii=False) + "\n")
        self.words.save(str(folder / "words"), show_progress=False)
        self.bigrams.save(str(folder / "bigrams"), show_progress=False)
        faiss.write_index(self.dense, str(folder / "dense.faiss"))

    @classmethod
    def load(
        cls, folder: Path, embedding: Embedding, tokens: Tokens, synonyms: dict[str, str]
    ) -> "SearchIndex":
        """Read what `save` wrote."""
        lines = (folder / "rows.jsonl").read_text(encoding="utf-8").splitlines()
        rows = [Row(**json.loads(line)) for line in lines]
        words = bm25s.BM25.load(str(folder / "words"), show_progress=False)
        bigrams = bm25s.BM25.load(str(folder / "bigrams"), show_progress=False)
        dense = faiss.read_index(str(folder / "dense.faiss"))
        return cls(rows, words, bigrams, dense, embedding, tokens, synonyms)
