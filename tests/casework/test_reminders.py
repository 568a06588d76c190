"""Reminders: due rows, the day before, once, honest about what is and is not booked."""

import threading

import pytest
from sqlalchemy import select

from casework.bookings import reminders
from casework.bookings.models import Reminder
from casework.conversations import service as conversations
from casework.database import read_scope, session_scope
from knowledge.models import Office
from tests.casework.conftest import at
from tests.casework.desk import LATER, book, cancel, chat, fill, move, told, wait


def send(office: Office) -> int:
    with session_scope() as session:
        return reminders.send_due(session, {office.id: office})


def rows() -> list[tuple[str, bool]]:
    with read_scope() as session:
        found = session.scalars(select(Reminder).order_by(Reminder.id)).all()
        return [(r.due_at.isoformat(), r.sent_at is not None) for r in found]


def test_the_day_before_at_the_same_time_of_day(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    opening = chat()
    booking = book(office, conversation_id=opening[0])
    assert rows() == [("2026-11-26T01:00:00+00:00", False)]
    at(monkeypatch, "2026-11-26T08:59")
    assert send(office) == 0
    at(monkeypatch, "2026-11-26T09:00")
    assert send(office) == 1
    (message,) = told(opening)
    assert message.sender == "system"
    assert message.text.startswith("提醒您：明天演示登记处，11月27日(周五) 09:00–09:30办结婚登记")
    assert booking.code in message.text
    assert "演示用的，不是真实预约" in message.text


def test_once_also_when_looked_at_again_and_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    opening = chat()
    book(office, conversation_id=opening[0])
    at(monkeypatch, "2026-11-26T09:00")
    assert [send(office) for _ in range(3)] == [1, 0, 0]
    assert len(told(opening)) == 1


def test_once_with_eight_processes_at_work(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    opening = chat()
    for key in range(3):
        book(office, key=str(key), conversation_id=opening[0])
    at(monkeypatch, "2026-11-26T09:00")
    barrier = threading.Barrier(8)

    def run() -> None:
        barrier.wait()
        send(office)

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told(opening)) == 3


def test_a_crash_before_the_commit_sends_nothing_and_the_next_round_does(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    opening = chat()
    book(office, conversation_id=opening[0])
    at(monkeypatch, "2026-11-26T09:00")

    def send_and_crash() -> None:
        with session_scope() as session:
            assert reminders.send_due(session, {office.id: office}) == 1
            raise RuntimeError

    with pytest.raises(RuntimeError):
        send_and_crash()
    assert told(opening) == []
    send(office)
    assert len(told(opening)) == 1


def test_late_by_a_night_it_says_today(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    opening = chat()
    book(office, conversation_id=opening[0])
    at(monkeypatch, "2026-11-27T08:00")
    send(office)
    assert "提醒您：今天演示登记处" in told(opening)[0].text


def test_too_late_it_is_dropped(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    opening = chat()
    book(office, conversation_id=opening[0])
    at(monkeypatch, "2026-11-27T09:00")
    send(office)
    assert (told(opening), rows()) == ([], [])


def test_none_for_a_booking_made_later_than_that_or_outside_a_chat(office: Office) -> None:
    opening = chat()
    late = book(office, slot_id="demo-office-20261125-0900", conversation_id=opening[0])
    assert reminders.due_at(late) is None
    book(office, key="over the counter")
    assert rows() == []


def test_cancelled_is_not_reminded_of(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    opening = chat()
    cancel(office, book(office, conversation_id=opening[0]).code)
    at(monkeypatch, "2026-11-26T09:00")
    assert send(office) == 0
    assert told(opening) == []


def test_moved_is_reminded_of_the_new_day_only(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    opening = chat()
    code = book(office, conversation_id=opening[0]).code
    at(monkeypatch, "2026-11-26T09:00")
    send(office)
    move(office, code, LATER)
    assert rows() == [("2026-11-29T02:00:00+00:00", False)]
    assert send(office) == 0
    at(monkeypatch, "2026-11-29T10:00")
    send(office)
    first, second = (m.text for m in told(opening))
    assert "11月27日(周五) 09:00" in first
    assert "11月30日(周一) 10:00" in second


def test_who_still_waits_is_told_not_to_come(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    opening = chat()
    codes = fill(office)
    wait(office, "w", conversation_id=opening[0])
    at(monkeypatch, "2026-11-26T09:00")
    send(office)
    assert "还在排队，现在排第1位" in told(opening)[0].text
    assert "不要白跑" in told(opening)[0].text
    cancel(office, codes[0])
    send(office)
    assert [m.text[:3] for m in told(opening)] == ["提醒您", "排到了"]


def test_an_erased_chat_is_told_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    opening = chat()
    book(office, conversation_id=opening[0])
    with session_scope() as session:
        conversations.erase(session, conversations.get(session, *opening))
    at(monkeypatch, "2026-11-26T09:00")
    send(office)
    assert rows() == []


def test_more_than_a_batch(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminders, "BATCH", 2)
    opening = chat()
    for key in range(3):
        book(office, key=str(key), conversation_id=opening[0])
    at(monkeypatch, "2026-11-26T09:00")
    assert [send(office) for _ in range(3)] == [2, 1, 0]
    assert len(told(opening)) == 3
