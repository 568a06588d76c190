"""Labelled questions (tests/quality/*.yaml) and what makes an answer right."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import yaml
from pydantic import BaseModel, ConfigDict

from common import clock
from knowledge.answer.composer import answer
from knowledge.answer.context import Answer, Parse, Question, Topic
from knowledge.answer.guard import STATED
from knowledge.content import Content
from knowledge.release import Release
from scripts.quality.dialogue import ROOT, Dialogue

FOLDER = ROOT / "tests/quality"
# The first set was looked at while the assistant was built: it is only tuned on.
SEEN = FOLDER / "questions.yaml"
AGES = ("岁", "周岁")
# Outcomes that claim to answer the question.
ANSWERED = {"answered", "partial", "outdated_only", "estimate"}
REFUSED = {"no_basis", "out_of_scope", "clarify", "needs_person"}
# Kinds whose outcome is an act of the dialogue, judged by intent alone.
ACTS = {"selfcheck", "booking", "handoff", "complaint", "chitchat"}


class Label(BaseModel):
    """One labelled question; the fields are described in tests/quality/questions.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    q: str
    area: str
    kind: str
    after: str | None = None
    status: list[str] = []
    must: list[str] = []
    must_not: list[str] = []
    docs: list[str] = []
    intents: list[str] = []
    half: str = ""


@dataclass
class Judged:
    """One question with what came of it."""

    label: Label
    status: str
    intent: str
    confidence: float
    problems: list[str] = field(default_factory=list)
    amount_problems: list[str] = field(default_factory=list)
    probability: float = 0.0
    text: str = ""
    basis: str = ""

    @property
    def right(self) -> bool:
        """Right outcome, facts and citation."""
        return not self.problems

    @property
    def intent_right(self) -> bool | None:
        """Whether the act of dialogue is an accepted one; None where it is not labelled."""
        return self.intent in self.label.intents if self.label.intents else None


def load_labels() -> list[Label]:
    """All labelled questions, each with its half: `tune`, or `measure` (never tuned on)."""
    labels = []
    for path in sorted(FOLDER.glob("*.yaml")):
        if path.name == "minimums.yaml":
            continue
        for raw in yaml.safe_load(path.read_text(encoding="utf-8")):
            half = "tune" if path == SEEN else half_of(raw["q"])
            labels.append(Label(**raw, half=half))
    return labels


def half_of(question: str) -> str:
    """The half a question belongs to, fixed by its words."""
    return "measure" if hashlib.sha256(question.encode()).digest()[0] % 2 else "tune"


class Asker:
    """Asks one release through the real dialogue model."""

    def __init__(self, dialogue: Dialogue, release: Release) -> None:
        self.dialogue, self.release, self.day = dialogue, release, clock.today()

    def ask(self, text: str, topic: Topic | None = None) -> tuple[Answer, Parse]:
        """One information turn, as the gateway and the actions do it."""
        normalised = self.release.normaliser.normalise(text).text
        parse = self.dialogue.parse(normalised)
        question = Question(
            text=normalised, parse=parse, as_of=self.day, previous=topic, original=text
        )
        return answer(question, self.release), parse

    def judge(self, label: Label) -> Judged:
        """Ask one labelled question and compare."""
        topic = self.ask(label.after)[0].topic if label.after else None
        given, parse = self.ask(label.q, topic)
        text = "\n".join(str(m["text"]) for m in given.messages)
        problems = list(check(label, given, text))
        if label.kind in ACTS:
            done = parse.intent in label.intents or given.status == "emergency"
            problems = [] if done else [f"intent {parse.intent}"]
        candidates = given.trace.get("candidates") or [{"probability": 0.0}]
        return Judged(
            label, given.status, parse.intent, parse.confidence, problems,
            list(amount_problems(given, text, self.release.content, self.day)),
            float(candidates[0]["probability"]), text, str(given.trace.get("basis", "")),
        )  # fmt: skip


def check(label: Label, given: Answer, text: str) -> Iterator[str]:
    """What is wrong with an answer, compared with its labels."""
    if label.status and given.status not in label.status:
        yield f"status {given.status}"
    yield from (f"missing {p}" for p in label.must if not re.search(p, text))
    yield from (f"forbidden {p}" for p in label.must_not if re.search(p, text))
    cited = {c["passage_id"].split("#")[0] for m in given.messages for c in m["citations"]}
    if label.docs and given.status in ANSWERED and not cited & set(label.docs):
        yield f"cites {sorted(cited)}"


def amount_problems(given: Answer, text: str, content: Content, day: date) -> Iterator[str]:
    """Figures told without a dated source, and figures of the past that do not say so.

    A figure of the past is one of a parameter of the service answered about (or printed by the
    answer) whose row has ended or is overdue; the answer must then name the row's year.
    """
    stray = set(given.trace.get("stray_figures", []))
    yield from (f"no source: {f}" for f in STATED.findall(text) if f in stray)
    kind, _, basis = str(given.trace.get("basis", "")).partition(" ")
    faq = content.faqs.get(basis) if kind == "faq" else None
    service = faq.service if faq else basis if kind == "service" else None
    printed = {f["parameter"] for f in given.trace.get("figures", [])}
    for parameter in content.parameters.values():
        # An age of the plan is no amount; that its period has ended is told by the citation.
        if parameter.unit in AGES:
            continue
        if parameter.id not in printed and (service is None or parameter.service != service):
            continue
        for row in parameter.rows:
            ended = row.until is not None and row.until < day
            old = ended or (row.review_by is not None and row.review_by < day)
            value = f"{row.value:g}" if isinstance(row.value, float) else str(row.value)
            told = f"{value}{parameter.unit.split('/')[0]}" in text
            if old and parameter.unit and told and str(row.valid_from.year) not in text:
                yield f"undated: {value}{parameter.unit}"
