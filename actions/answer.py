"""`action_answer`: one message outside a form."""

from typing import Any

from rasa_sdk import Action
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from actions.answering import answer_turn, reply_to_smalltalk
from actions.selfcheck.actions import reopen, takes_up
from actions.turn import Turn


class ActionAnswer(Action):
    """Answers one message outside a form and remembers what it was about."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_answer"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Reply and set the `topic` slot."""
        turn = Turn(dispatcher, tracker)
        if reply_to_smalltalk(turn):
            return []
        reopened = reopen(turn) if takes_up(turn.text) else None
        return answer_turn(turn) if reopened is None else reopened
