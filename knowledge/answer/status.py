"""Step 10: the named outcome, its note, and a way to a person where the answer leaves a gap."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.answer import texts
from knowledge.answer.context import Context
from knowledge.answer.rendering import render

STATUSES = Path(__file__).with_name("statuses.yaml")
MAX_REPLIES = 4


@lru_cache(maxsize=1)
def load_statuses() -> dict[str, dict[str, Any]]:
    """Every named outcome with its title, note and whether it must offer a person."""
    statuses: dict[str, dict[str, Any]] = yaml.safe_load(STATUSES.read_text(encoding="utf-8"))
    return statuses


def run(context: Context) -> None:
    """Set the status, append its note, offer the next step."""
    if context.status is None:
        context.status = (context.faq.status if context.faq else None) or _computed(context)
    entry = load_statuses()[context.status]
    if entry["note"] and context.status == "outdated_only":
        note = texts.OUTDATED_NOTE if _overdue(context) else texts.EXPIRED_NOTE
        context.body += "\n" + render(note, context.release.content, context.region).text
    _offer(context)
    replies = [r for r in context.quick_replies if r != texts.HANDOFF_REPLY]
    person = entry["person"] or len(replies) < len(context.quick_replies)
    # The way to a person is never the one that is cut off.
    kept = replies[: MAX_REPLIES - 1] if person else replies[:MAX_REPLIES]
    context.quick_replies = [*kept, texts.HANDOFF_REPLY] if person else kept
    context.trace["status"] = context.status
    context.trace["figures"] = [
        {"parameter": r.parameter.id, "state": r.state} for r in context.readings if r.row
    ]


def _overdue(context: Context) -> bool:
    return any(r.state == "overdue" for r in context.readings)


def _computed(context: Context) -> str:
    """A status from what the answer printed and cites."""
    if _overdue(context):
        return "outdated_only"
    if any(r.state == "absent" for r in context.readings):
        return "partial"
    if context.citations and all(c["validity"] != "in_force" for c in context.citations):
        return "outdated_only"
    return "answered"


def _offer(context: Context) -> None:
    """The self-check or booking that belongs to the service answered about."""
    service = (context.faq.service if context.faq else None) or context.service
    if context.status not in ("answered", "partial", "outdated_only", "estimate") or not service:
        return
    content = context.release.content
    offers = []
    if service in content.rules:
        offers.append(
            {
                "title": texts.SELFCHECK_TITLE,
                "payload": f'start_selfcheck{{"service": "{service}"}}',
            }
        )
    if any(service in office.kinds for office in content.offices.values()):
        offers.append({"title": texts.BOOKING_TITLE, "payload": f'book{{"service": "{service}"}}'})
    # What can be done here comes before what else could be asked.
    context.quick_replies = [*offers, *context.quick_replies]
