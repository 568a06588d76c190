"""Waiting: in order, never more than the capacity, and whoever gets a place is told."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from casework.bookings import line
from casework.bookings import service as bookings
from casework.bookings.models import Booking
from casework.conversations import service as conversations
from casework.conversations.models import Conversation
from casework.database import read_scope, session_scope
from common import clock
from common.errors import Conflict
from knowledge.models import Office
from tests.casework.conftest import at
from tests.casework.desk import (
    LATER,
    PHONE,
    SLOT,
    book,
    cancel,
    chat,
    fill,
    find,
    held,
    told,
    wait,
)


def test_a_free_slot_is_booked_at_once_even_when_waiting_was_offered(office: Office) -> None:
    assert book(office, waitlist=True).status == "booked"


def test_who_waits_has_a_code_a_place_in_line_and_no_place(office: Office) -> None:
    fill(office)
    first, second = wait(office, "w1"), wait(office, "w2", phone="138 1234 5678")
    assert (find(first.code)[2], find(second.code)[2]) == (1, 2)
    assert first.place is None
    assert held() == [1, 2, 3]
    with pytest.raises(Conflict, match="约满"):
        book(office, key="does not want to wait")


def test_the_same_key_gets_in_line_once(office: Office) -> None:
    fill(office)
    assert wait(office, "w").code == wait(office, "w").code
    assert find(wait(office, "w2").code)[2] == 2


def test_cancelling_gives_the_place_to_the_first_in_line_in_the_same_transaction(
    office: Office,
) -> None:
    codes = fill(office)
    first, second = wait(office, "w1"), wait(office, "w2")

    def cancel_and_fail() -> None:
        with session_scope() as session:
            bookings.cancel(session, codes[1], PHONE, offices={office.id: office})
            assert bookings.find(session, first.code, PHONE).status == "booked"
            raise RuntimeError

    with pytest.raises(RuntimeError):
        cancel_and_fail()
    assert find(first.code)[1] == "waiting"
    cancel(office, codes[1])
    assert find(first.code) == (SLOT, "booked", None)
    assert find(second.code) == (SLOT, "waiting", 1)
    assert held() == [1, 2, 3]


def test_cancelling_twice_gives_one_place(office: Office) -> None:
    codes = fill(office)
    first, second = wait(office, "w1"), wait(office, "w2")
    for _ in range(2):
        cancel(office, codes[0])
    assert (find(first.code)[1], find(second.code)[1]) == ("booked", "waiting")


def test_leaving_the_line_moves_the_others_up_and_frees_nothing(office: Office) -> None:
    fill(office)
    first, second = wait(office, "w1"), wait(office, "w2")
    cancel(office, first.code)
    assert find(first.code)[1:] == ("cancelled", None)
    assert find(second.code)[1:] == ("waiting", 1)
    assert held() == [1, 2, 3]


def test_nobody_passes_those_who_wait_when_the_office_gets_more_places(office: Office) -> None:
    fill(office)
    first = wait(office, "w1")
    larger = office.model_copy(update={"capacity": 4})
    with pytest.raises(Conflict):
        book(larger, key="late")
    assert find(first.code)[1] == "waiting"
    with session_scope() as session:
        line.promote_all(session, {office.id: larger})
    assert find(first.code)[1] == "booked"
    assert book(office.model_copy(update={"capacity": 5}), key="late").status == "booked"


def test_nobody_is_promoted_when_the_office_has_fewer_places_now(office: Office) -> None:
    codes = fill(office)
    first = wait(office, "w1")
    smaller = office.model_copy(update={"capacity": 2})
    cancel(smaller, codes[0])
    assert find(first.code)[1] == "waiting"
    cancel(smaller, codes[1])
    assert find(first.code)[1] == "booked"
    assert len(held()) == 2


def test_a_closed_or_unknown_office_promotes_nobody(office: Office) -> None:
    codes = fill(office)
    first = wait(office, "w1")
    closed = office.model_copy(update={"closed": [first.start_local.date()]})
    cancel(closed, codes[0])
    with session_scope() as session:
        bookings.cancel(session, codes[1], PHONE, offices={})
    assert find(first.code)[1] == "waiting"


class TestTelling:
    def test_in_the_chat_it_came_from_with_the_code_and_that_it_is_a_demo(
        self, office: Office
    ) -> None:
        codes, opening = fill(office), chat()
        waiting = wait(office, "w", conversation_id=opening[0])
        cancel(office, codes[0])
        (message,) = told(opening)
        assert (message.sender, message.kind, message.seq) == ("system", "notice", 1)
        for word in (
            "排到了",
            "演示登记处",
            "11月27日(周五) 09:00–09:30",
            waiting.code,
            "演示用的",
        ):
            assert word in message.text
        assert PHONE not in message.text
        assert "张大明" not in message.text
        with read_scope() as session:
            conversation = conversations.get(session, *opening)
            for reply in message.quick_replies:
                assert conversations.issued_title(session, conversation, reply["payload"])

    def test_the_chat_stays_open_until_the_slot_ends(
        self, office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        opening, other = chat(), chat()
        booking = book(office, conversation_id=opening[0])
        with read_scope() as session:
            ends = dict(session.execute(select(Conversation.id, Conversation.expires_at)).all())
        assert ends[opening[0]] == booking.end
        assert ends[other[0]] == clock.now() + timedelta(days=1)

    def test_nobody_to_tell_is_no_error(self, office: Office) -> None:
        codes, opening = fill(office), chat()
        inside = wait(office, "w1", conversation_id=opening[0])
        outside = wait(office, "w2", conversation_id="never opened here")
        with session_scope() as session:
            conversations.erase(session, conversations.get(session, *opening))
        for code in codes[:2]:
            cancel(office, code)
        assert find(inside.code)[1] == find(outside.code)[1] == "booked"

    def test_erasing_a_chat_leaves_the_booking_and_no_trace_of_whose_chat_it_was(
        self, office: Office
    ) -> None:
        opening = chat()
        code = book(office, conversation_id=opening[0]).code
        with session_scope() as session:
            conversations.erase(session, conversations.get(session, *opening))
        assert find(code)[1] == "booked"
        with read_scope() as session:
            assert session.scalars(select(Booking.conversation_id)).all() == [None]


def test_waiting_ends_when_the_slot_begins(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    codes, opening = fill(office), chat()
    waiting = wait(office, "w", conversation_id=opening[0])
    other = fill(office, LATER) and wait(office, "later", slot_id=LATER)
    at(monkeypatch, "2026-11-27T09:00")
    cancel(office, codes[0])
    for _ in range(2):
        with session_scope() as session:
            line.close_begun(session, {office.id: office})
    assert find(waiting.code)[1:] == ("expired", None)
    assert find(other.code)[1] == "waiting"
    assert [m.text[:4] for m in told(opening)] == ["没有排到"]
    with read_scope() as session:
        ended = bookings.find(session, waiting.code, PHONE)
    assert (ended.names, ended.phone) == ([], "")
    cancel(office, waiting.code)
    assert find(waiting.code)[1] == "expired"
