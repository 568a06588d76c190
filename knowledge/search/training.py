"""Training the embedded default: a static embedding learned from the content's own wordings.

Repeatable: the same content gives the same model, and its name is a hash of what it was made from.
"""

import hashlib
import json
import os
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss
from sentence_transformers.sentence_transformer.modules import StaticEmbedding
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import WhitespaceSplit

from knowledge.content import Content
from knowledge.search.embedding import spread
from knowledge.search.tokens import Tokens

DIMENSION = 256
# 20,000 tokens × 256 × 4 bytes is 20 MB; with 9,000 one left-out wording in 60 more goes astray.
VOCABULARY = 20_000
EPOCHS, BATCH, RATE, SEED = 6, 256, 0.02, 20260101
# Share of a text's tokens left out each time it is shown: no single word may decide.
DROPOUT = 0.3
UNKNOWN = "[UNK]"
Ids = list[int]


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
    pairs = training_pairs(content)
    texts = {text: spread(text, tokens).split() for p in pairs for text in (p.left, p.right)}
    counts = Counter(token for p in pairs for text in (p.left, p.right) for token in texts[text])
    common = sorted(counts, key=lambda t: (-counts[t], t))[: VOCABULARY - 1]
    vocabulary = {token: i for i, token in enumerate([UNKNOWN, *common])}
    tokenizer = Tokenizer(WordLevel(vocabulary, unk_token=UNKNOWN))
    tokenizer.pre_tokenizer = WhitespaceSplit()
    torch.manual_seed(SEED)
    torch.use_deterministic_algorithms(True, warn_only=True)
    static = StaticEmbedding(tokenizer, embedding_dim=DIMENSION)
    model = SentenceTransformer(modules=[static], device="cpu")
    ids = {text: [vocabulary[t] for t in cut if t in vocabulary] for text, cut in texts.items()}
    _fit(model, pairs, ids)
    with torch.no_grad():
        # A word it never saw says nothing: a zero row does not turn a text's direction.
        static.embedding.weight[0] = 0
    draft = target.with_name(f"{target.name}.{os.getpid()}.part")
    model.save(str(draft), create_model_card=False)
    if target.exists():
        shutil.rmtree(target)
    draft.rename(target)


def _fit(model: SentenceTransformer, pairs: list[Pair], ids: dict[str, Ids]) -> None:
    loss = MultipleNegativesRankingLoss(model)
    optimizer = torch.optim.Adam(model.parameters(), lr=RATE)
    order = np.random.default_rng(SEED)
    for epoch in range(EPOCHS):
        for group in optimizer.param_groups:
            group["lr"] = RATE * (1 - epoch / EPOCHS)
        for batch in batches(pairs, order):
            sides = ([p.left for p in batch], [p.right for p in batch])
            shown = [_features([thinned(ids[t], order) for t in side]) for side in sides]
            value = loss(shown, torch.zeros(len(batch)))
            optimizer.zero_grad()
            value.backward()
            optimizer.step()


def _features(texts: list[Ids]) -> dict[str, torch.Tensor]:
    """Token ids as StaticEmbedding takes them: all in one row, and where each text begins."""
    lengths = [len(text) for text in texts]
    starts = torch.from_numpy(np.cumsum([0, *lengths[:-1]]))
    return {"input_ids": torch.tensor([i for text in texts for i in text]), "offsets": starts}


def thinned(tokens: Ids, order: np.random.Generator) -> Ids:
    """Tokens without a random share; never empty (token 0 stands for nothing known)."""
    drawn = order.random(len(tokens))
    kept = [token for token, chance in zip(tokens, drawn, strict=True) if chance > DROPOUT]
    return kept or tokens or [0]


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
