"""Moving: the new place taken and the old one freed in one step, or nothing at all."""

import pytest

from casework.bookings import service as bookings
from casework.database import session_scope
from common.errors import Conflict, Invalid, NotFound
from knowledge.models import Office
from tests.casework.conftest import at
from tests.casework.desk import (
    LATER,
    PHONE,
    SLOT,
    book,
    cancel,
    fill,
    find,
    held,
    move,
    wait,
)


def test_the_code_stays_and_both_slots_are_right(office: Office) -> None:
    made = book(office)
    moved = move(office, made.code)
    assert (moved.code, moved.names, moved.phone) == (made.code, made.names, made.phone)
    assert moved.start_local.isoformat() == "2026-11-30T10:00:00+08:00"
    assert moved.end_local.isoformat() == "2026-11-30T10:30:00+08:00"
    assert (held(SLOT), held(LATER)) == ([], [1])


def test_a_full_slot_refuses_and_the_old_place_is_kept(office: Office) -> None:
    code = book(office).code
    fill(office, LATER)
    with pytest.raises(Conflict, match="原来的预约没有变"):
        move(office, code)
    assert find(code) == (SLOT, "booked", None)
    assert (held(SLOT), held(LATER)) == ([1], [1, 2, 3])


def test_to_its_own_slot_changes_nothing_even_when_it_is_full(office: Office) -> None:
    codes = fill(office)
    waiting = wait(office, "w")
    assert move(office, codes[0], SLOT).status == "booked"
    assert find(waiting.code)[1:] == ("waiting", 1)
    assert held() == [1, 2, 3]


def test_what_is_left_goes_to_the_first_in_line(office: Office) -> None:
    codes = fill(office)
    first, second = wait(office, "w1"), wait(office, "w2")
    move(office, codes[2])
    assert find(first.code) == (SLOT, "booked", None)
    assert find(second.code) == (SLOT, "waiting", 1)
    assert held() == [1, 2, 3]


def test_who_waits_can_move_to_a_free_slot_and_leaves_the_line(office: Office) -> None:
    fill(office)
    first, second = wait(office, "w1"), wait(office, "w2")
    assert move(office, first.code).status == "booked"
    assert find(second.code)[2] == 1
    fill(office.model_copy(update={"capacity": 2}), "demo-office-20261201-0900")
    with pytest.raises(Conflict):
        move(office.model_copy(update={"capacity": 2}), second.code, "demo-office-20261201-0900")
    assert find(second.code) == (SLOT, "waiting", 1)


@pytest.mark.parametrize(
    "slot_id", ["nonsense", "demo-office-20261129-0900", "demo-office-20270601-0900",
                "demo-office-20261124-0900", "other-20261127-0900"],
)  # fmt: skip
def test_slots_that_cannot_be_booked(office: Office, slot_id: str) -> None:
    code = book(office).code
    with pytest.raises(Invalid, match="没有这个时段"):
        move(office, code, slot_id)
    assert held() == [1]


def test_another_office_only_when_it_does_the_same(office: Office) -> None:
    code = book(office).code
    other = office.model_copy(update={"id": "other", "kinds": ["divorce"]})
    offices = {office.id: office, "other": other}
    with pytest.raises(Invalid, match="不办理"):
        move(office, code, "other-20261127-0900", offices=offices)
    offices["other"] = other.model_copy(update={"kinds": ["marriage"]})
    moved = move(office, code, "other-20261127-0900", offices=offices)
    assert (moved.office_id, held(SLOT), held("other-20261127-0900")) == ("other", [], [1])


def test_what_is_cancelled_or_over_is_not_moved(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    cancelled, kept = book(office, key="a").code, book(office, key="b").code
    cancel(office, cancelled)
    with pytest.raises(Conflict, match="已经取消"):
        move(office, cancelled)
    at(monkeypatch, "2026-11-27T09:00")
    with pytest.raises(Conflict, match="时间已经到了"):
        move(office, kept)


def test_only_with_code_and_phone(office: Office) -> None:
    code = book(office).code
    with pytest.raises(NotFound), session_scope() as session:
        bookings.move(
            session, code, "13900000000", slot_id=LATER, offices={office.id: office},
            today=office.closed[0],
        )  # fmt: skip
    assert find(code)[0] == SLOT
    assert PHONE not in repr(find(code))
