"""What the judge is fitted on: questions with the signals of their candidates and the right ones.

Wordings left out of releases built for the purpose, and the labelled questions of the tuned half.
"""

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from common import clock
from knowledge.answer import retrieve, understand
from knowledge.answer.context import Context, Entity, Parse, Question, Topic
from knowledge.answer.signals import signals_of
from knowledge.content import Content
from knowledge.intents import ASPECT_OF_INTENT
from knowledge.models import Faq
from knowledge.release import Release, ReleaseStore, build_release, domain_words
from knowledge.search.training import train_embedding
from scripts.quality.figures import ANSWERABLE, fitting_faqs
from scripts.quality.labels import load_labels

INTENT_OF_ASPECT = {aspect: intent for intent, aspect in ASPECT_OF_INTENT.items()}
# An NLU that is always right would make the judge trust it too much: this share of examples is
# shown with the aspect missing.
BLIND = 0.35
# And this share with a wrong one.
MISTAKEN = 0.15
# Wordings are dealt into this many parts, and this many of the parts are left out in turn.
PARTS, FOLDS = 10, 2
# Of the wordings of other departments' matters, which are far fewer, one in so many.
FOREIGN = 3
# One faq in this many is missing as a whole: questions of our field that nothing answers.
MISSING = 10
# Questions of this share of the faqs are kept out of the fit and only measured.
HELD_OUT = 0.2
# Share of the wordings asked as if their service had been named before, and how many of those stay
# with the very faq that was answered from.
FOLLOWING, STAYING = 0.2, 0.3
# A labelled question counts as this many wordings: it is nearer to what people will ask.
LABELLED = 5


@dataclass
class Example:
    """One question: signals of its candidates, shape (candidates, signals), and the right places.

    No right place: none of the candidates is.
    """

    text: str
    signals: np.ndarray
    right: list[int]
    held_out: bool
    weight: int = 1


def share_of(text: str) -> float:
    """A stable number from 0 to 1 for a text."""
    return int(hashlib.sha256(text.encode()).hexdigest()[:8], 16) / 0xFFFFFFFF


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
    text: str,
    faq: Faq | None,
    release: Release,
    generator: np.random.Generator,
    previous: Topic | None = None,
) -> Context:
    """A context as the first steps leave it, with an NLU that errs now and then."""
    normalised = release.normaliser.normalise(text).text
    blind = generator.random() < BLIND
    aspect = str(faq.aspect) if faq and not blind else ""
    if aspect and generator.random() < MISTAKEN:
        aspect = str(generator.choice(list(INTENT_OF_ASPECT)))
    intent = INTENT_OF_ASPECT.get(aspect, "ask_policy" if faq else "out_of_scope")
    parse = Parse(intent, 0.9, entities_of(normalised, release))
    question = Question(text=normalised, parse=parse, as_of=clock.today(), previous=previous)
    context = Context(question, release)
    context.text = normalised
    understand.run(context)
    return context


Asked = list[tuple[str, Faq | None]]


def left_out(content: Content, fold: int) -> tuple[Content, Asked]:
    """Content without every tenth wording and every tenth faq, and the questions left out."""
    kept: dict[str, Faq] = {}
    asked: Asked = []
    for number, faq in enumerate(content.faqs.values()):
        if number % MISSING == fold:
            asked += [(variant, faq) for variant in faq.variants[fold::PARTS]]
            continue
        others = [v for n, v in enumerate(faq.variants) if n % PARTS != fold]
        kept[faq.id] = faq.model_copy(update={"variants": others})
        asked += [(variant, faq) for variant in faq.variants[fold::PARTS]]
    referrals = {}
    for name, referral in content.referrals.items():
        asked += [(variant, None) for variant in referral.variants[fold::FOREIGN]]
        others = [v for n, v in enumerate(referral.variants) if n % FOREIGN != fold]
        referrals[name] = referral.model_copy(update={"variants": others})
    return replace(content, faqs=kept, referrals=referrals), asked


def fold_release(content: Content, folder: Path) -> Release:
    """A release of the reduced content with an embedding trained on it alone."""
    train_embedding(content, domain_words(content), folder / "embedding")
    number = build_release(content, folder / "releases", str(folder / "embedding"))
    return ReleaseStore(folder / "releases").load(number)


def examples(release: Release, asked: Asked, generator: np.random.Generator) -> list[Example]:
    """Signals of all that the retrieve step would put before the judge, for each question."""
    found = []
    for text, faq in asked:
        right = {faq.id} if faq else set()
        held = share_of(faq.id if faq else text) < HELD_OUT
        said, topic = text, None
        if faq and faq.service and generator.random() < FOLLOWING:
            said, topic = as_follow_up(text, faq, release, generator)
        example = example_of(context_of(said, faq, release, generator, topic), right, release)
        found.append(replace(example, held_out=held))
    return [e for e in found if len(e.signals)]


def as_follow_up(
    text: str, faq: Faq, release: Release, generator: np.random.Generator
) -> tuple[str, Topic]:
    """A wording as it is said when its service was named in the turn before."""
    service = release.content.services[faq.service or ""]
    names = sorted([service.name, service.short, *service.nicknames], key=len, reverse=True)
    for name in names:
        text = text.replace(name, "")
    others = [f.id for f in release.content.faqs.values() if f.service == faq.service]
    last = faq.id if generator.random() < STAYING else str(generator.choice(others or [faq.id]))
    return text, Topic(service.id, None, last)


def example_of(context: Context, right: set[str], release: Release) -> Example:
    """Candidates and their signals for one question."""
    _, evidence = retrieve.gather(context)
    ids = retrieve.candidates_of(context, evidence)
    faqs = release.content.faqs
    signals = np.array([signals_of(context, faqs[i], evidence) for i in ids], dtype=np.float32)
    return Example(context.text, signals, [n for n, i in enumerate(ids) if i in right], False)


def labelled(release: Release, generator: np.random.Generator) -> list[Example]:
    """The labelled questions that may be tuned on, with every faq whose answer fits the label."""
    found = []
    fitting = fitting_faqs(release, clock.today())
    for label in load_labels():
        right = fitting(label)
        if label.half != "tune" or (label.kind in ANSWERABLE and not right):
            continue
        if label.kind not in ("policy", "false_premise", "out_of_scope", "follow_up"):
            continue
        topic = topic_after(label.after, release, generator) if label.after else None
        context = context_of(label.q, None, release, generator, topic)
        known = set() if label.kind == "out_of_scope" else right
        found.append(replace(example_of(context, known, release), weight=LABELLED))
    return found


def topic_after(text: str, release: Release, generator: np.random.Generator) -> Topic | None:
    """What the turn before was about: the faq whose wordings are nearest to it on the whole."""
    context = context_of(text, None, release, generator)
    _, evidence = retrieve.gather(context)
    nearest = max(evidence.profiles, key=lambda i: evidence.profiles[i].dense)
    faq = release.content.faqs[nearest]
    return Topic(context.service or faq.service, None, faq.id)
