"""Asking the next step of a booking, with its buttons."""

from datetime import date

from actions.booking import texts
from actions.booking.desk import Desk
from actions.booking.wording import found, shortened, slot_words
from casework.bookings import service as bookings
from casework.bookings.notices import spoken_day
from common.errors import Conflict


def ask(desk: Desk) -> None:
    """Ask the first step that is open.

    Raises:
        NotFound: the booking to be moved or cancelled is not there.
        Conflict: it cannot be moved, or there is nowhere to move it to.
        Invalid: the chosen slot has begun meanwhile.
    """
    state = desk.state
    if state.purpose == "move" and "phone" in state.values and "own" not in state.values:
        take_up(desk)
    grant_wish(desk)
    leave_empty_day(desk)
    step = state.next_step()
    assert step is not None
    replies = buttons(desk, step)
    if step == "day" and state.purpose == "move" and not replies:
        raise Conflict(texts.NO_DAYS)
    state.asked = step
    text = confirmation(desk) if step == "confirm" else question(desk, step)
    desk.turn.say(text, status="booking", kind="question", quick_replies=replies)


def take_up(desk: Desk) -> None:
    """Read office, kind and slot of the booking to be moved. Raises NotFound, Conflict."""
    booking, _ = found(desk)
    bookings.check_movable(booking)
    desk.state.values.update(office=booking.office_id, kind=booking.kind, own=booking.slot_id)


def grant_wish(desk: Desk) -> None:
    """Take the day that was named before it could be asked, or say that it is not to be had."""
    state = desk.state
    if "wish" not in state.values or state.next_step() != "day":
        return
    day = date.fromisoformat(state.values.pop("wish"))
    if desk.choices(day):
        state.set("day", day.isoformat())
    else:
        desk.say(texts.NO_SLOTS.format(day=spoken_day(day)))


def leave_empty_day(desk: Desk) -> None:
    """Ask another day when the last slot of the chosen one is gone."""
    state = desk.state
    if state.next_step() == "slot":
        day = date.fromisoformat(state.values["day"])
        if not desk.choices(day):
            state.values.pop("day")
            desk.say(texts.NO_SLOTS.format(day=spoken_day(day)))


def question(desk: Desk, step: str) -> str:
    """The words of a question."""
    if step == "phone" and desk.state.purpose != "book":
        return texts.ASK["phone_check"]
    if step == "slot":
        day = date.fromisoformat(desk.state.values["day"])
        free = any(s.available > 0 for s in desk.choices(day))
        return texts.ASK["slot" if free else "slot_full"].format(day=spoken_day(day))
    return texts.ASK[step]


def confirmation(desk: Desk) -> str:
    """All that was said, to be checked before it counts. Raises NotFound, Invalid."""
    state = desk.state
    if state.purpose == "cancel":
        booking, words = found(desk)
        waiting = booking.status == bookings.WAITING
        return (texts.CONFIRM_LEAVE if waiting else texts.CONFIRM_CANCEL).format(**words)
    if state.purpose == "move":
        _, words = found(desk)
        new = slot_words(desk)
        return texts.CONFIRM_MOVE.format(
            **words, new_day=new["day"], new_start=new["start"], new_end=new["end"]
        )
    slots = desk.slots(date.fromisoformat(state.values["day"]))
    # What is confirmed is what is done: nobody is put in line without having been told.
    full = any(s.slot_id == state.values["slot"] and s.available == 0 for s in slots)
    state.values["waitlist"] = full
    return (texts.CONFIRM_WAIT if full else texts.CONFIRM).format(
        names="、".join(state.values["names"]), phone=shortened(desk.phone), **slot_words(desk)
    )


def choices(desk: Desk, step: str) -> list[tuple[str, str]]:
    """(title, value) of what can be chosen at a step; empty where the answer is free."""
    if step == "kind":
        return [(name, kind) for kind, name in texts.KINDS.items()]
    if step == "office":
        return [(office.name, office.id) for office in desk.offices]
    if step == "day":
        return [(spoken_day(day), day.isoformat()) for day in desk.days()]
    if step == "slot":
        slots = desk.choices(date.fromisoformat(desk.state.values["day"]))
        return [(slot_title(s), s.slot_id) for s in slots]
    return []


def slot_title(slot: bookings.Slot) -> str:
    """09:00–09:30, or that one can wait for it."""
    if slot.available == 0:
        return texts.FULL_SLOT.format(start=slot.start_text)
    return f"{slot.start_text}–{slot.end_text}"


def buttons(desk: Desk, step: str) -> list[dict[str, str]]:
    """The buttons of a step; each carries the value the step stores."""
    if step == "confirm":
        return texts.YES_NO
    return [
        {"title": title, "payload": f'inform{{"value": "{value}"}}'}
        for title, value in choices(desk, step)
    ]
