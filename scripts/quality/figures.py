"""Figures over judged questions: shares by half, area and kind, calibration, ranking."""

import re
from collections.abc import Callable, Iterable
from datetime import date
from itertools import pairwise

from knowledge.answer.rendering import render
from knowledge.release import Release
from knowledge.search.index import Hit
from scripts.quality.labels import ACTS, ANSWERED, REFUSED, Judged, Label

ANSWERABLE = {"policy", "follow_up", "false_premise", "two_questions", "cheat"}
# Rows looked at when search alone is measured, and the place of what is not among them.
POOL, FAR = 400, 1_000
BUCKETS = (0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 1.01)


def share(values: Iterable[bool]) -> float | None:
    """Share of true, three digits; None for no values."""
    listed = list(values)
    return round(sum(listed) / len(listed), 3) if listed else None


def figures(rows: list[Judged]) -> dict[str, float | int | None]:
    """The figures of one group of questions."""
    information = [r for r in rows if r.label.kind not in ACTS]
    answered = [r for r in information if r.status in ANSWERED]
    answerable = [r for r in information if r.label.kind in ANSWERABLE]
    return {
        "questions": len(rows),
        "right": share(r.right for r in rows),
        "right_answerable": share(r.right for r in answerable),
        "wrong_among_answered": share(not r.right for r in answered),
        "refused_among_answerable": share(r.status in REFUSED for r in answerable),
        "unanswerable_recognised": share(r.right for r in of_kind(information, "unanswerable")),
        "out_of_scope_recognised": share(r.right for r in of_kind(information, "out_of_scope")),
        "amount_errors": sum(bool(r.amount_problems) for r in rows),
        "emergency_recall": share(r.status == "emergency" for r in of_kind(rows, "emergency")),
        "false_emergencies": sum(
            r.status == "emergency" and r.label.kind != "emergency" for r in rows
        ),
        "intent_accuracy": share(bool(r.intent_right) for r in rows if r.intent_right is not None),
    }


def of_kind(rows: list[Judged], kind: str) -> list[Judged]:
    """Rows of one kind of question."""
    return [r for r in rows if r.label.kind == kind]


def grouped(rows: list[Judged], key: Callable[[Label], str]) -> dict[str, dict[str, object]]:
    """Right, wrong among answered and refused, for each area or kind."""
    table: dict[str, dict[str, object]] = {}
    for name in sorted({key(r.label) for r in rows}):
        group = [r for r in rows if key(r.label) == name]
        answered = [r for r in group if r.status in ANSWERED and r.label.kind not in ACTS]
        answerable = [r for r in group if r.label.kind in ANSWERABLE]
        table[name] = {
            "questions": len(group),
            "right": share(r.right for r in group),
            "wrong_among_answered": share(not r.right for r in answered),
            "refused_among_answerable": share(r.status in REFUSED for r in answerable),
        }
    return table


def calibration(rows: list[Judged]) -> list[dict[str, object]]:
    """What the judge said beside what was right, in buckets of its probability."""
    judged = [r for r in rows if r.label.kind in ANSWERABLE and r.status in ANSWERED]
    table: list[dict[str, object]] = []
    for low, high in pairwise(BUCKETS):
        group = [r for r in judged if low <= r.probability < high]
        if group:
            said = sum(r.probability for r in group) / len(group)
            table.append(
                {"from": low, "questions": len(group), "said": round(said, 3),
                 "right": share(r.right for r in group)}
            )  # fmt: skip
    return table


def fitting_faqs(release: Release, day: date) -> Callable[[Label], set[str]]:
    """A function giving the faqs whose answer holds a label's facts and cites what it accepts."""
    answers = {
        f.id: (render(f.answer, release.content, as_of=day).text, f.citations)
        for f in release.content.faqs.values()
    }

    def fitting(label: Label) -> set[str]:
        if not label.must:
            return set()
        return {i for i, (text, cited) in answers.items() if _fits(label, text, cited)}

    return fitting


def _fits(label: Label, text: str, cited: list[str]) -> bool:
    facts = all(re.search(p, text) for p in label.must)
    clean = not any(re.search(p, text) for p in label.must_not)
    documents = {c.split("#")[0] for c in cited}
    return facts and clean and (not label.docs or bool(documents & set(label.docs)))


def ranking(labels: list[Label], release: Release, day: date) -> dict[str, dict[str, float | None]]:
    """Where search alone puts a right faq: lexical only, dense only, and the blend.

    A faq is right when its answer holds the facts asked for and cites an accepted document.
    """
    measures: dict[str, Callable[[Hit], float]] = {
        "lexical": lambda h: h.words + h.bigrams,
        "dense": lambda h: h.dense,
        "blend": lambda h: h.score,
    }
    fitting = fitting_faqs(release, day)
    places: dict[str, list[int]] = {name: [] for name in measures}
    for label in labels:
        right = fitting(label)
        if label.kind != "policy" or not right:
            continue
        hits = release.index.search(release.normaliser.normalise(label.q).text, POOL)
        for name, measure in measures.items():
            places[name].append(_place(sorted(hits, key=measure, reverse=True), right))
    return {
        name: {
            "questions": len(found),
            "hit@1": share(p == 1 for p in found),
            "hit@5": share(p <= 5 for p in found),
            "mrr@10": round(sum(1 / p for p in found if p <= 10) / max(len(found), 1), 3),
        }
        for name, found in places.items()
    }


def _place(hits: list[Hit], right: set[str]) -> int:
    seen: list[str] = []
    for hit in hits:
        if hit.row.kind not in ("faq", "variant") or hit.row.target in seen:
            continue
        seen.append(hit.row.target)
        if hit.row.target in right:
            return len(seen)
    return FAR
