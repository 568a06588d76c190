"""The index of a release: bm25s on words and on bigrams, FAISS on vectors, one blended score.

From `VOLUME` rows on, knowledge/search/volume.py blends; below, nothing of it is built or used.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

import bm25s
import faiss
import numpy as np

from knowledge.content import Content
from knowledge.search import volume
from knowledge.search.dense import build_dense, dense_scores
from knowledge.search.embedding import Embedding
from knowledge.search.lexical import Scores, build_lexical, lexical_scores, scaled
from knowledge.search.tokens import Tokens
from knowledge.search.volume import Volume, documents_of

Kind = Literal["passage", "faq", "variant", "referral"]
# The dense side knows the wordings, the lexical side also what nobody worded: imported texts.
DENSE_WEIGHT = 0.6
# Rows that get a dense score; all others have 0.
NEAREST = 400
# Folder of the index that exists only at volume.
CHARACTERS = "characters"


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
        extra: Volume | None = None,
    ) -> None:
        self.rows = rows
        self.words = words
        self.bigrams = bigrams
        self.dense = dense
        self.embedding = embedding
        self.tokens = tokens
        self.synonyms = synonyms
        self.extra = extra

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
        expanded, total = self.expand(query), len(self.rows)
        vector = self.embed(query) if vector is None else vector
        words = lexical_scores(self.words, self.tokens.words(expanded), total)
        bigrams = lexical_scores(self.bigrams, self.tokens.bigrams(expanded), total)
        dense = dense_scores(self.dense, vector, volume.NEAREST if self.extra else NEAREST)
        if self.extra:
            blend = self.extra.blend(expanded, words, bigrams, dense)
        words, bigrams = scaled(words), scaled(bigrams)
        if not self.extra:
            blend = (1 - DENSE_WEIGHT) * (words + bigrams) / 2 + DENSE_WEIGHT * dense
        count = min(limit, len(self.rows))
        best = np.argpartition(-blend, count - 1)[:count]
        best = best[np.argsort(-blend[best], kind="stable")]
        return [
            Hit(self.rows[i], float(blend[i]), float(words[i]), float(bigrams[i]), float(dense[i]))
            for i in best
            if blend[i] > 0
        ]

    @classmethod
    def build(
        cls, rows: list[Row], embedding: Embedding, tokens: Tokens, synonyms: dict[str, str]
    ) -> "SearchIndex":
        """Index rows from scratch."""
        texts = [row.text for row in rows]
        cuts = [tokens.words(text) for text in texts]
        vectors = embedding.encode(texts, cuts)
        words = build_lexical(cuts)
        del cuts
        bigrams = build_lexical(tokens.bigrams(text) for text in texts)
        extra = None
        if len(rows) >= volume.VOLUME:
            single = build_lexical(volume.characters(text) for text in texts)
            extra = Volume(single, documents_of(rows))
        dense = build_dense(vectors, extra is not None)
        return cls(rows, words, bigrams, dense, embedding, tokens, synonyms, extra)

    def save(self, folder: Path) -> None:
        """Write all parts into a folder."""
        with (folder / "rows.jsonl").open("w", encoding="utf-8") as file:
            for row in self.rows:
                file.write(json.dumps(asdict(row), ensure_ascii=False) + "\n")
        self.words.save(str(folder / "words"), show_progress=False)
        self.bigrams.save(str(folder / "bigrams"), show_progress=False)
        if self.extra:
            self.extra.characters.save(str(folder / CHARACTERS), show_progress=False)
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
        extra = None
        if (folder / CHARACTERS).exists():
            single = bm25s.BM25.load(str(folder / CHARACTERS), show_progress=False)
            extra = Volume(single, documents_of(rows))
        return cls(rows, words, bigrams, dense, embedding, tokens, synonyms, extra)
