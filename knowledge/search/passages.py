"""Passages for people who search: filtered by date and region, each as a citation."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from knowledge.content import Content

if TYPE_CHECKING:
    from knowledge.release import Release

EXCERPT = 160
# Rows looked at before date and region are filtered.
POOL = 200
# What speaks of the past is ranked below what holds, when history is asked for.
PAST_WEIGHT = 0.8


@dataclass(frozen=True)
class PassageHit:
    """A passage found, best first; `citation` is the contract's Citation."""

    passage_id: str
    score: float
    citation: dict[str, Any]


def citation(content: Content, passage_id: str, as_of: date) -> dict[str, Any]:
    """The contract's Citation of a passage on a day.

    Raises:
        KeyError: no such passage.
    """
    found = content.passage(passage_id)
    if found is None:
        raise KeyError(passage_id)
    document, clause = found
    validity = content.validity(document, as_of)
    if clause.history and validity == "in_force":
        validity = "expired"
    text = clause.text if len(clause.text) <= EXCERPT else clause.text[:EXCERPT] + "……"
    until = document.effective_until or document.superseded_on
    return {
        "passage_id": passage_id,
        "document": document.title,
        "clause": clause.label,
        "issuer": document.issuer,
        "region": document.region,
        "effective_from": document.effective_from.isoformat(),
        "effective_until": until.isoformat() if until else None,
        "validity": validity,
        "excerpt": text,
        "url": document.url,
    }


def search_passages(
    release: "Release",
    query: str,
    *,
    as_of: date,
    region: str,
    limit: int = 10,
    history: bool = False,
) -> list[PassageHit]:
    """Passages for a query.

    Args:
        release: where to search.
        query: normalised text.
        as_of: only passages in force on this day, unless `history`.
        region: passages of this region and those above it.
        limit: how many at most.
        history: also show what is no longer (or not yet) in force.
    """
    content = release.content
    regions = content.regions(region)
    best: dict[str, float] = {}
    for hit in release.index.search(query, POOL):
        if hit.row.kind == "passage":
            targets = [hit.row.target]
        elif hit.row.kind in ("faq", "variant"):
            targets = content.faqs[hit.row.target].citations[:2]
        else:
            continue
        for target in targets:
            best[target] = max(best.get(target, 0.0), hit.score)
    found = []
    for passage_id, score in best.items():
        pair = content.passage(passage_id)
        if pair is None or pair[0].region not in regions:
            continue
        cited = citation(content, passage_id, as_of)
        current = cited["validity"] == "in_force"
        if current or history:
            weight = 1.0 if current else PAST_WEIGHT
            found.append(PassageHit(passage_id, round(score * weight, 4), cited))
    return sorted(found, key=lambda h: -h.score)[:limit]
