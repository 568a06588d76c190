"""Step 4: candidates: questions like this one, and clauses that speak of it."""

import math
from collections import defaultdict
from dataclasses import replace

from knowledge.answer import parts
from knowledge.answer.context import Candidate, Context, PassageCandidate
from knowledge.answer.signals import (
    SHARPNESS,
    VOTERS,
    Evidence,
    RowScores,
    bigrams,
    signals_of,
)
from knowledge.models import Faq
from knowledge.search.index import Hit
from knowledge.search.profiles import ProfileScores

# Enough rows that every faq with a close variant is among them.
ROWS = 120
PASSAGES = 5
# Faqs that lead by their profile alone join the candidates.
LEADERS = 8


def run(context: Context) -> None:
    """Fill candidates (with signals, not yet judged) and passages."""
    hits, evidence = gather(context)
    content = context.release.content
    for faq_id in candidates_of(context, evidence):
        faq = content.faqs.get(faq_id)
        if faq is not None and _in_force(faq, context):
            context.candidates.append(Candidate(faq, signals_of(context, faq, evidence)))
    context.passages = _passages(context, hits)
    if context.referral is None:
        context.trace["referral_score"] = _referral(context, hits)


def gather(context: Context) -> tuple[list[Hit], Evidence]:
    """Everything search says about a question: whole, and the part of it that asks."""
    texts = [query_of(context)]
    asking = parts.focus(context.text)
    if asking is not None:
        texts.append(asking)
    index, profiles = context.release.index, context.release.profiles
    best: dict[str, Hit] = {}
    profile: dict[str, ProfileScores] = {}
    rows: dict[str, RowScores] = defaultdict(RowScores)
    for text in texts:
        vector = index.embed(text)
        found = index.search(text, ROWS, vector)
        _collect(found, text, rows)
        for hit in found:
            if hit.row.id not in best or best[hit.row.id].score < hit.score:
                best[hit.row.id] = hit
        for faq_id, scores in profiles.scores(text, vector, index.tokens).items():
            profile[faq_id] = _larger(profile.get(faq_id), scores)
    hits = sorted(best.values(), key=lambda h: -h.score)
    _vote(hits, rows)
    clauses = {h.row.target: h.score for h in reversed(hits) if h.row.kind == "passage"}
    return hits, Evidence(rows, profile, clauses)


def candidates_of(context: Context, evidence: Evidence) -> list[str]:
    """Faq ids worth judging: found by a row, leading by profile, or of the service asked about."""
    last = last_faq(context)
    by_lexical = sorted(evidence.profiles, key=lambda i: -evidence.profiles[i].lexical)
    by_mean = sorted(evidence.profiles, key=lambda i: -evidence.profiles[i].dense)
    return list(
        dict.fromkeys(
            [
                *evidence.rows,
                *by_lexical[:LEADERS],
                *by_mean[:LEADERS],
                *of_service(context),
                *([last.id] if last else []),
            ]
        )
    )


def query_of(context: Context) -> str:
    """The text to search with: the question, led by what it leans on from the turn before."""
    if context.carried and context.service:
        return f"{context.release.content.services[context.service].short}{context.text}"
    last = last_faq(context)
    return f"{last.question}{context.text}" if last else context.text


def last_faq(context: Context) -> Faq | None:
    """The faq that the turn before was answered from, when this question leans on it."""
    previous = context.question.previous
    if not context.carried or previous is None or previous.faq is None:
        return None
    return context.release.content.faqs.get(previous.faq)


def of_service(context: Context) -> list[str]:
    """Faqs of the service carried over, so that a follow-up finds them by aspect alone."""
    if context.service is None or not context.carried:
        return []
    return [f.id for f in context.release.content.faqs.values() if f.service == context.service]


def _collect(hits: list[Hit], text: str, rows: dict[str, RowScores]) -> None:
    asked = bigrams(text)
    for hit in hits:
        if hit.row.kind in ("faq", "variant"):
            rows[hit.row.target].add(hit, asked)


def _vote(hits: list[Hit], rows: dict[str, RowScores]) -> None:
    voters = [h for h in hits if h.row.kind in ("faq", "variant", "referral")][:VOTERS]
    weights = [math.exp(SHARPNESS * (h.score - voters[0].score)) for h in voters]
    for hit, weight in zip(voters, weights, strict=True):
        if hit.row.kind != "referral":
            rows[hit.row.target].votes += weight / sum(weights)


def _larger(left: ProfileScores | None, right: ProfileScores) -> ProfileScores:
    if left is None:
        return right
    return replace(
        left,
        lexical=max(left.lexical, right.lexical),
        dense=max(left.dense, right.dense),
        coverage=max(left.coverage, right.coverage),
    )


def _in_force(faq: Faq, context: Context) -> bool:
    day = context.question.as_of
    started = faq.effective_from is None or faq.effective_from <= day
    return started and (faq.effective_until is None or faq.effective_until >= day)


def _passages(context: Context, hits: list[Hit]) -> list[PassageCandidate]:
    content = context.release.content
    found: list[PassageCandidate] = []
    regions = content.regions(context.region)
    for hit in hits:
        pair = content.passage(hit.row.target) if hit.row.kind == "passage" else None
        if pair is None or len(found) >= PASSAGES:
            continue
        document, clause = pair
        current = content.validity(document, context.question.as_of) == "in_force"
        if ((current and not clause.history) or context.history) and document.region in regions:
            found.append(PassageCandidate(document, clause, hit.score))
    return found


def _referral(context: Context, hits: list[Hit]) -> float:
    """Score of the best referral row; remembers its referral when it leads all rows."""
    best = next((h for h in hits if h.row.kind == "referral"), None)
    if best is None:
        return 0.0
    if hits[0] is best:
        context.referral = context.release.content.referrals.get(best.row.target)
    return best.score
