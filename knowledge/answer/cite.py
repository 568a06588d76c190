"""Step 9: the clauses behind the answer, each with its validity on the day asked about."""

from knowledge.answer.context import Context
from knowledge.search.passages import citation


def run(context: Context) -> None:
    """Fill citations: what the answer rests on, then what its printed parameters rest on."""
    sources = [r.row.source for r in context.readings if r.row and not _is_channel(r.row.source)]
    ids = list(dict.fromkeys([*context.cited, *sources]))
    content, day = context.release.content, context.question.as_of
    context.citations = [citation(content, i, day) for i in ids if content.passage(i)]


def _is_channel(passage_id: str) -> bool:
    """Hotline numbers stand in most answers; citing them each time would hide the real basis."""
    return passage_id.startswith("channels#")
