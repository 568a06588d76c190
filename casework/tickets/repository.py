"""SQL of tickets."""

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from casework.tickets.models import Ticket


def by_key(session: Session, key: str) -> Ticket | None:
    """The ticket opened under an idempotency key."""
    return session.scalar(select(Ticket).where(Ticket.key == key))


def last_number(session: Session, prefix: str) -> str | None:
    """The highest number that begins with a prefix."""
    return session.scalar(select(func.max(Ticket.number)).where(Ticket.number.startswith(prefix)))


def remove_of(session: Session, conversation_id: str) -> None:
    """Delete a conversation's tickets."""
    session.execute(delete(Ticket).where(Ticket.conversation_id == conversation_id))
