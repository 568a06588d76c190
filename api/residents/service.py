"""A resident's turn: order, safety first, the dialogue, storing the reply."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from api.residents import dialogue_client
from api.residents.schemas import HistoryOut, MessageOut, SessionOut, TurnOut
from api.state import State
from casework import crypto
from casework.conversations import service as conversations
from casework.conversations.models import Conversation, Turn
from casework.conversations.trackers import erase_tracker
from casework.database import read_scope, session_scope, truncate_log
from casework.tickets import service as tickets
from common import clock
from common.clock import SHANGHAI
from common.errors import Invalid
from common.masking import mask, mobile_numbers
from knowledge.answer.context import DEFAULT_REGION, Answer
from knowledge.answer.safety import check_emergency
from knowledge.answer.texts import HANDOFF_REPLY
from knowledge.release import Release

SAY = "say:"
# A button of the page itself, not of a message: a person is always reachable.
ALWAYS = {"handoff": "找人工"}
SILENCE = {
    "kind": "text",
    "text": "这句话我没有听明白。请换个说法再说一次，也可以找工作人员。",
    "quick_replies": [HANDOFF_REPLY],
    "status": "clarify",
}


@dataclass(frozen=True)
class Saying:
    """What the person said: words, or a button with its title."""

    text: str | None = None
    payload: str | None = None


@dataclass(frozen=True)
class Opened:
    """A turn that has begun: what is needed to answer and to store."""

    turn_id: str
    done: TurnOut | None
    shown: str
    region: str


def open_session(state: State) -> SessionOut:
    """A new session with the greeting."""
    release = state.releases.current()
    with session_scope() as session:
        conversation, token = conversations.create(session, DEFAULT_REGION)
        greeting = release.content.smalltalk.get("greeting")
        if greeting is not None:
            message = {
                "kind": "text",
                "text": greeting.text,
                "quick_replies": [
                    {"title": r.title, "payload": r.payload or f"{SAY}{r.say or r.title}"}
                    for r in greeting.quick_replies
                ],
            }
            conversations.add_messages(session, conversation, [message], sender="bot", turn_id=None)
        return SessionOut(
            session_id=conversation.id,
            token=token,
            expires_at=conversation.expires_at.astimezone(SHANGHAI),
            messages=[
                MessageOut.of(m) for m in conversations.messages_after(session, conversation, 0)
            ],
        )


async def take_turn(
    state: State, session_id: str, token: str, client_message_id: str, saying: Saying
) -> TurnOut:
    """Answer one message; a retry gets the stored reply.

    Raises:
        NotFound: not this token's session.
        Invalid: a payload that was never issued here.
        DialogueDown: the message is kept; sending it again answers it once.
    """
    # Nothing may be awaited before the lock: turns are answered in the order they came.
    emergency = emergency_answer(saying, state.seen or await state.release(), session_id, token)
    if emergency is not None:
        # Danger does not wait behind a turn that hangs in the dialogue.
        opened = await run_in_threadpool(begin, session_id, token, client_message_id, saying)
        if opened.done is not None:
            return opened.done
        messages, number = from_answer(emergency), (await state.release()).number
        return await run_in_threadpool(finish, session_id, token, opened, messages, number)
    async with state.one_at_a_time(session_id):
        release = await state.release()
        opened = await run_in_threadpool(begin, session_id, token, client_message_id, saying)
        if opened.done is not None:
            return opened.done
        body = request_body(session_id, opened, saying, release)
        messages = await dialogue_client.ask(state, body) or [SILENCE]
        return await run_in_threadpool(finish, session_id, token, opened, messages, release.number)


def emergency_answer(
    saying: Saying, release: Release, session_id: str, token: str
) -> Answer | None:
    """The answer to words that speak of danger, given without the dialogue.

    What only sounds like danger is looked at again where it answers a question (父亲现在怎么样？
    不在了). The look into the database is a read by key; most messages never need it.
    """
    spoken = spoken_text(saying)
    if spoken is None:
        return None
    text = release.normaliser.normalise(spoken).text
    emergency = check_emergency(text, release)
    if emergency is None or check_emergency(text, release, answering=True) is not None:
        return emergency
    with session_scope() as session:
        conversation = conversations.get(session, session_id, token)
        return None if conversations.answers_a_question(session, conversation) else emergency


def spoken_text(saying: Saying) -> str | None:
    """Words to understand; None for a button that carries an act of dialogue."""
    if saying.payload is not None:
        return saying.payload[len(SAY) :] if saying.payload.startswith(SAY) else None
    return saying.text


def begin(session_id: str, token: str, client_message_id: str, saying: Saying) -> Opened:
    """Check the session and the button, store the words, find the turn."""
    with session_scope() as session:
        conversation = conversations.get(session, session_id, token)
        shown = saying.text or ""
        if saying.payload is not None:
            title = conversations.issued_title(session, conversation, saying.payload)
            title = title or ALWAYS.get(saying.payload)
            if title is None:
                raise Invalid("这个按钮已经不能用了，请用最新的按钮或直接输入")
            shown = title
        turn = conversations.begin_turn(session, conversation, client_message_id, shown)
        done = None
        if turn.done:
            done = turn_out(session, conversation, turn)
        return Opened(turn.id, done, shown, conversation.region)


def request_body(
    session_id: str, opened: Opened, saying: Saying, release: Release
) -> dict[str, Any]:
    """What the dialogue is told (docs/architecture.md, Dialogue protocol)."""
    spoken = spoken_text(saying)
    normalised = release.normaliser.normalise(spoken or opened.shown).text
    numbers = mobile_numbers(normalised)
    act = None if spoken is not None else dialogue_client.parse_payload(saying.payload or "")
    return {
        "conversation_id": session_id,
        "turn_id": opened.turn_id,
        "text": mask(normalised),
        "original": mask(spoken or opened.shown),
        # The dialogue stores what it is told: a phone number goes through it only encrypted.
        "phone": crypto.encrypt(numbers[0]) if numbers else None,
        "parse": act,
        "as_of": clock.today().isoformat(),
        "region": opened.region,
        "release": release.number,
    }


def finish(
    session_id: str, token: str, opened: Opened, messages: list[dict[str, Any]], release: int
) -> TurnOut:
    """Store the replies and give them the contract's form."""
    status = next((m["status"] for m in messages if m.get("status")), "clarify")
    mode = next((m["mode"] for m in messages if m.get("mode")), None)
    with session_scope() as session:
        conversation = conversations.get(session, session_id, token)
        turn = conversations.turn(session, conversation, opened.turn_id)
        conversations.finish_turn(
            session, conversation, turn, messages, status=status, release=release, mode=mode
        )
        return turn_out(session, conversation, turn)


