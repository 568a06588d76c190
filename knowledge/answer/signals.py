"""The signals that speak for a faq as the answer to a question; the judge weighs them."""

from dataclasses import dataclass

from knowledge.answer.context import Context
from knowledge.models import Faq
from knowledge.search.index import Hit

NAMES = (
    "best_score", "gap", "words", "bigrams", "dense", "overlap", "containment", "rows",
    "service_match", "service_clash", "aspect_match", "aspect_clash", "carried", "referral",
)  # fmt: skip
# Signals that can only speak for a candidate; the fit may not turn them round.
SPEAKS_FOR = frozenset(NAMES[:8]) | {"service_match", "aspect_match", "carried"}

# Aspects that people mix up in one question; they do not speak against each other.
NEIGHBOURS = (
    {"policy", "eligibility", "definition", "history"},
    {"procedure", "place", "documents", "contact"},
    {"procedure", "time"},
    {"policy", "cost"},
    {"policy", "consequence", "complaint"},
    {"policy", "procedure"},
)


@dataclass
class RowScores:
    """Best scores over the rows (question and variants) of one faq, each 0 to 1.

    `overlap` and `containment` compare character bigrams with the question asked: shared by both,
    and how much of the row the question holds (a short variant inside a long story).
    """

    best: float = 0.0
    words: float = 0.0
    bigrams: float = 0.0
    dense: float = 0.0
    overlap: float = 0.0
    containment: float = 0.0
    rows: int = 0

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


def bigrams(text: str) -> set[str]:
    """Character pairs of a text."""
    return {text[i : i + 2] for i in range(len(text) - 1)}


def neighbours(left: str, right: str) -> bool:
    """Whether two aspects are often meant by the same words."""
    return any(left in group and right in group for group in NEIGHBOURS)


def signals_of(context: Context, faq: Faq, scores: RowScores, rival: float) -> list[float]:
    """Signals in the order of NAMES, each about -1 to 1.

    Args:
        context: what is asked.
        faq: the candidate.
        scores: how its rows match.
        rival: the best blended score of any other faq.
    """
    services, aspect = context.services, context.aspect
    match = bool(services) and faq.service in services
    clash = bool(services) and faq.service is not None and faq.service not in services
    fits = aspect is not None and faq.aspect == aspect
    against = aspect is not None and not fits and not neighbours(aspect, faq.aspect)
    return [
        scores.best,
        scores.best - rival,
        scores.words,
        scores.bigrams,
        scores.dense,
        scores.overlap,
        scores.containment,
        min(scores.rows, 10) / 10,
        float(match),
        float(clash),
        float(fits),
        float(against),
        float(context.carried and match and fits),
        float(context.referral is not None),
    ]


def rivals(scores: dict[str, RowScores]) -> dict[str, float]:
    """For every faq the best score of any other."""
    ordered = sorted(scores, key=lambda i: -scores[i].best)
    first = scores[ordered[0]].best if ordered else 0.0
    second = scores[ordered[1]].best if len(ordered) > 1 else 0.0
    return {i: second if i == ordered[0] else first for i in ordered}
