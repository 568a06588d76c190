"""One turn as an action sees it: what was said and understood, and how to reply."""

from datetime import date
from typing import Any

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from actions.runtime import get_runtime
from common import clock
from knowledge.answer.context import DEFAULT_REGION, Answer, Parse, Question, Topic
from knowledge.parameters import ParameterReading
from knowledge.release import Release
from knowledge.search.passages import citation

# A topic is kept this many of the person's messages; later a short question stands alone again.
TOPIC_TURNS = 3
# An act that does something (a ticket, a cancellation) needs to be understood this surely.
SURE_ACT = 0.6


class Turn:
    """Reads the tracker and the gateway's metadata; collects messages for the dispatcher.

    All steps of one turn answer from the same release, the one current when the turn reached the
    action server.
    """

    def __init__(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
        self.dispatcher = dispatcher
        self.tracker = tracker
        self.message: dict[str, Any] = tracker.latest_message or {}
        self.metadata: dict[str, Any] = self.message.get("metadata") or {}
        self.release: Release = get_runtime().releases.current()
        self.parse = Parse.from_rasa(self.message)

    @property
    def text(self) -> str:
        """The normalised text, or the title of the button that was pressed."""
        return str(self.message.get("text") or "")

    @property
    def intent(self) -> str:
        """The act of dialogue that Rasa understood."""
        return self.parse.intent

    @property
    def confidence(self) -> float:
        """Rasa's confidence in the intent, 1.0 for a button."""
        return self.parse.confidence

    @property
    def conversation_id(self) -> str:
        """The conversation, which is Rasa's sender."""
        return str(self.tracker.sender_id)

    @property
    def turn_id(self) -> str:
        """Idempotency key: a turn applied twice books and opens tickets once."""
        return str(self.metadata.get("turn_id") or self.message.get("message_id") or "")

    @property
    def as_of(self) -> date:
        """The day asked about."""
        given = self.metadata.get("as_of")
        return date.fromisoformat(given) if given else clock.today()

    @property
    def region(self) -> str:
        """The resident's region."""
        return str(self.metadata.get("region") or DEFAULT_REGION)

    @property
    def entities(self) -> list[dict[str, Any]]:
        """Typed entities as Rasa sent them."""
        return list(self.message.get("entities") or [])

    @property
    def unsure(self) -> bool:
        """Whether the act is only a guess; what cannot be taken back then waits."""
        return self.confidence < SURE_ACT

    def entity(self, name: str) -> Any:
        """The first value of an entity, or None."""
        values = self.parse.values(name)
        return values[0] if values else None

    def slot(self, name: str) -> Any:
        """A slot's value before this turn's events."""
        return self.tracker.slots.get(name)

    @property
    def topic(self) -> Topic | None:
        """What the last turns were about, unless it is too long ago."""
        kept = self.slot("topic")
        if not kept or self.user_turns() - kept.get("turn", 0) > TOPIC_TURNS:
            return None
        return Topic(kept.get("service"), kept.get("region"), kept.get("faq"), kept.get("aspect"))

    def user_turns(self) -> int:
        """How many messages the person has sent in this conversation."""
        return sum(1 for event in self.tracker.events if event.get("event") == "user")

    def question(self, previous: Topic | None = None) -> Question:
        """This turn's message as a question to the answering steps."""
        return Question(
            text=self.text,
            original=str(self.metadata.get("original") or self.text),
            parse=self.parse,
            previous=previous or self.topic,
            as_of=self.as_of,
            region=self.region,
        )

    def say(
        self,
        text: str,
        *,
        status: str,
        kind: str = "text",
        quick_replies: list[dict[str, str]] | None = None,
        citations: list[dict[str, Any]] | None = None,
        result: dict[str, Any] | None = None,
        mode: str | None = None,
    ) -> None:
        """Send one message of the contract's form, with the status it gives the turn."""
        message = {
            "kind": kind,
            "text": text,
            "citations": citations or [],
            "quick_replies": quick_replies or [],
            "result": result,
            "status": status,
        }
        if mode is not None:
            message["mode"] = mode
        self.dispatcher.utter_message(json_message=message)

    def send(self, answer: Answer) -> None:
        """Send the messages of an answer."""
        for message in answer.messages:
            self.dispatcher.utter_message(json_message={**message, "status": answer.status})

    def read_parameter(self, parameter_id: str) -> ParameterReading:
        """A parameter in the resident's region on the day asked about."""
        return self.release.content.parameter(parameter_id, self.region, self.as_of)

    def cite_one(self, passage_id: str) -> dict[str, Any] | None:
        """The contract's Citation of a passage, or None when it is not in this release."""
        if self.release.content.passage(passage_id) is None:
            return None
        return citation(self.release.content, passage_id, self.as_of)

    def cite(self, passage_ids: list[str]) -> list[dict[str, Any]]:
        """Citations of those passages that are in this release."""
        return [c for c in map(self.cite_one, passage_ids) if c is not None]

    def topic_value(self, topic: Topic | None) -> dict[str, Any] | None:
        """The `topic` slot's value: the topic and the turn it was set on."""
        return {**topic.as_dict(), "turn": self.user_turns()} if topic else None
