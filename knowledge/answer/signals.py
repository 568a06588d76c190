"""The signals that speak for a faq as the answer to a question; the judge weighs them."""

from dataclasses import dataclass

from knowledge.answer.context import Context
from knowledge.models import Faq
from knowledge.search.index import Hit

NAMES = (
    "best_score", "words", "bigrams", "dense", "overlap", "rows",
    "service_match", "service_clash", "aspect_match", "aspect_clash", "service_and_aspect",
    "carried", "intent_confidence", "referral",
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


@dataclass
class RowScores:
    """Best score of each kind over the rows (question and variants) of one faq."""

    best: float = 0.0
    words: float = 0.0
    bigrams: float = 0.0
    dense: float = 0.0
    rows: int = 0
    text: str = ""

    def add(self, hit: Hit) -> None:
        """Take one more row of the faq into account."""
        if hit.score > self.best:
            self.best, self.text = hit.score, hit.row.text
        self.words = max(self.words, hit.words)
        self.bigrams = max(self.bigrams, hit.bigrams)
        self.dense = max(self.dense, hit.dense)
        self.rows += 1


def overlap(left: str, right: str) -> float:
    """Dice coefficient of the character bigrams of two texts, 0 to 1."""
    a = {left[i : i + 2] for i in range(len(left) - 1)}
    b = {right[i : i + 2] for i in range(len(right) - 1)}
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


def neighbours(left: str, right: str) -> bool:
    """Whether two aspects are often meant by the same words."""
    return any(left in group and right in group for group in NEIGHBOURS)


def signals_of(context: Context, faq: Faq, scores: RowScores) -> list[float]:
    """Signals in the order of NAMES, each about 0 to 1."""
    services, aspect = context.services, context.aspect
    service_match = float(faq.service in services) if services else 0.0
    clash = bool(services) and faq.service is not None and faq.service not in services
    aspect_match = float(aspect is not None and faq.aspect == aspect)
    aspect_clash = float(
        aspect is not None and not aspect_match and not neighbours(aspect, faq.aspect)
    )
    return [
        scores.best,
        scores.words,
        scores.bigrams,
        scores.dense,
        overlap(context.text, scores.text or faq.question),
        min(scores.rows, 10) / 10,
        service_match,
        float(clash),
        aspect_match,
        aspect_clash,
        service_match * aspect_match,
        float(context.carried) * service_match * aspect_match,
        context.question.parse.confidence,
        float(context.referral is not None),
    ]
