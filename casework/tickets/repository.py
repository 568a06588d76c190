"""SQL of tickets."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casework.tickets.models import Ticket


def by_key(session: Session, key: str) -> Ticket | None:
    """The ticket opened under an idempotency key."""
    return session.scalar(select(Ticket).where(Ticket.key == key))


def last_number(session: Session, prefix: str) -> str | None:
    """The highest number that begins with a prefix; a longer one is higher."""
    query = select(Ticket.number).where(Ticket.number.startswith(prefix))
    longest_first = query.order_by(func.length(Ticket.number).desc(), Ticket.number.desc())
    return session.scalar(longest_first.limit(1))


def of_conversation(session: Session, conversation_id: str) -> Sequence[Ticket]:
    """A conversation's tickets."""
    return session.scalars(select(Ticket).where(Ticket.conversation_id == conversation_id)).all()
