"""A chat with the booking actions alone: what Rasa would understand is given by the test."""

import uuid
from types import SimpleNamespace
from typing import Any

import pytest
from rasa_sdk import Action
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from actions.booking.actions import (
    ActionAskBookingAnswer,
    ActionCancelBooking,
    ActionMoveBooking,
    ActionQueryBooking,
    ActionStartBooking,
    ValidateBookingForm,
)
from api.residents.dialogue_client import parse_payload
from casework import crypto
from common import clock
from common.masking import mobile_numbers
from knowledge.models import Office

STARTS: dict[str, type[Action]] = {
    "book": ActionStartBooking,
    "move_booking": ActionMoveBooking,
    "cancel_booking": ActionCancelBooking,
    "query_booking": ActionQueryBooking,
}


class Chat:
    """One conversation; `said` is what was answered last, `buttons` maps titles to payloads."""

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, offices: list[Office], conversation_id: str
    ) -> None:
        value = SimpleNamespace(text=lambda: "https://example.invalid")
        content = SimpleNamespace(
            offices={o.id: o for o in offices}, services={}, parameter=lambda *_: value
        )
        runtime = SimpleNamespace(
            releases=SimpleNamespace(current=lambda: SimpleNamespace(content=content))
        )
        monkeypatch.setattr("actions.turn.get_runtime", lambda: runtime)
        self.conversation_id = conversation_id
        self.slots: dict[str, Any] = {}
        self.said = ""
        self.buttons: dict[str, str] = {}

    def say(
        self, text: str, intent: str = "inform", day: str | None = None, sure: float = 0.9
    ) -> str:
        """Type a message, understood as an act of dialogue and perhaps a day."""
        dates = [{"entity": "date", "value": day, "start": 0}] if day else []
        return self.turn(text, intent, sure, dates)

    def press(self, title: str) -> str:
        """Press the button whose title begins so."""
        full = next(t for t in self.buttons if t.startswith(title))
        act = parse_payload(self.buttons[full])
        entities = [{**e, "extractor": "button"} for e in act["entities"]]
        return self.turn(full, act["intent"], 1.0, entities)

    def turn(self, text: str, intent: str, sure: float, entities: list[dict[str, Any]]) -> str:
        """One message through the form, or through the action that begins one."""
        numbers = mobile_numbers(text)
        message = {
            "text": text,
            "intent": {"name": intent, "confidence": sure},
            "entities": entities,
            "metadata": {
                "turn_id": str(uuid.uuid4()),
                "as_of": clock.today().isoformat(),
                "phone": crypto.encrypt(numbers[0]) if numbers else None,
            },
        }
        dispatcher = CollectingDispatcher()
        if self.slots.get("requested_slot"):
            self.slots["booking_answer"] = text
            self.run(ValidateBookingForm(), dispatcher, message)
        else:
            self.run(STARTS[intent](), dispatcher, message)
        if self.slots.get("requested_slot"):
            self.run(ActionAskBookingAnswer(), dispatcher, message)
        sent = [m["custom"] for m in dispatcher.messages]
        self.said = "\n".join(m["text"] for m in sent)
        self.buttons = {r["title"]: r["payload"] for m in sent for r in m["quick_replies"]}
        return self.said

    def run(
        self, action: Action, dispatcher: CollectingDispatcher, message: dict[str, Any]
    ) -> None:
        """Run one action and apply the slots it sets."""
        tracker = Tracker(
            self.conversation_id, self.slots, message, [], False, None, {}, "action_listen"
        )
        for event in action.run(dispatcher, tracker, {}):
            if event["event"] == "slot":
                self.slots[event["name"]] = event["value"]
