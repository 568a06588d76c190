"""The dense side of search, always through sentence-transformers.

`EMBEDDING_MODEL` names a local path or a hub model; empty means the embedded default, a small
`StaticEmbedding` that `train_embedding` makes from the content itself, since no hub can be assumed.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss
from sentence_transformers.sentence_transformer.modules import StaticEmbedding
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import WhitespaceSplit

from knowledge.content import Content
from knowledge.search.tokens import Tokens

DIMENSION = 256
# 9,000 tokens × 256 × 4 bytes is 9.2 MB: under the ten that a small machine should carry.
VOCABULARY = 9_000
EPOCHS, BATCH, RATE, SEED = 6, 128, 0.02, 20260101
# Share of a text's tokens left out each time it is shown: no single word may decide.
DROPOUT = 0.3
UNKNOWN = "[UNK]"


class Embedding:
    """A loaded model. `encode` gives unit vectors, shape (texts, dimension), float32."""

    def __init__(self, model_id: str, tokens: Tokens | None) -> None:
        self.model_id = model_id
        self.tokens = tokens
        self.model = SentenceTransformer(model_id, device="cpu")

    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        """Embed texts; the embedded default reads them as words and bigrams."""
        ready = [spread(t, self.tokens) for t in texts] if self.tokens else texts
        vectors = self.model.encode(ready, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float32)


def spread(text: str, tokens: Tokens) -> str:
    """Text as the static embedding reads it: words, bigrams and characters, space-separated."""
    characters = [c for c in text if "\u4e00" <= c <= "\u9fff"]
    return " ".join([*tokens.words(text), *tokens.bigrams(text), *characters]).lower()


@dataclass(frozen=True)
class Pair:
    """Two texts that belong together; `group` is what both are about."""

    group: str
    left: str
    right: str


def training_pairs(content: Content) -> list[Pair]:
    """Ways of asking one thing, questions with answers and cited clauses, headings with clauses."""
    pairs: list[Pair] = []
    for faq in content.faqs.values():
        asked = [faq.question, *faq.variants]
        pairs += [Pair(faq.id, said, faq.question) for said in faq.variants]
        # Each wording beside another one, half the list away: they differ most.
        half = len(asked) // 2
        pairs += [
            Pair(faq.id, said, asked[(i + half) % len(asked)]) for i, said in enumerate(asked)
        ]
        pairs += [Pair(faq.id, said, faq.answer) for said in faq.variants[::2]]
        for passage_id in faq.citations[:2]:
            found = content.passage(passage_id)
            if found:
                pairs.append(Pair(faq.id, faq.question, found[1].text))
    for referral in content.referrals.values():
        pairs += [Pair(referral.id, said, referral.topic) for said in referral.variants]
    for document, clause in content.passages():
        title = f"{document.title} {clause.heading or clause.label or ''}"
        pairs.append(Pair(f"{document.id}#{clause.id}", title, clause.text))
    return pairs


def embedded_id(content: Content, words: list[str]) -> str:
    """A hash of all that goes into training: the same content gives the same model."""
    parameters = [DIMENSION, VOCABULARY, EPOCHS, BATCH, RATE, SEED, DROPOUT, sorted(words)]
    raw = json.dumps(
        [parameters, [astuple(p) for p in training_pairs(content)]], ensure_ascii=False
    )
    return hashlib.sha256(raw.encode()).hexdigest()[:16]


def train_embedding(content: Content, words: list[str], target: Path) -> None:
    """Train the embedded default and save it, atomically, in sentence-transformers' format.

    Args:
        content: where the pairs come from.
        words: words of the domain for the tokenizer.
        target: folder to make; it appears only when complete.
    """
    tokens = Tokens(words)
    pairs = [
        Pair(p.group, spread(p.left, tokens), spread(p.right, tokens))
        for p in training_pairs(content)
    ]
    counts: dict[str, int] = {}
    for text in (t for pair in pairs for t in (pair.left, pair.right)):
        for token in text.split():
            counts[token] = counts.get(token, 0) + 1
    common = sorted(counts, key=lambda t: (-counts[t], t))[: VOCABULARY - 1]
    vocabulary = {token: i for i, token in enumerate([UNKNOWN, *common])}
    tokenizer = Tokenizer(WordLevel(vocabulary, unk_token=UNKNOWN))
    tokenizer.pre_tokenizer = WhitespaceSplit()
    torch.manual_seed(SEED)
    torch.use_deterministic_algorithms(True, warn_only=True)
    model = SentenceTransformer(
        modules=[StaticEmbedding(tokenizer, embedding_dim=DIMENSION)], device="cpu"
    )
    _fit(model, pairs)
    draft = target.with_name(f"{target.name}.{os.getpid()}.part")
    model.save(str(draft), create_model_card=False)
    if target.exists():
        shutil.rmtree(target)
    draft.rename(target)


def _fit(model: SentenceTransformer, pairs: list[Pair]) -> None:
    loss = MultipleNegativesRankingLoss(model)
    optimizer = torch.optim.Adam(model.parameters(), lr=RATE)
    order = np.random.default_rng(SEED)
    for epoch in range(EPOCHS):
        for group in optimizer.param_groups:
            group["lr"] = RATE * (1 - epoch / EPOCHS)
        for batch in batches(pairs, order):
            features = [model.preprocess([thinned(p.left, order) for p in batch])]
            features.append(model.preprocess([thinned(p.right, order) for p in batch]))
            value = loss(features, torch.zeros(len(batch)))
            optimizer.zero_grad()
            value.backward()
            optimizer.step()


def thinned(spread_text: str, order: np.random.Generator) -> str:
    """A spread text without a random share of its tokens; never empty."""
    tokens = spread_text.split()
    kept = [
        t for t, drawn in zip(tokens, order.random(len(tokens)), strict=True) if drawn > DROPOUT
    ]
    return " ".join(kept or tokens)


def batches(pairs: list[Pair], order: np.random.Generator) -> Iterator[list[Pair]]:
    """Batches in which no group stands twice: its other wordings would count as wrong.

    In rounds: each round takes one pair of every group that has any left.
    """
    waiting: dict[str, list[Pair]] = {}
    for place in order.permutation(len(pairs)):
        waiting.setdefault(pairs[place].group, []).append(pairs[place])
    while waiting:
        groups = list(waiting)
        drawn = [waiting[groups[i]].pop() for i in order.permutation(len(groups))]
        waiting = {group: left for group, left in waiting.items() if left}
        for start in range(0, len(drawn), BATCH):
            batch = drawn[start : start + BATCH]
            if len(batch) > 1:
                yield batch


@lru_cache(maxsize=4)
def load_embedding(model_id: str, words: tuple[str, ...] | None) -> Embedding:
    """Load a model once per process; `words` only for the embedded default."""
    return Embedding(model_id, Tokens(words) if words is not None else None)
