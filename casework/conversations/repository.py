"""SQL of conversations. Every read of a conversation goes through `owned`."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from casework.conversations.models import Conversation, Erasure, Message, Turn


def owned(session: Session, conversation_id: str, token_hash: str) -> Conversation | None:
    """The conversation, if the token is its own."""
    return session.scalar(
        select(Conversation).where(
            Conversation.id == conversation_id, Conversation.token_hash == token_hash
        )
    )


def turn_by_client_id(session: Session, conversation_id: str, client_id: str) -> Turn | None:
    """The turn of a client's message id."""
    return session.scalar(
        select(Turn).where(
            Turn.conversation_id == conversation_id, Turn.client_message_id == client_id
        )
    )


def turn_by_id(session: Session, conversation_id: str, turn_id: str) -> Turn | None:
    """A turn of this conversation."""
    return session.scalar(
        select(Turn).where(Turn.conversation_id == conversation_id, Turn.id == turn_id)
    )


def messages_of_turn(session: Session, turn_id: str) -> Sequence[Message]:
    """What was replied in a turn, in order."""
    query = select(Message).where(Message.turn_id == turn_id, Message.sender != "resident")
    return session.scalars(query.order_by(Message.seq)).all()


def said_in_turn(session: Session, turn_id: str) -> str | None:
    """What the person said in a turn, as it was stored."""
    query = select(Message.text).where(Message.turn_id == turn_id, Message.sender == "resident")
    return session.scalar(query.order_by(Message.seq).limit(1))


def messages_after(session: Session, conversation_id: str, after: int) -> Sequence[Message]:
    """Messages with a higher number, in order."""
    query = select(Message).where(Message.conversation_id == conversation_id, Message.seq > after)
    return session.scalars(query.order_by(Message.seq)).all()


def last_shown(session: Session, conversation_id: str) -> Message | None:
    """The last message of a conversation that the resident did not write."""
    query = (
        select(Message)
        .where(Message.conversation_id == conversation_id, Message.sender != "resident")
        .order_by(Message.seq.desc())
        .limit(1)
    )
    return session.scalars(query).first()


def extend(session: Session, conversation_id: str, until: datetime) -> None:
    """Let a conversation end no earlier than a moment."""
    session.execute(
        update(Conversation)
        .where(Conversation.id == conversation_id, Conversation.expires_at < until)
        .values(expires_at=until)
    )


def remove(session: Session, conversation_id: str) -> None:
    """Delete a conversation with all its rows."""
    for table in (Message, Turn):
        session.execute(delete(table).where(table.conversation_id == conversation_id))
    session.execute(delete(Conversation).where(Conversation.id == conversation_id))


def erasures(session: Session) -> Sequence[Erasure]:
    """Erased conversations that are still looked after."""
    return session.scalars(select(Erasure)).all()
