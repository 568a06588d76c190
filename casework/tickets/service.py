"""Tickets: opened once per turn, numbered so that people can read the number out."""

from datetime import datetime, time, timedelta

from sqlalchemy.orm import Session

from casework.tickets import repository
from casework.tickets.models import Ticket
from common import clock
from common.clock import SHANGHAI
from common.masking import mask
from common.workdays import working

# Working days until a person has looked at it; an emergency has no time to wait for one.
DUE_WORKDAYS = {"emergency": 0, "handoff": 1, "complaint": 15}
AT_ONCE = timedelta(minutes=30)
END_OF_DAY = time(17, 30)
ERASED = "erased"


def open_ticket(
    session: Session, *, conversation_id: str, kind: str, summary: str, key: str
) -> Ticket:
    """Open a ticket, or return the one this turn opened before.

    Args:
        session: the caller's transaction.
        conversation_id: whose it is.
        kind: handoff, complaint or emergency.
        summary: the person's words; masked before they are stored.
        key: idempotency key (the turn id).
    """
    earlier = repository.by_key(session, key)
    if earlier is not None:
        return earlier
    now = clock.now()
    ticket = Ticket(
        number=next_number(session, now),
        key=key,
        conversation_id=conversation_id,
        kind=kind,
        summary=mask(summary),
        status="open",
        created_at=now,
        due_at=due_after(now, DUE_WORKDAYS[kind]),
    )
    session.add(ticket)
    session.flush()
    return ticket


def next_number(session: Session, now: datetime) -> str:
    """ZJ-20261124-0001: the day in Asia/Shanghai and a running number."""
    prefix = f"ZJ-{now.astimezone(SHANGHAI):%Y%m%d}-"
    last = repository.last_number(session, prefix)
    return f"{prefix}{int(last.rsplit('-', 1)[1]) + 1 if last else 1:04d}"


def due_after(moment: datetime, workdays: int) -> datetime:
    """The end of the n-th working day after a moment; at once when there are none."""
    if workdays == 0:
        return moment + AT_ONCE
    day = moment.astimezone(SHANGHAI).date()
    while workdays > 0:
        day += timedelta(days=1)
        workdays -= working(day)[0]
    return datetime.combine(day, END_OF_DAY, SHANGHAI)


def erase(session: Session, conversation_id: str) -> None:
    """Forget what a conversation's tickets said and whose they were.

    The bare numbers stay, so that none is given to a second person.
    """
    for ticket in repository.of_conversation(session, conversation_id):
        ticket.summary, ticket.conversation_id, ticket.status = "", "", ERASED
        ticket.key = f"{ERASED}-{ticket.id}"
    session.flush()
