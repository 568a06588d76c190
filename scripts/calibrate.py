"""`make calibrate`: fits the judge on questions whose answer is known, and writes judge.json.

Positive examples: every faq variant, searched with its own row left out of the hits, so that the
judge sees a question nobody wrote into the index. Negative ones: the other candidates of the same
search, and the questions of other departments' matters, to which no faq is the answer.
"""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import numpy as np
from sklearn.linear_model import LogisticRegression

from common import clock
from common.settings import get_settings
from knowledge.answer import retrieve, understand
from knowledge.answer.context import Context, Entity, Parse, Question
from knowledge.answer.judge import WEIGHTS
from knowledge.answer.signals import NAMES, RowScores, signals_of
from knowledge.answer.understand import ASPECT_OF_INTENT
from knowledge.models import Faq
from knowledge.release import Release, ReleaseStore

INTENT_OF_ASPECT = {aspect: intent for intent, aspect in ASPECT_OF_INTENT.items()}
# Candidates per question shown to the fit; more would only be easy ones.
CANDIDATES = 8
# An NLU that is always right would make the judge trust it too much: this share of examples is
# shown with the aspect missing.
BLIND = 0.35


def entities_of(text: str, release: Release) -> tuple[Entity, ...]:
    """Services and other departments' matters named in a text, by the words of the lexicon."""
    found = []
    for service in release.content.services.values():
        names = [service.name, service.short, *service.nicknames]
        if any(name in text for name in names):
            found.append(Entity("service", service.id))
    for referral in release.content.referrals.values():
        if any(keyword in text for keyword in referral.keywords):
            found.append(Entity("referral", referral.id))
    return tuple(found)


def context_of(text: str, faq: Faq | None, release: Release, blind: bool) -> Context:
    """A context as the first steps leave it."""
    normalised = release.normaliser.normalise(text).text
    aspect = faq.aspect if faq and not blind else ""
    intent = INTENT_OF_ASPECT.get(aspect, "ask_policy" if faq else "out_of_scope")
    parse = Parse(intent, 0.9, entities_of(normalised, release))
    context = Context(Question(text=normalised, parse=parse, as_of=clock.today()), release)
    context.text = normalised
    understand.run(context)
    return context


def examples(release: Release) -> tuple[np.ndarray, np.ndarray]:
    """Signals and labels over all variants and all foreign questions."""
    generator = np.random.default_rng(7)
    signals: list[list[float]] = []
    labels: list[int] = []
    faqs = release.content.faqs
    asked: list[tuple[str, Faq | None]] = [(v, f) for f in faqs.values() for v in f.variants]
    asked += [(v, None) for r in release.content.referrals.values() for v in r.variants]
    for text, faq in asked:
        context = context_of(text, faq, release, bool(generator.random() < BLIND))
        hits = [
            h
            for h in release.index.search(retrieve.query_of(context), retrieve.ROWS)
            if h.row.text not in {context.text, text}
        ]
        scores = retrieve.collect(hits)
        best = sorted(scores, key=lambda i: -scores[i].best)[:CANDIDATES]
        if faq is not None and faq.id not in best:
            best.append(faq.id)
        for faq_id in best:
            row_scores = scores.get(faq_id, RowScores())
            signals.append(signals_of(context, faqs[faq_id], row_scores))
            labels.append(int(faq is not None and faq_id == faq.id))
    return np.array(signals), np.array(labels)


def main() -> int:
    """Fit and write; prints how well the fit tells right from wrong."""
    release = ReleaseStore(get_settings().releases_dir).current()
    signals, labels = examples(release)
    model = LogisticRegression(C=1.0, max_iter=2000)
    model.fit(signals, labels)
    raw = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    raw["bias"] = round(float(model.intercept_[0]), 4)
    raw["weights"] = {n: round(float(w), 4) for n, w in zip(NAMES, model.coef_[0], strict=True)}
    raw["fitted_on"] = {"pairs": len(labels), "right": int(labels.sum())}
    WEIGHTS.write_text(json.dumps(raw, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"{len(labels)} 对,其中正确 {labels.sum()};准确率 {model.score(signals, labels):.3f}")
    print(json.dumps(raw["weights"], ensure_ascii=False, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
