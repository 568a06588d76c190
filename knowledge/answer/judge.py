"""Step 5: is there a basis? A calibrated probability for every candidate, and one decision.

The weights are fitted by `scripts/calibrate.py` on variants left out of the index and on questions
without an answer; the file says on how many. Thresholds stand beside them.
"""

import json
import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from knowledge.answer.context import Candidate, Context
from knowledge.answer.signals import NAMES

WEIGHTS = Path(__file__).with_name("judge.json")


@dataclass(frozen=True)
class Judge:
    """Logistic weights over the signals, and where to draw the lines."""

    bias: float
    weights: tuple[float, ...]
    answer_at: float
    clarify_at: float
    close: float
    passage_at: float
    foreign_at: float

    def probability(self, signals: list[float]) -> float:
        """How likely the candidate is the right basis, 0 to 1."""
        total = self.bias + sum(w * s for w, s in zip(self.weights, signals, strict=True))
        return 1 / (1 + math.exp(-total))


@lru_cache(maxsize=1)
def load_judge() -> Judge:
    """Read the fitted judge. Raises ValueError when it was fitted for other signals."""
    raw = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    if tuple(raw["weights"]) != NAMES:
        raise ValueError("judge.json 与信号不一致,请运行 make calibrate")
    return Judge(
        bias=raw["bias"],
        weights=tuple(raw["weights"].values()),
        answer_at=raw["answer_at"],
        clarify_at=raw["clarify_at"],
        close=raw["close"],
        passage_at=raw["passage_at"],
        foreign_at=raw["foreign_at"],
    )


def run(context: Context) -> None:
    """Order the candidates and choose: a faq, a question back, a clause, or nothing."""
    judge = load_judge()
    for candidate in context.candidates:
        candidate.probability = judge.probability(candidate.signals)
    context.candidates.sort(key=lambda c: -c.probability)
    best = context.candidates[0] if context.candidates else None
    top = best.probability if best else 0.0
    context.trace["candidates"] = [
        {"faq": c.faq.id, "probability": round(c.probability, 3)} for c in context.candidates[:5]
    ]
    # Another department's matter named, and none of ours: only a near certain basis speaks for us.
    foreign = context.referral is not None and not context.services
    if foreign and top < judge.foreign_at:
        context.status = "out_of_scope"
    elif best is not None and top >= judge.answer_at:
        context.faq = best.faq
    elif best is not None and top >= judge.clarify_at and len(_close(context, judge)) > 1:
        context.status = "clarify"
        context.candidates = _close(context, judge)
    elif context.question.parse.intent == "out_of_scope" and top < judge.clarify_at:
        context.status = "out_of_scope"
    elif not _passage_holds(context, judge) and not context.service:
        context.status = "no_basis"


def _close(context: Context, judge: Judge) -> list[Candidate]:
    """The leading candidates that are too near each other to choose for the person."""
    top = context.candidates[0].probability
    return [c for c in context.candidates if top - c.probability <= judge.close][:3]


def _passage_holds(context: Context, judge: Judge) -> bool:
    context.passages = [p for p in context.passages if p.score >= judge.passage_at]
    return bool(context.passages)
