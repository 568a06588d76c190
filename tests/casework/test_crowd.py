"""Many at once against the real database: capacity holds, and the order of the line too."""

import random
import threading
from collections.abc import Callable, Sequence
from functools import partial

import pytest
from sqlalchemy import select

from casework.bookings.models import Booking
from casework.database import read_scope
from common.errors import Conflict
from knowledge.models import Office
from tests.casework.desk import LATER, SLOT, book, cancel, fill, held, move

PLACES, PEOPLE = 10, 1000
THIRD = "demo-office-20261201-0930"


@pytest.fixture
def hall(office: Office) -> Office:
    """An office with ten places in each slot."""
    return office.model_copy(update={"capacity": PLACES})


def all_at_once(tasks: Sequence[Callable[[], object]]) -> list[BaseException]:
    """Run each on a thread of its own, released together; what they raised."""
    barrier = threading.Barrier(len(tasks))
    raised: list[BaseException] = []

    def run(task: Callable[[], object]) -> None:
        barrier.wait()
        try:
            task()
        except Exception as error:
            raised.append(error)

    threads = [threading.Thread(target=run, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def check_sound(slot_ids: Sequence[str]) -> None:
    """No place twice, none beyond the capacity, nobody waits beside a free place, all in order."""
    with read_scope() as session:
        rows = session.scalars(select(Booking).order_by(Booking.id)).all()
    assert len({r.code for r in rows}) == len(rows)
    assert {r.status for r in rows if r.place is not None} <= {"booked"}
    assert all(r.place is not None for r in rows if r.status == "booked")
    for slot_id in slot_ids:
        places = held(slot_id)
        assert places == sorted(set(places))
        assert set(places) <= set(range(1, PLACES + 1))
        if any(r.slot_id == slot_id and r.status == "waiting" for r in rows):
            assert len(places) == PLACES


def test_a_thousand_attempts_on_ten_places_give_exactly_ten_codes(hall: Office) -> None:
    codes: list[str] = []

    def attempt(number: int) -> None:
        codes.append(book(hall, key=str(number), phone=f"138{number:08d}").code)

    raised = all_at_once([partial(attempt, n) for n in range(PEOPLE)])
    assert len(set(codes)) == len(codes) == PLACES
    assert [type(error) for error in raised] == [Conflict] * (PEOPLE - PLACES)
    assert held() == list(range(1, PLACES + 1))


def test_nobody_who_would_wait_is_lost(hall: Office) -> None:
    tasks = [partial(book, hall, key=str(n), waitlist=True) for n in range(PEOPLE // 4)]
    assert all_at_once(tasks) == []
    assert held() == list(range(1, PLACES + 1))
    with read_scope() as session:
        statuses = session.scalars(select(Booking.status).order_by(Booking.id)).all()
    assert statuses == ["booked"] * PLACES + ["waiting"] * (PEOPLE // 4 - PLACES)
    check_sound([SLOT])


def test_moves_and_cancels_in_the_mix(hall: Office) -> None:
    standing = [code for slot_id in (SLOT, LATER) for code in fill(hall, slot_id)]
    chance = random.Random(7)
    tasks: list[Callable[[], object]] = []
    for number in range(300):
        slot_id, waits = chance.choice((SLOT, LATER)), chance.random() < 0.5
        tasks.append(partial(book, hall, key=f"new {number}", slot_id=slot_id, waitlist=waits))
    for number, code in enumerate(standing):
        goal = (SLOT, LATER, THIRD)[number % 3]
        tasks += [partial(move, hall, code, goal), partial(move, hall, code, THIRD)]
        if number % 2:
            tasks.append(partial(cancel, hall, code))
    chance.shuffle(tasks)
    raised = all_at_once(tasks)
    assert {type(error) for error in raised} <= {Conflict}
    check_sound([SLOT, LATER, THIRD])
    # Each of those who did not want to wait has a place or was refused, nobody is lost.
    with read_scope() as session:
        rows = session.scalars(select(Booking)).all()
    refused = sum("约满" in str(e) for e in raised if "没有变" not in str(e))
    assert len(rows) == len(standing) + 300 - refused


def test_a_booking_moved_and_cancelled_in_the_same_moment_holds_one_place_or_none(
    hall: Office,
) -> None:
    codes = fill(hall)
    tasks: list[Callable[[], object]] = [partial(cancel, hall, code) for code in codes]
    tasks += [partial(move, hall, code) for code in codes for _ in range(5)]
    random.Random(3).shuffle(tasks)
    assert {type(error) for error in all_at_once(tasks)} <= {Conflict}
    with read_scope() as session:
        rows = session.scalars(select(Booking)).all()
    assert {(r.status, r.place) for r in rows} == {("cancelled", None)}
    assert held() == held(LATER) == []