def turn_out(session: Session, conversation: Conversation, turn: Turn) -> TurnOut:
    """The stored reply of a finished turn."""
    return TurnOut.model_validate(
        {
            "turn_id": turn.id,
            "seq": turn.seq,
            "mode": conversation.mode,
            "status": turn.status,
            "release": turn.release,
            "messages": [MessageOut.of(m) for m in conversations.replies(session, turn)],
        }
    )


def from_answer(answer: Answer) -> list[dict[str, Any]]:
    """Messages of an answer the gateway gave itself."""
    return [{**message, "status": answer.status} for message in answer.messages]


def history(session_id: str, token: str, after: int) -> HistoryOut:
    """Messages after a number."""
    with read_scope() as session:
        conversation = conversations.get(session, session_id, token)
        found = conversations.messages_after(session, conversation, after)
        return HistoryOut.model_validate(
            {"messages": [MessageOut.of(m) for m in found], "mode": conversation.mode}
        )


def feedback(session_id: str, token: str, turn_id: str, helpful: bool, reason: str | None) -> None:
    """Keep what the person thought of a turn."""
    with session_scope() as session:
        conversation = conversations.get(session, session_id, token)
        conversations.give_feedback(session, conversation, turn_id, helpful, reason)


async def erase(state: State, session_id: str, token: str) -> None:
    """Remove a session with every trace of its content, the dialogue's events included.

    Waits for a turn that is being answered: it would write again what was just removed.

    Raises:
        NotFound: not this token's session.
        ErasureFailed: nothing was removed, and it can be tried again.
    """
    async with state.one_at_a_time(session_id):
        await run_in_threadpool(_erase, session_id, token)


def _erase(session_id: str, token: str) -> None:
    with read_scope() as session:
        conversations.get(session, session_id, token)
    # The dialogue's first: if that fails, the session is still there to try again with.
    erase_tracker(session_id)
    with session_scope() as session:
        conversation = conversations.get(session, session_id, token)
        tickets.erase(session, conversation.id)
        conversations.erase(session, conversation)
    truncate_log()
