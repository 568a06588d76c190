"""Step 5: is there a basis? A calibrated probability for every candidate, and one decision.

A small network scores each candidate from its signals; the candidates and "none of them" (score 0)
share one softmax, so that the probabilities of a question add up to 1. `scripts/calibrate.py` fits
it on wordings and whole faqs left out of the index (docs/adr/0006-listwise-judge.md).
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.answer.context import Candidate, Context
from knowledge.answer.signals import NAMES
from knowledge.models import Faq

# A question longer than this asks for more than the directory entry of its service.
PLAIN = 16
# How sure the dialogue must be that a matter is not ours.
SURELY = 0.6
# Log odds that a faq of another service loses when a service is named. The fit sees many questions
# in which a second service is only mentioned; a person who names one must not be told of another.
CLASH = 1.0
# Below the first the leader is not sure enough to stand alone; from the second on another candidate
# is near enough to be told beside it.
PAIR_BELOW, PAIR_AT = 0.8, 0.1
WEIGHTS = Path(__file__).with_name("judge.json")
Array = NDArray[np.float32]


@dataclass(frozen=True)
class Judge:
    """Weights of the network, and where to draw the lines.

    `mean`, `scale`: shape (signals,); `hidden`: (signals, units); `out`: (units,).
    """

    mean: Array
    scale: Array
    hidden: Array
    hidden_bias: Array
    out: Array
    out_bias: float
    answer_at: float
    clarify_at: float
    offer_at: float
    passage_at: float
    foreign_at: float

    def probabilities(self, signals: list[list[float]]) -> list[float]:
        """How likely each candidate is the right basis; what is missing to 1 is "none"."""
        if not signals:
            return []
        ready = (np.array(signals, dtype=np.float32) - self.mean) / self.scale
        scores = np.maximum(ready @ self.hidden + self.hidden_bias, 0) @ self.out + self.out_bias
        scores = (
            scores - CLASH * np.array(signals, dtype=np.float32)[:, NAMES.index("service_clash")]
        )
        top = max(float(scores.max()), 0.0)
        weights = np.exp(scores - top)
        total = float(weights.sum()) + float(np.exp(-top))
        return [float(w) / total for w in weights]


@lru_cache(maxsize=1)
def load_judge() -> Judge:
    """Read the fitted judge. Raises ValueError when it was fitted for other signals."""
    raw = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    if tuple(raw["signals"]) != NAMES:
        raise ValueError("judge.json 与信号不一致，请运行 make calibrate")

    def array(name: str) -> Array:
        return np.array(raw[name], dtype=np.float32)

    return Judge(
        mean=array("mean"),
        scale=array("scale"),
        hidden=array("hidden"),
        hidden_bias=array("hidden_bias"),
        out=array("out"),
        out_bias=raw["out_bias"],
        **raw["thresholds"],
    )


def run(context: Context) -> None:
    """Order the candidates and choose: a faq, a question back, a clause, or nothing."""
    judge = load_judge()
    found = judge.probabilities([c.signals for c in context.candidates])
    for candidate, probability in zip(context.candidates, found, strict=True):
        candidate.probability = probability
    context.candidates.sort(key=lambda c: -c.probability)
    best = context.candidates[0] if context.candidates else None
    top = best.probability if best else 0.0
    context.trace["candidates"] = [
        {"faq": c.faq.id, "probability": round(c.probability, 3)} for c in context.candidates[:5]
    ]
    # Another department's matter named, and none of ours: only a near certain basis speaks for us.
    foreign = context.referral is not None and not context.services
    if (foreign and top < judge.foreign_at) or (_elsewhere(context) and top < judge.foreign_at):
        context.status = "out_of_scope"
    elif best is not None and top >= judge.offer_at and _agreed(context) >= judge.answer_at:
        context.faq = best.faq
        context.second = _second(context)
    elif top >= judge.clarify_at or _shared(context, judge) >= judge.answer_at:
        context.status = "clarify"
        context.candidates = _offered(context, judge)
    elif not _passage_holds(context, judge) and not directory_holds(context):
        context.status = "no_basis"


def _agreed(context: Context) -> float:
    """The probability of the first candidate and of those that rest on a clause it rests on.

    Two faqs that say the same of one clause share what one of them would have alone.
    """
    first = _grounds(context.candidates[0])
    return sum(
        c.probability
        for number, c in enumerate(context.candidates)
        if number == 0 or first & _grounds(c)
    )


def _grounds(candidate: Candidate) -> set[str]:
    """The clauses an answer rests on; those of channels stand in most answers."""
    return {c for c in candidate.faq.citations if not c.startswith("channels#")}


def _elsewhere(context: Context) -> bool:
    """Whether the dialogue is sure that the matter is not ours, and nothing of ours is named."""
    parse = context.question.parse
    return parse.intent == "out_of_scope" and parse.confidence >= SURELY and not context.services


def _second(context: Context) -> Faq | None:
    """A close second that says something else: both are told, each with its question."""
    if len(context.candidates) < 2 or context.candidates[0].probability >= PAIR_BELOW:
        return None
    first, second = context.candidates[:2]
    if second.probability < PAIR_AT or _grounds(first) & _grounds(second):
        return None
    return second.faq


def _shared(context: Context, judge: Judge) -> float:
    """The probability that the leading candidates have together: one of them is it."""
    return sum(c.probability for c in context.candidates if c.probability >= judge.offer_at)


def _offered(context: Context, judge: Judge) -> list[Candidate]:
    """The leading candidates, for the person to choose from."""
    return [c for c in context.candidates if c.probability >= judge.offer_at][:3]


def directory_holds(context: Context) -> bool:
    """Whether the directory entry may answer: the service is named and little else is asked."""
    return context.service is not None and len(context.text) <= PLAIN


def _passage_holds(context: Context, judge: Judge) -> bool:
    context.passages = [p for p in context.passages if p.score >= judge.passage_at]
    return bool(context.passages)
