"""The actions of the booking form: begin, look up, move, cancel, apply an answer, ask."""

from typing import Any

from rasa_sdk import Action
from rasa_sdk.events import ActiveLoop, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from actions.answering import answer_turn
from actions.booking import texts
from actions.booking.desk import Desk
from actions.booking.flow import BookingTurn
from actions.booking.questions import ask
from actions.booking.state import BookingState, Purpose
from actions.booking.steps import read_kind, read_office, read_wish
from actions.turn import Turn
from common.errors import Conflict, Invalid, NotFound
from knowledge.content_text import fill

FORM = "booking_form"
ANSWER = "booking_answer"
STATE = "booking_state"


def activate(state: BookingState) -> list[EventType]:
    """Events that make the form run; the dialogue then asks through `action_ask_…`."""
    return [
        SlotSet(STATE, state.as_slot()),
        SlotSet(ANSWER, None),
        ActiveLoop(FORM),
        SlotSet("requested_slot", ANSWER),
    ]


def keep_wish(desk: Desk) -> None:
    """Remember the day of the first message until the office is known."""
    day = read_wish(desk)
    if day is not None:
        desk.state.values["wish"] = day.isoformat()


class ActionStartBooking(Action):
    """Begins a booking with what the first message already says."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_start_booking"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Tell the papers and the official address first, then start the form."""
        turn = Turn(dispatcher, tracker)
        state = BookingState("book")
        desk = Desk(turn, state)
        topic = turn.topic
        kind = read_kind(desk) or (topic.service if topic else None)
        if kind in texts.KINDS:
            state.set("kind", kind)
            self.tell_papers(turn, kind)
        desk.say_demo(texts.BEGIN)
        office = read_office(desk)
        if office is not None and "kind" in state.values:
            state.set("office", office)
        keep_wish(desk)
        known = {"service": kind, "region": None, "faq": None, "aspect": "procedure"}
        topic_event = SlotSet("topic", {**known, "turn": turn.user_turns()})
        return [*activate(state), topic_event] if kind in texts.KINDS else activate(state)

    def tell_papers(self, turn: Turn, kind: str) -> None:
        """What to bring today, from the directory entry and its clauses."""
        service = turn.release.content.services.get(kind)
        if service is None or not service.documents:
            return
        lines = [f"{service.name}要带:", *(f"· {item.text}" for item in service.documents)]
        sources = [item.source for item in service.documents] + list(service.sources)
        turn.say(
            "\n".join([*lines, fill(service.summary, turn.read_parameter)]),
            status="booking",
            kind="answer",
            citations=turn.cite(list(dict.fromkeys(sources))),
        )


class _LookUp(Action):
    purpose: Purpose

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Start the form in look-up, move or cancel mode."""
        turn = Turn(dispatcher, tracker)
        if turn.unsure:
            return answer_turn(turn)
        state = BookingState(self.purpose)
        code = turn.entity("booking_code")
        if code:
            state.set("code", str(code).upper())
        if self.purpose == "move":
            keep_wish(Desk(turn, state))
        return activate(state)


class ActionQueryBooking(_LookUp):
    """Looks a booking up by code and phone."""

    purpose: Purpose = "query"

    def name(self) -> str:
        """Name in the domain."""
        return "action_query_booking"


class ActionMoveBooking(_LookUp):
    """Moves a booking, found by code and phone, to another slot."""

    purpose: Purpose = "move"

    def name(self) -> str:
        """Name in the domain."""
        return "action_move_booking"


class ActionCancelBooking(_LookUp):
    """Cancels a booking by code and phone."""

    purpose: Purpose = "cancel"

    def name(self) -> str:
        """Name in the domain."""
        return "action_cancel_booking"


class ValidateBookingForm(Action):
    """Applies the person's message to the booking."""

    def name(self) -> str:
        """Name in the domain."""
        return "validate_booking_form"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Change the state; end the form when the purpose is done or given up."""
        turn = Turn(dispatcher, tracker)
        state = BookingState.from_slot(turn.slot(STATE))
        if turn.slot(ANSWER) is None or state is None:
            return []
        BookingTurn(turn, state).apply()
        events: list[EventType] = [SlotSet(STATE, state.as_slot()), SlotSet(ANSWER, None)]
        if not state.running:
            events.append(SlotSet("requested_slot", None))
        return events


class ActionAskBookingAnswer(Action):
    """Asks the next step."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_ask_booking_answer"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Say the question; a booking that cannot be found or moved ends the form."""
        turn = Turn(dispatcher, tracker)
        state = BookingState.from_slot(turn.slot(STATE))
        if state is None:
            return []
        try:
            ask(Desk(turn, state))
        except (NotFound, Conflict, Invalid) as problem:
            state.running = False
            text = texts.NOT_FOUND if isinstance(problem, NotFound) else problem.detail
            turn.say(text, status="booking", quick_replies=texts.OFFER_REPLIES[:1])
            return [
                SlotSet(STATE, state.as_slot()),
                ActiveLoop(None),
                SlotSet("requested_slot", None),
            ]
        return [SlotSet(STATE, state.as_slot())]
