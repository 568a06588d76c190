"""Answering a turn from the release: information questions, small talk, what was not understood."""

from rasa_sdk.events import EventType, SlotSet

from actions.paths import with_path
from actions.turn import Turn
from knowledge.answer.composer import answer
from knowledge.answer.context import Answer, Topic

# Intents that are no question, and the fixed text of content/smalltalk that meets each.
SMALLTALK = {
    "greet": "greeting",
    "thanks": "thanks",
    "bye": "bye",
    "bot_challenge": "who_are_you",
    "praise": "praise",
}
# Below this the words decide, not the intent: 你好,低保怎么办 is a question.
SMALLTALK_CONFIDENCE = 0.6
# From this probability on a faq is believed to be what was asked, whatever act it was taken for.
SURE = 0.7


def answer_turn(turn: Turn) -> list[EventType]:
    """Answer the message as a question; the events remember what it was about."""
    given = reply_to_question(turn)
    return [SlotSet("topic", turn.topic_value(given.topic))]


def from_faq(given: Answer) -> float:
    """How likely the faq that an answer rests on is what was asked; 0 where it rests on none."""
    candidates = given.trace.get("candidates") or []
    if not candidates or not str(given.trace.get("basis", "")).startswith("faq"):
        return 0.0
    return float(candidates[0]["probability"])


def is_sure(given: Answer) -> bool:
    """Whether an answer rests on a faq that is very likely what was asked."""
    return from_faq(given) >= SURE


def answer_if_sure(turn: Turn) -> list[EventType] | None:
    """Answer a message that was taken for an act, where the library surely has what it asks.

    None, and nothing is said, when it has not.
    """
    given = answer(turn.question(), turn.release)
    if not is_sure(given) and given.status != "emergency":
        return None
    turn.send(with_path(turn, given))
    return [SlotSet("topic", turn.topic_value(given.topic))]


def reply_to_question(turn: Turn, previous: Topic | None = None) -> Answer:
    """Answer the turn's message from the release and send the messages."""
    given = answer(turn.question(previous), turn.release)
    turn.send(with_path(turn, given))
    return given


def reply_to_smalltalk(turn: Turn) -> bool:
    """Meet a greeting, thanks and the like; False when the message is something else."""
    key = SMALLTALK.get(turn.intent)
    entry = turn.release.content.smalltalk.get(key or "")
    if entry is None or turn.confidence < SMALLTALK_CONFIDENCE or turn.entity("service"):
        return False
    replies = [
        {"title": r.title, "payload": r.payload or f"say:{r.say or r.title}"}
        for r in entry.quick_replies
    ]
    turn.say(entry.text, status="chitchat", quick_replies=replies)
    return True
