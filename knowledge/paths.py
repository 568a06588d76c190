"""Which guided path (亲人去世, 要结婚 …) a message tells of. Precision first: better no offer.

Asking for one thing of an event (火化多少钱) is not telling of it. Three things must come together:
the words without which nobody speaks of the event, a likeness to how people tell of it, and that
few other questions of the library are as near.
"""

import re
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from knowledge.content import Content
from knowledge.models import Path
from knowledge.normalise import Normaliser
from knowledge.search.embedding import Embedding

if TYPE_CHECKING:
    from knowledge.release import Release
    from knowledge.search.index import SearchIndex

# Of the nearest wordings so many are looked at; a path's own must have this share of their
# likeness, and the best of them this cosine. Measured on the shipped content: 2 of 4,000 wordings
# of other questions got an offer, 27 of 48 new ways of telling of an event did.
NEIGHBOURS, SHARE, NEAR = 5, 0.4, 0.55
# Rows of the index among which the nearest wordings are; clauses stand between them.
LOOKED_AT = 200


class PathFinder:
    """The wordings of all paths; read-only once made.

    Args:
        content: where the paths stand.
        normaliser: writes wordings as messages are written.
        embedding: the release's own.
    """

    def __init__(self, content: Content, normaliser: Normaliser, embedding: Embedding) -> None:
        said: list[tuple[str, str]] = []
        self.faqs: set[str] = set()
        for path in content.paths.values():
            said += [(path.id, normaliser.normalise(text).text) for text in path.triggers]
            for faq in (content.faqs[f] for f in path.faqs if f in content.faqs):
                said += [(path.id, text) for text in (faq.question, *faq.variants)]
                self.faqs.add(faq.id)
        self.needs = {p.id: [re.compile(n) for n in p.needs] for p in content.paths.values()}
        self.owners = np.array([owner for owner, _ in said])
        # Shape (wordings, dimension); an embedding takes no empty list.
        self.vectors = embedding.encode([text for _, text in said]) if said else None

    def find(self, text: str, index: "SearchIndex") -> str | None:
        """The id of the path that a normalised message tells of, or None."""
        possible = [p for p, needs in self.needs.items() if all(n.search(text) for n in needs)]
        if not possible or self.vectors is None:
            return None
        vector = index.embed(text)
        likeness = self.vectors @ vector
        near = np.argsort(-likeness)[:NEIGHBOURS]
        told = [(float(likeness[i]), str(self.owners[i])) for i in near]
        if told[0][0] < NEAR:
            # Most messages end here; the search that follows is the costly part.
            return None
        nearest = sorted([*told, *self._others(vector, index)], reverse=True)[:NEIGHBOURS]
        total = sum(score for score, _ in nearest)
        for path in possible:
            own = [score for score, owner in nearest if owner == path]
            if own and own[0] >= NEAR and sum(own) >= SHARE * total:
                return path
        return None

    def _others(self, vector: NDArray[np.float32], index: "SearchIndex") -> list[tuple[float, str]]:
        """Likeness of a message to questions that belong to no path; their owner is empty."""
        scores, places = index.dense.search(vector[None, :], min(LOOKED_AT, index.dense.ntotal))
        # An approximate index that looked at too few rows fills up with -1.
        rows = [
            (float(s), index.rows[i]) for s, i in zip(scores[0], places[0], strict=True) if i >= 0
        ]
        return [(s, "") for s, r in rows if r.kind != "passage" and r.target not in self.faqs]


def path_for(text: str, release: "Release") -> Path | None:
    """The guided path that a message tells of, or None: most messages tell of none.

    Args:
        text: normalised message.
        release: whose paths, and whose questions they are told apart from.
    """
    found = release.paths.find(text, release.index)
    return release.content.paths[found] if found else None
