"""Step 4: candidates: questions like this one, and clauses that speak of it."""

from collections import defaultdict

from knowledge.answer.context import Candidate, Context, PassageCandidate
from knowledge.answer.signals import RowScores, bigrams, rivals, signals_of
from knowledge.models import Faq
from knowledge.search.index import Hit

# Enough rows that every faq with a close variant is among them.
ROWS = 120
PASSAGES = 5


def run(context: Context) -> None:
    """Fill candidates (with signals, not yet judged) and passages."""
    hits = context.release.index.search(query_of(context), ROWS)
    scores = collect(hits, context.text)
    others = rivals(scores)
    top = max(others.values(), default=0.0)
    faqs = context.release.content.faqs
    wanted = set(scores) | set(of_service(context))
    for faq_id in wanted:
        faq = faqs.get(faq_id)
        if faq is not None and _in_force(faq, context):
            row_scores = scores.get(faq_id, RowScores())
            signals = signals_of(context, faq, row_scores, others.get(faq_id, top))
            context.candidates.append(Candidate(faq, signals))
    context.passages = _passages(context, hits)
    if context.referral is None:
        context.trace["referral_score"] = _referral(context, hits)


def query_of(context: Context) -> str:
    """The text to search with: the question, led by the service carried over from before."""
    if context.carried and context.service:
        return f"{context.release.content.services[context.service].short}{context.text}"
    return context.text


def collect(hits: list[Hit], text: str) -> dict[str, RowScores]:
    """Best scores per faq over its standard question and variants.

    Args:
        hits: rows found, best first.
        text: the question asked.
    """
    asked = bigrams(text)
    scores: dict[str, RowScores] = defaultdict(RowScores)
    for hit in hits:
        if hit.row.kind in ("faq", "variant"):
            scores[hit.row.target].add(hit, asked)
    return scores


def of_service(context: Context) -> list[str]:
    """Faqs of the service asked about, so that a follow-up finds them by aspect alone."""
    if context.service is None:
        return []
    return [f.id for f in context.release.content.faqs.values() if f.service == context.service]


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
