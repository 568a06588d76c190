"""Recognising danger by likeness: a linear model over the example sentences of the safety rules.

Patterns (knowledge/content/safety/) catch what somebody thought of; this catches what sounds like
it. It is fitted while a release is built: on the rules' examples against their look-alikes and
every wording of the questions, none of which is an emergency. Editors only add a sentence.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from knowledge.content import Content
from knowledge.normalise import Normaliser
from knowledge.search.tokens import Tokens

FILE = "danger.npz"
# A missed emergency weighs more than a needless 110.
DANGER_WEIGHT, STRENGTH = 5.0, 10.0
Array = NDArray[np.float32]


@dataclass(frozen=True)
class Danger:
    """How likely a text speaks of danger (0 to 1), and the rule it is most like."""

    probability: float
    rule: str


class DangerModel:
    """Read-only once made. `weights`: shape (1 + rules, terms); row 0 tells danger from none."""

    def __init__(
        self,
        terms: Sequence[str],
        idf: Array,
        weights: Array,
        bias: Array,
        rules: Sequence[str],
        harmless: frozenset[str] = frozenset(),
    ) -> None:
        self.terms = list(terms)
        self.place = {term: i for i, term in enumerate(self.terms)}
        self.idf, self.weights, self.bias = idf, weights, bias
        self.rules = list(rules)
        self.harmless = harmless

    def knows_as_harmless(self, text: str) -> bool:
        """Whether an editor listed these very words as no danger."""
        return _bare(text) in self.harmless

    def judge(self, text: str, tokens: Tokens) -> Danger:
        """Judge one normalised text; well under a millisecond."""
        counts: dict[int, int] = {}
        for term in tokens.every(text):
            if term in self.place:
                counts[self.place[term]] = counts.get(self.place[term], 0) + 1
        if not self.rules or not counts:
            return Danger(0.0, "")
        columns = np.fromiter(counts, dtype=np.int64)
        values = (1 + np.log(np.fromiter(counts.values(), dtype=np.float64))) * self.idf[columns]
        values /= np.linalg.norm(values)
        scores = self.weights[:, columns] @ values + self.bias
        best = int(np.argmax(scores[1:]))
        return Danger(float(1 / (1 + np.exp(-scores[0]))), self.rules[best])

    def save(self, folder: Path) -> None:
        """Write into a release folder."""
        np.savez(
            folder / FILE, terms=np.array(self.terms), idf=self.idf, weights=self.weights,
            bias=self.bias, rules=np.array(self.rules), harmless=np.array(sorted(self.harmless)),
        )  # fmt: skip

    @classmethod
    def load(cls, folder: Path) -> "DangerModel":
        """Read what `save` wrote."""
        raw = np.load(folder / FILE)
        terms, rules = [str(t) for t in raw["terms"]], [str(r) for r in raw["rules"]]
        # Releases of earlier versions have no such list.
        listed = raw.get("harmless", [])
        harmless = frozenset(str(t) for t in listed)
        return cls(terms, raw["idf"], raw["weights"], raw["bias"], rules, harmless)

    @classmethod
    def build(cls, content: Content, normaliser: Normaliser, tokens: Tokens) -> "DangerModel":
        """Fit on the content's examples; a model that never sees danger when there are none."""
        texts, labels = _training_set(content, normaliser)
        rules = sorted({label for label in labels if label})
        if not rules:
            empty = np.zeros(0, dtype=np.float32)
            return cls([], empty, np.zeros((1, 0), dtype=np.float32), empty, [])
        vectorizer = TfidfVectorizer(analyzer=tokens.every, sublinear_tf=True)
        matrix = vectorizer.fit_transform(texts)
        dangerous = np.array([bool(label) for label in labels])
        first = LogisticRegression(
            C=STRENGTH, solver="liblinear", class_weight={True: DANGER_WEIGHT, False: 1.0}
        ).fit(matrix, dangerous)
        rows, biases = [first.coef_[0]], [first.intercept_[0]]
        chosen, names = matrix[dangerous], np.array(labels)[dangerous]
        for rule in rules:
            one = LogisticRegression(C=STRENGTH, solver="liblinear").fit(chosen, names == rule)
            rows.append(one.coef_[0])
            biases.append(one.intercept_[0])
        weights = np.array(rows, dtype=np.float32)
        bias = np.array(biases, dtype=np.float32)
        terms = [str(t) for t in vectorizer.get_feature_names_out()]
        harmless = frozenset(
            _bare(normaliser.normalise(text).text)
            for rule in content.safety.values()
            for text in rule.lookalikes
        )
        return cls(terms, vectorizer.idf_.astype(np.float32), weights, bias, rules, harmless)


def _bare(text: str) -> str:
    """Words alone: 没得。 is 没得."""
    return re.sub(r"\W", "", text)


def _training_set(content: Content, normaliser: Normaliser) -> tuple[list[str], list[str]]:
    """Normalised texts and the rule each belongs to; "" for harmless ones."""
    pairs: list[tuple[str, str]] = []
    for rule in content.safety.values():
        pairs += [(text, rule.id) for text in rule.examples]
        pairs += [(text, "") for text in rule.lookalikes]
    if any(label for _, label in pairs):
        for faq in content.faqs.values():
            pairs += [(text, "") for text in (faq.question, *faq.variants)]
        for referral in content.referrals.values():
            pairs += [(text, "") for text in referral.variants]
    return [normaliser.normalise(text).text for text, _ in pairs], [label for _, label in pairs]
