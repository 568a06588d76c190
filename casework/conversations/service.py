"""Conversations: opening, one turn at a time, reading, feedback, erasing."""

import hashlib
import secrets
import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from casework.conversations import repository
from casework.conversations.models import Conversation, Erasure, Message, Turn
from common import clock
from common.errors import Conflict, NotFound
from common.masking import mask

# A conversation can be taken up again within a day (a self-check left half done).
LIFETIME = timedelta(hours=24)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def create(session: Session, region: str) -> tuple[Conversation, str]:
    """Open a conversation; returns it with the only copy of its token."""
    token = secrets.token_urlsafe(32)
    now = clock.now()
    conversation = Conversation(
        id=str(uuid.uuid4()),
        token_hash=_hash(token),
        region=region,
        mode="bot",
        seq=0,
        created_at=now,
        expires_at=now + LIFETIME,
    )
    session.add(conversation)
    session.flush()
    return conversation, token


def get(session: Session, conversation_id: str, token: str) -> Conversation:
    """The conversation of this token.

    Raises:
        NotFound: no such conversation, another's, or expired; which of them is not said.
    """
    conversation = repository.owned(session, conversation_id, _hash(token))
    if conversation is None or conversation.expires_at < clock.now():
        raise NotFound("会话不存在或已过期，请重新打开页面", title="会话不存在")
    return conversation


def begin_turn(
    session: Session, conversation: Conversation, client_message_id: str, shown: str
) -> Turn:
    """The turn of a message: a new one, or the earlier one of a retry.

    The person's words are stored, masked, before the dialogue is asked, so that nothing is lost
    when it is down.

    Raises:
        Conflict: the message id was used for other words that still wait for their answer.
    """
    earlier = repository.turn_by_client_id(session, conversation.id, client_message_id)
    if earlier is not None:
        if not earlier.done and repository.said_in_turn(session, earlier.id) != mask(shown):
            raise Conflict("这个消息编号已经用于另一句话，请换一个编号")
        return earlier
    turn = Turn(
        id=str(uuid.uuid4()),
        conversation_id=conversation.id,
        client_message_id=client_message_id,
        seq=conversation.seq + 1,
        done=False,
        created_at=clock.now(),
    )
    session.add(turn)
    message = {"kind": "text", "text": mask(shown)}
    add_messages(session, conversation, [message], sender="resident", turn_id=turn.id)
    return turn


def finish_turn(
    session: Session,
    conversation: Conversation,
    turn: Turn,
    messages: Iterable[dict[str, Any]],
    *,
    status: str,
    release: int,
    mode: str | None,
) -> Sequence[Message]:
    """Store the replies of a turn once."""
    if not turn.done:
        add_messages(session, conversation, messages, sender="bot", turn_id=turn.id)
        turn.done, turn.status, turn.release = True, status, release
        if mode is not None:
            conversation.mode = mode
    session.flush()
    return replies(session, turn)


def replies(session: Session, turn: Turn) -> Sequence[Message]:
    """What was replied in a turn."""
    return repository.messages_of_turn(session, turn.id)


def add_messages(
    session: Session,
    conversation: Conversation,
    messages: Iterable[dict[str, Any]],
    *,
    sender: str,
    turn_id: str | None,
) -> None:
    """Append messages with the next numbers of the conversation."""
    # A notice of another process may have taken a number since the conversation was read.
    session.refresh(conversation, ["seq"], with_for_update=True)
    for message in messages:
        conversation.seq += 1
        session.add(
            Message(
                conversation_id=conversation.id,
                turn_id=turn_id,
                seq=conversation.seq,
                sender=sender,
                kind=message["kind"],
                text=message["text"],
                citations=message.get("citations") or [],
                quick_replies=message.get("quick_replies") or [],
                result=message.get("result"),
                at=clock.now(),
            )
        )
    session.flush()


def tell(session: Session, conversation_id: str, message: dict[str, Any]) -> bool:
    """Append a message of the system itself, outside any turn; False when there is nobody to tell.

    Args:
        session: the caller's transaction.
        conversation_id: whose conversation; it may have been erased meanwhile.
        message: kind, text and quick replies, as for `add_messages`.
    """
    conversation = session.get(Conversation, conversation_id)
    if conversation is None:
        return False
    add_messages(session, conversation, [message], sender="system", turn_id=None)
    return True


def keep_until(session: Session, conversation_id: str, moment: datetime) -> bool:
    """Keep a conversation open until a moment, for what it is still to be told.

    False when there is no such conversation.
    """
    repository.extend(session, conversation_id, moment)
    return session.get(Conversation, conversation_id) is not None


def messages_after(session: Session, conversation: Conversation, after: int) -> Sequence[Message]:
    """Messages with a number above `after`."""
    return repository.messages_after(session, conversation.id, after)


def answers_a_question(session: Session, conversation: Conversation) -> bool:
    """Whether what comes next answers a question: the last message shown asks one."""
    last = repository.last_shown(session, conversation.id)
    return last is not None and last.kind == "question"


def issued_title(session: Session, conversation: Conversation, payload: str) -> str | None:
    """The title of a button this conversation was shown with this payload, or None."""
    for message in reversed(repository.messages_after(session, conversation.id, 0)):
        for reply in message.quick_replies:
            if reply["payload"] == payload:
                return reply["title"]
    return None


def give_feedback(
    session: Session, conversation: Conversation, turn_id: str, helpful: bool, reason: str | None
) -> None:
    """Keep what the person thought of a turn. Raises NotFound for a turn of another's."""
    rated = turn(session, conversation, turn_id)
    rated.helpful = helpful
    rated.feedback_reason = mask(reason) if reason else None


def erase(session: Session, conversation: Conversation) -> None:
    """Remove a conversation and every trace of its content in this database.

    Only its id is remembered, until the dialogue can no longer be writing to it.
    """
    repository.remove(session, conversation.id)
    session.add(Erasure(conversation_id=conversation.id, at=clock.now()))


def turn(session: Session, conversation: Conversation, turn_id: str) -> Turn:
    """A turn of this conversation. Raises NotFound."""
    found = repository.turn_by_id(session, conversation.id, turn_id)
    if found is None:
        raise NotFound("没有这一轮对话")
    return found
