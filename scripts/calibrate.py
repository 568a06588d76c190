"""`make calibrate`: fits the judge on questions whose answer is known, and writes judge.json.

Every second variant is left out of a release built for the purpose, embedding included, and asked:
a question nobody wrote into the index. Right is its faq; wrong are the other candidates of the same
search, and all candidates for other departments' matters, to which no faq is the answer.
"""

import json
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import numpy as np
from scipy.optimize import minimize

from common import clock
from common.settings import get_settings
from knowledge.answer import retrieve, understand
from knowledge.answer.context import Context, Entity, Parse, Question
from knowledge.answer.judge import WEIGHTS
from knowledge.answer.signals import NAMES, SPEAKS_FOR, RowScores, rivals, signals_of
from knowledge.answer.understand import ASPECT_OF_INTENT
from knowledge.content import Content
from knowledge.models import Faq
from knowledge.release import Release, ReleaseStore, build_release, domain_words
from knowledge.search.embedding import train_embedding

INTENT_OF_ASPECT = {aspect: intent for intent, aspect in ASPECT_OF_INTENT.items()}
# An NLU that is always right would make the judge trust it too much: this share of examples is
# shown with the aspect missing.
BLIND = 0.35
# And this share with a wrong one.
MISTAKEN = 0.15
PENALTY = 1.0


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


def context_of(
    text: str, faq: Faq | None, release: Release, blind: bool, generator: np.random.Generator
) -> Context:
    """A context as the first steps leave it."""
    normalised = release.normaliser.normalise(text).text
    aspect = faq.aspect if faq and not blind else ""
    if faq and aspect and generator.random() < MISTAKEN:
        aspect = str(generator.choice(list(INTENT_OF_ASPECT)))
    intent = INTENT_OF_ASPECT.get(aspect, "ask_policy" if faq else "out_of_scope")
    parse = Parse(intent, 0.9, entities_of(normalised, release))
    context = Context(Question(text=normalised, parse=parse, as_of=clock.today()), release)
    context.text = normalised
    understand.run(context)
    return context


Asked = list[tuple[str, Faq | None]]


def left_out(content: Content) -> tuple[Content, Asked]:
    """Content without every second variant, and the questions left out of it."""
    kept = {i: f.model_copy(update={"variants": f.variants[::2]}) for i, f in content.faqs.items()}
    asked: Asked = [(v, f) for f in content.faqs.values() for v in f.variants[1::2]]
    referrals = {}
    for number, referral in content.referrals.items():
        referrals[number] = referral.model_copy(update={"variants": referral.variants[::2]})
        asked += [(v, None) for v in referral.variants[1::2]]
    return replace(content, faqs=kept, referrals=referrals), asked


def fold_release(content: Content, folder: Path) -> Release:
    """A release of the reduced content with an embedding trained on it alone."""
    train_embedding(content, domain_words(content), folder / "embedding")
    number = build_release(content, folder / "releases", str(folder / "embedding"))
    return ReleaseStore(folder / "releases").load(number)


def examples(release: Release, asked: Asked) -> tuple[np.ndarray, np.ndarray]:
    """Signals and labels of the candidates for each question asked."""
    generator = np.random.default_rng(7)
    signals: list[list[float]] = []
    labels: list[int] = []
    faqs = release.content.faqs
    for text, faq in asked:
        context = context_of(text, faq, release, bool(generator.random() < BLIND), generator)
        hits = release.index.search(retrieve.query_of(context), retrieve.ROWS)
        scores = retrieve.collect(hits, context.text)
        others = rivals(scores)
        top = max(others.values(), default=0.0)
        # All that the retrieve step would put before the judge; a faq that search missed is not
        # added, or low scores would seem to speak for it.
        for faq_id in set(scores) | set(retrieve.of_service(context)):
            row_scores = scores.get(faq_id, RowScores())
            rival = others.get(faq_id, top)
            signals.append(signals_of(context, faqs[faq_id], row_scores, rival))
            labels.append(int(faq is not None and faq_id == faq.id))
    return np.array(signals), np.array(labels)


def fit(signals: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Logistic weights, the bias last; signals that speak for a candidate stay non-negative."""
    design = np.hstack([signals, np.ones((len(signals), 1))])

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        logits = design @ weights
        value = np.logaddexp(0, logits).sum() - labels @ logits
        gradient = design.T @ (1 / (1 + np.exp(-logits)) - labels)
        value += PENALTY / 2 * weights[:-1] @ weights[:-1]
        gradient[:-1] += PENALTY * weights[:-1]
        return float(value), gradient

    bounds = [(0, None) if name in SPEAKS_FOR else (None, 0) for name in NAMES]
    start = np.zeros(design.shape[1])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[*bounds, (None, None)])
    return np.asarray(found.x)


def main() -> int:
    """Fit and write; prints how well the fit tells right from wrong."""
    release = ReleaseStore(get_settings().releases_dir).current()
    content, asked = left_out(release.content)
    with tempfile.TemporaryDirectory() as folder:
        signals, labels = examples(fold_release(content, Path(folder)), asked)
    weights = fit(signals, labels)
    raw = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    raw["bias"] = round(float(weights[-1]), 4)
    raw["weights"] = {n: round(float(w), 4) for n, w in zip(NAMES, weights, strict=False)}
    raw["fitted_on"] = {"pairs": len(labels), "right": int(labels.sum())}
    WEIGHTS.write_text(json.dumps(raw, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    said = signals @ weights[:-1] + weights[-1] > 0
    print(f"{len(labels)} 对，其中正确 {labels.sum()}；准确率 {(said == labels).mean():.3f}")
    print(json.dumps(raw["weights"], ensure_ascii=False, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
