"""The signals that speak for a faq as the answer to a question; the judge weighs them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from knowledge.answer.context import Context
from knowledge.content import PLACEHOLDER
from knowledge.models import Faq
from knowledge.search.index import Hit
from knowledge.search.profiles import ProfileScores

NAMES = (
    "best_score", "gap", "words", "bigrams", "dense", "overlap", "containment", "rows", "votes",
    "lexical", "lexical_gap", "mean", "mean_gap", "coverage", "coverage_gap", "clause",
    "service_match", "service_clash", "service_unsaid", "aspect_match", "aspect_clash", "carried",
    "same_faq", "referral", "figures_known", "figures_strange", "history", "length",
)  # fmt: skip

# Aspects that people mix up in one question; they do not speak against each other.
NEIGHBOURS = (
    {"policy", "eligibility", "definition", "history"},
    {"procedure", "place", "documents", "contact"},
    {"procedure", "time"},
    {"policy", "cost"},
    {"policy", "consequence", "complaint"},
    {"policy", "procedure"},
)
# A figure that may name an amount, a year or a number of the law; single digits are everywhere.
FIGURE = re.compile(r"\d{2,}(?:\.\d+)?")
# How sharply better rows outvote worse ones, and how many vote.
SHARPNESS, VOTERS = 12.0, 40
LONG = 80


@dataclass
class RowScores:
    """Best scores over the rows (question and variants) of one faq, each 0 to 1.

    `overlap` and `containment` compare character bigrams with the question asked: shared by both,
    and how much of the row the question holds (a short variant inside a long story). `votes` is
    the faq's share among the best rows.
    """

    best: float = 0.0
    words: float = 0.0
    bigrams: float = 0.0
    dense: float = 0.0
    overlap: float = 0.0
    containment: float = 0.0
    rows: int = 0
    votes: float = 0.0

    def add(self, hit: Hit, asked: set[str]) -> None:
        """Take one more row of the faq into account."""
        self.best = max(self.best, hit.score)
        self.words = max(self.words, hit.words)
        self.bigrams = max(self.bigrams, hit.bigrams)
        self.dense = max(self.dense, hit.dense)
        row = bigrams(hit.row.text)
        shared = len(asked & row)
        if shared:
            self.overlap = max(self.overlap, 2 * shared / (len(asked) + len(row)))
            self.containment = max(self.containment, shared / len(row))
        self.rows += 1


@dataclass(frozen=True)
class Evidence:
    """All that search says about the faqs for one question."""

    rows: Mapping[str, RowScores]
    profiles: Mapping[str, ProfileScores]
    # Passage id → best score of its row.
    clauses: Mapping[str, float]

    def rival(self, measure: str, faq_id: str) -> float:
        """The best value of a measure among the other faqs."""
        first, second, leader = self._leaders[measure]
        return second if faq_id == leader else first

    @cached_property
    def _leaders(self) -> dict[str, tuple[float, float, str]]:
        return {
            "best": _leaders({i: s.best for i, s in self.rows.items()}),
            "lexical": _leaders({i: s.lexical for i, s in self.profiles.items()}),
            "dense": _leaders({i: s.dense for i, s in self.profiles.items()}),
            "coverage": _leaders({i: s.coverage for i, s in self.profiles.items()}),
        }


def _leaders(scores: dict[str, float]) -> tuple[float, float, str]:
    if not scores:
        return 0.0, 0.0, ""
    leader = max(scores, key=lambda i: scores[i])
    second = max((s for i, s in scores.items() if i != leader), default=0.0)
    return scores[leader], second, leader


def bigrams(text: str) -> set[str]:
    """Character pairs of a text."""
    return {text[i : i + 2] for i in range(len(text) - 1)}


def neighbours(left: str, right: str) -> bool:
    """Whether two aspects are often meant by the same words."""
    return any(left in group and right in group for group in NEIGHBOURS)


def signals_of(context: Context, faq: Faq, evidence: Evidence) -> list[float]:
    """Signals in the order of NAMES, each about -1 to 1."""
    rows = evidence.rows.get(faq.id) or RowScores()
    profile = evidence.profiles.get(faq.id) or ProfileScores()
    services, aspect, previous = context.services, context.aspect, context.question.previous
    match = bool(services) and faq.service in services
    clash = bool(services) and faq.service is not None and faq.service not in services
    fits = aspect is not None and faq.aspect == aspect
    against = aspect is not None and not fits and not neighbours(aspect, faq.aspect)
    known, strange = _figures(context, faq)
    return [
        rows.best,
        rows.best - evidence.rival("best", faq.id),
        rows.words,
        rows.bigrams,
        rows.dense,
        rows.overlap,
        rows.containment,
        min(rows.rows, 12) / 12,
        rows.votes,
        profile.lexical,
        profile.lexical - evidence.rival("lexical", faq.id),
        profile.dense,
        profile.dense - evidence.rival("dense", faq.id),
        profile.coverage,
        profile.coverage - evidence.rival("coverage", faq.id),
        max((evidence.clauses.get(c, 0.0) for c in faq.citations), default=0.0),
        float(match),
        float(clash),
        float(not services and faq.service is not None),
        float(fits),
        float(against),
        float(context.carried and match),
        float(context.carried and previous is not None and previous.faq == faq.id),
        float(context.referral is not None),
        known,
        strange,
        float(context.history) * (1.0 if faq.aspect == "history" else -1.0),
        min(len(context.text), LONG) / LONG,
    ]


def _figures(context: Context, faq: Faq) -> tuple[float, float]:
    """Shares of the question's figures that the faq speaks of, and that it does not."""
    asked = set(FIGURE.findall(context.text))
    if not asked:
        return 0.0, 0.0
    spoken = " ".join([faq.question, faq.answer, *faq.variants, *_printed(context, faq)])
    known = len(asked & set(FIGURE.findall(spoken))) / len(asked)
    return known, 1 - known


def _printed(context: Context, faq: Faq) -> list[str]:
    parameters = context.release.content.parameters
    names = PLACEHOLDER.findall(faq.answer)
    return [str(row.value) for name in names for row in parameters[name].rows]
