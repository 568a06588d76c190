"""`action_handoff`: a ticket with a number; nobody is left without a person."""

import re
from typing import Any

from rasa_sdk import Action
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from actions.answering import answer_if_sure, answer_turn
from actions.turn import Turn
from casework.database import session_scope
from casework.tickets import service as tickets
from knowledge.answer.rendering import render

# Who says so wants it dealt with; without such a word it may be a question asked in anger.
COMPLAINT = re.compile(
    r"(投诉|举报|反映|意见|态度|给个说法|讨说法|领导|良心|欺负|刁难|没人管|不作为|推来推去)"
)
TEXT = (
    "好的，已经给您登记，编号是{number}。工作人员会在{due}前看到并回复，回复会出现在这里，"
    "请记下编号。着急的话可以直接拨打{{{{hotline_12345}}}}政务服务热线；"
    "有危险请立即拨打{{{{police_110}}}}或{{{{ambulance_120}}}}。"
)


class ActionHandoff(Action):
    """Opens a ticket for the person, once per turn."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_handoff"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Open the ticket and say its number."""
        turn = Turn(dispatcher, tracker)
        if turn.unsure:
            return answer_turn(turn)
        if turn.intent == "complain" and not COMPLAINT.search(turn.text):
            answered = answer_if_sure(turn)
            if answered is not None:
                return answered
        hand_over(turn)
        return []


def hand_over(turn: Turn) -> None:
    """Open a ticket for this turn and tell its number and when it is due."""
    kind = "complaint" if turn.intent == "complain" else "handoff"
    summary = str(turn.metadata.get("original") or turn.text)
    with session_scope() as session:
        ticket = tickets.open_ticket(
            session,
            conversation_id=turn.conversation_id,
            kind=kind,
            summary=summary,
            key=turn.turn_id,
        )
        number, due = ticket.number, ticket.due_local()
    template = TEXT.format(number=number, due=due)
    text = render(template, turn.release.content, turn.region, turn.as_of).text
    turn.say(text, status="handoff", kind="notice", mode="queued")
