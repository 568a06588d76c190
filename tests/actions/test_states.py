"""The states that forms keep between turns: plain data, reversible, nothing asked for nothing."""

from actions.booking.state import STEPS, BookingState
from actions.selfcheck.state import CheckState


def test_a_check_survives_the_slot() -> None:
    state = CheckState("dibao")
    state.answer("household_size", 3)
    state.decline("savings")
    assert CheckState.from_slot(state.as_slot()) == state
    assert CheckState.from_slot(None) is None


def test_an_answer_takes_back_what_was_declined() -> None:
    state = CheckState("dibao")
    state.decline("savings")
    state.answer("savings", 100.0)
    assert state.declined == []


def test_stepping_back_forgets_the_last_answer_only() -> None:
    state = CheckState("dibao")
    state.answer("household_size", 3)
    state.answer("savings", 100.0)
    assert state.step_back() == "savings"
    assert state.facts == {"household_size": 3}
    assert state.step_back() == "household_size"
    assert state.step_back() is None


def test_an_answer_given_again_becomes_the_latest() -> None:
    state = CheckState("dibao")
    state.answer("household_size", 3)
    state.answer("savings", 100.0)
    state.answer("household_size", 4)
    assert state.answered == ["savings", "household_size"]


def test_a_booking_asks_its_steps_in_order() -> None:
    state = BookingState("book")
    for step in STEPS["book"]:
        assert state.next_step() == step
        state.set(step, "x")
    assert state.next_step() is None


def test_another_office_asks_day_and_slot_again() -> None:
    state = BookingState("book")
    for step, value in (("kind", "marriage"), ("office", "a"), ("day", "d"), ("slot", "s")):
        state.set(step, value)
    state.set("office", "b")
    assert "day" not in state.values
    assert "slot" not in state.values
    assert state.next_step() == "day"


def test_a_booking_steps_back_one_at_a_time() -> None:
    state = BookingState("cancel")
    state.set("code", "ABC")
    state.set("phone", "p")
    assert state.step_back() == "phone"
    assert state.step_back() == "code"
    assert state.step_back() is None
