"""The dense side of search, always through sentence-transformers.

`EMBEDDING_MODEL` names a local path or a hub model; empty means the embedded default, a small
`StaticEmbedding` that knowledge/search/training.py makes from the content itself, since no hub can
be assumed.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer

from knowledge.search.tokens import Tokens


class Embedding:
    """A loaded model. `encode` gives unit vectors, shape (texts, dimension), float32."""

    def __init__(self, model_id: str, tokens: Tokens | None) -> None:
        self.model_id = model_id
        self.tokens = tokens
        self.model = SentenceTransformer(model_id, device="cpu")

    def encode(self, texts: list[str], words: list[list[str]] | None = None) -> NDArray[np.float32]:
        """Embed texts; the embedded default reads them as words and bigrams.

        Args:
            texts: what to embed.
            words: their words where they are cut already: for 140,000 texts that is a minute.
        """
        ready = texts
        if self.tokens:
            cuts = words or [self.tokens.words(text) for text in texts]
            spaced = (self.tokens.with_words(*both) for both in zip(texts, cuts, strict=True))
            ready = [" ".join(parts).lower() for parts in spaced]
        vectors = self.model.encode(ready, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float32)


def spread(text: str, tokens: Tokens) -> str:
    """Text as the static embedding reads it: words, bigrams and characters, space-separated."""
    return " ".join(tokens.every(text)).lower()


@lru_cache(maxsize=4)
def load_embedding(model_id: str, words: tuple[str, ...] | None) -> Embedding:
    """Load a model once per process; `words` only for the embedded default."""
    return Embedding(model_id, Tokens(words) if words is not None else None)
