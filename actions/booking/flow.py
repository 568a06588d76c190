"""One turn of a booking."""

from datetime import timedelta
from typing import Any

from actions.answering import reply_to_question
from actions.booking import texts
from actions.booking.acts import ACTS
from actions.booking.desk import Desk
from actions.booking.questions import choices
from actions.booking.state import STEPS, BookingState, Purpose
from actions.booking.steps import READERS, read_day
from actions.handover import hand_over
from actions.paths import show_path
from actions.turn import Turn
from casework.bookings.notices import spoken_day
from common.errors import Conflict, Invalid, NotFound
from knowledge.answer.context import Topic

SURE = 0.55
MISSES_BEFORE_OFFER = 2
# Which step an unusable input belongs to; the answers to the others are kept.
STEP_OF = {"names": "names", "phone": "phone", "kind": "kind", "slot_id": "slot"}
PURPOSES: dict[str, Purpose] = {
    "move_booking": "move",
    "cancel_booking": "cancel",
    "query_booking": "query",
}


class BookingTurn:
    """Applies one message to a booking in progress."""

    def __init__(self, turn: Turn, state: BookingState) -> None:
        self.turn = turn
        self.state = state
        self.desk = Desk(turn, state)

    def apply(self) -> None:
        """Take the answer to the step asked, or do what the person wants instead."""
        if self.turns_to_another():
            return
        changed = self.takes_another_day()
        step = "slot" if changed else self.state.asked
        value = None if step is None else self.answer(step)
        leaving = self.turn.intent in ("stop", "handoff", "start_path")
        if value is not None and step is not None and not leaving:
            self.state.set(step, value)
            self.finish_if_done()
        elif not changed:
            self.do_instead(step)

    def do_instead(self, step: str | None) -> None:
        """What is no answer: leaving, a person, why, back, a question, or not understood."""
        sure = self.turn.confidence >= SURE
        if self.turn.intent == "stop" and sure:
            self.state.running = False
            self.desk.say(texts.STOPPED if self.state.purpose == "book" else texts.STOPPED_OTHER)
        elif self.turn.intent in ("handoff", "complain") and sure:
            self.state.running = False
            hand_over(self.turn)
        elif self.turn.intent == "start_path":
            self.state.running = False
            show_path(self.turn)
        elif self.turn.intent == "why" and sure:
            self.desk.say(texts.WHY.get(step or "", texts.WHY["confirm"]))
        elif self.goes_back(step):
            self.state.step_back()
            self.desk.say(texts.BACK)
        elif self.turn.intent.startswith("ask_") and sure:
            reply_to_question(self.turn, Topic(service=self.state.values.get("kind")))
        else:
            self.miss(step)

    def turns_to_another(self) -> bool:
        """A button of a notice (改时间, 取消预约) while another booking is being talked about."""
        purpose = PURPOSES.get(self.turn.intent)
        # A typed code answers the question; only a button says both what to do and with which.
        pressed = (e for e in self.turn.entities if e.get("extractor") == "button")
        code = next((e["value"] for e in pressed if e["entity"] == "booking_code"), None)
        if purpose is None or code is None:
            return False
        self.state.purpose, self.state.values = purpose, {"code": str(code).upper()}
        return True

    def takes_another_day(self) -> bool:
        """周五呢, 改成周五吧: another day while a slot is asked or confirmed."""
        asked = self.state.asked in ("slot", "confirm") and "day" in STEPS[self.state.purpose]
        day = read_day(self.desk) if asked and not self.turn.intent.startswith("ask_") else None
        if day is None or day == self.state.values["day"]:
            return False
        self.state.set("day", day)
        return True

    def answer(self, step: str) -> Any:
        """The value of a button of this step, or what the words say; None for neither."""
        pressed = self.turn.entity("value")
        if pressed is not None and pressed in dict(choices(self.desk, step)).values():
            return pressed
        return READERS[step](self.desk)

    def goes_back(self, step: str | None) -> bool:
        """上一步, 不对, or no to the confirmation."""
        denied = step == "confirm" and self.turn.intent in ("deny", "correct")
        return denied or (
            self.turn.intent in ("go_back", "correct") and self.turn.confidence >= SURE
        )

    def miss(self, step: str | None) -> None:
        """Not understood: say what is expected; from the second time on offer a person."""
        self.state.misses += 1
        office = self.desk.office
        first = last = ""
        if office is not None:
            first = spoken_day(self.turn.as_of + timedelta(days=office.lead_days_min))
            last = spoken_day(self.turn.as_of + timedelta(days=office.lead_days_max))
        text = texts.NOT_UNDERSTOOD[step or "confirm"].format(first=first, last=last)
        offer = texts.OFFER_REPLIES if self.state.misses >= MISSES_BEFORE_OFFER else None
        self.desk.say(text, quick_replies=offer)

    def finish_if_done(self) -> None:
        """Carry out the purpose once every step has its value."""
        if self.state.next_step() is not None:
            return
        try:
            ACTS[self.state.purpose](self.desk)
        except NotFound:
            self.state.running = False
            self.desk.say(texts.NOT_FOUND, quick_replies=texts.OFFER_REPLIES[:1])
        except Conflict as problem:
            self.choose_again(problem)
        except Invalid as problem:
            step = STEP_OF.get(str(problem.extra.get("field")), "slot")
            self.state.forget(step, "confirm")
            self.desk.say(problem.detail or problem.title)

    def choose_again(self, problem: Conflict) -> None:
        """Somebody was first: another slot, with all that was said kept."""
        if "slot" not in STEPS[self.state.purpose]:
            self.state.running = False
            self.desk.say(problem.detail)
            return
        # Asked afresh, a booking that was changed meanwhile is seen as it is.
        self.state.forget("confirm", "slot", "own")
        self.desk.say(texts.TAKEN if self.state.purpose == "book" else problem.detail)
