"""Tickets: one per turn, numbers that can be read out and are never given twice."""

from datetime import datetime
from typing import Any

import pytest

from casework.database import session_scope
from casework.tickets import service as tickets
from common.settings import get_settings


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setenv("NOW", moment.isoformat())
    get_settings.cache_clear()


class TestTickets:
    def open(self, key: str = "t1", kind: str = "handoff", conversation: str = "c") -> Any:
        with session_scope() as session:
            return tickets.open_ticket(
                session, conversation_id=conversation, kind=kind,
                summary="请回电13812345678", key=key,
            )  # fmt: skip

    def test_numbers_can_be_read_out_and_count_by_day(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        numbers = [self.open("1").number, self.open("2").number]
        at(monkeypatch, datetime.fromisoformat("2026-11-24T16:30:00+00:00"))
        numbers.append(self.open("3").number)
        assert numbers == ["ZJ-20261124-0001", "ZJ-20261124-0002", "ZJ-20261125-0001"]

    def test_the_same_turn_opens_one(self) -> None:
        assert self.open().number == self.open().number

    def test_after_9999_comes_10000(self) -> None:
        ticket = self.open()
        for last, following in (("9999", "10000"), ("10000", "10001")):
            with session_scope() as session:
                session.merge(ticket).number = f"ZJ-20261124-{last}"
            with session_scope() as session:
                number = tickets.next_number(session, ticket.created_at)
            assert number == f"ZJ-20261124-{following}"

    def test_the_summary_is_masked(self) -> None:
        assert self.open().summary == "请回电[手机号]"

    @pytest.mark.parametrize(
        ("kind", "due"),
        [
            ("handoff", "11月25日17:30"),
            ("complaint", "12月15日17:30"),
            ("emergency", "11月24日09:30"),
        ],
    )
    def test_due_times(self, kind: str, due: str) -> None:
        assert self.open(kind=kind).due_local() == due

    def test_due_over_a_weekend(self, monkeypatch: pytest.MonkeyPatch) -> None:
        at(monkeypatch, datetime.fromisoformat("2026-11-27T18:00:00+08:00"))
        assert self.open().due_local() == "11月30日17:30"

    def test_erasing_forgets_the_words_and_never_reuses_the_number(self) -> None:
        first = self.open("1", conversation="mine")
        with session_scope() as session:
            tickets.erase(session, "mine")
        with session_scope() as session:
            erased = session.merge(first, load=True)
            session.refresh(erased)
            assert (erased.summary, erased.conversation_id, erased.status) == ("", "", "erased")
        assert self.open("2").number == "ZJ-20261124-0002"
