"""Conversations: one turn per message id, words masked, erasure without a trace."""

import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from casework.conversations import service as conversations
from casework.conversations.models import Conversation, Erasure, Message, Turn
from casework.conversations.trackers import ErasureFailed, erase_tracker, sweep_erased
from casework.database import read_scope, session_scope, truncate_log
from casework.tickets import service as tickets
from common.errors import Conflict, NotFound
from common.settings import get_settings

ANSWER = {
    "kind": "answer", "text": "要带身份证。",
    "citations": [{"passage_id": "a#b"}], "result": None,
    "quick_replies": [{"title": "预约登记", "payload": 'book{"service": "marriage"}'}],
}  # fmt: skip


def opened() -> tuple[str, str]:
    with session_scope() as session:
        conversation, token = conversations.create(session, "镇江市")
        return conversation.id, token


def take(
    opening: tuple[str, str], key: str = "m1", said: str = "领证带什么", done: bool = True
) -> Turn:
    with session_scope() as session:
        conversation = conversations.get(session, *opening)
        turn = conversations.begin_turn(session, conversation, key, said)
        if done:
            conversations.finish_turn(
                session, conversation, turn, [ANSWER], status="answered", release=3, mode=None
            )
        return turn


def history(opening: tuple[str, str], after: int = 0) -> list[tuple[int, str, str]]:
    with read_scope() as session:
        conversation = conversations.get(session, *opening)
        found = conversations.messages_after(session, conversation, after)
        return [(m.seq, m.sender, m.text) for m in found]


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setenv("NOW", moment.isoformat())
    get_settings.cache_clear()


class TestOwnership:
    def test_only_the_token_opens_it(self) -> None:
        first, second = opened(), opened()
        with read_scope() as session:
            assert conversations.get(session, *first).id == first[0]
            for attempt in ((first[0], second[1]), (first[0], ""), ("no such", first[1])):
                with pytest.raises(NotFound):
                    conversations.get(session, *attempt)

    def test_the_token_itself_is_not_stored(self, database: Path) -> None:
        _, token = opened()
        truncate_log()
        assert token.encode() not in (database / "casework.db").read_bytes()

    def test_it_ends_after_a_day(self, monkeypatch: pytest.MonkeyPatch) -> None:
        opening = opened()
        at(monkeypatch, datetime.fromisoformat("2026-11-25T09:00:01+08:00"))
        with read_scope() as session, pytest.raises(NotFound):
            conversations.get(session, *opening)

    def test_a_turn_of_another_is_not_found(self) -> None:
        mine, other = opened(), opened()
        turn = take(mine)
        with session_scope() as session:
            conversation = conversations.get(session, *other)
            with pytest.raises(NotFound):
                conversations.give_feedback(session, conversation, turn.id, True, None)


class TestTurns:
    def test_words_and_reply_are_numbered_in_order(self) -> None:
        opening = opened()
        take(opening)
        take(opening, "m2", "那要带户口本吗")
        assert history(opening) == [
            (1, "resident", "领证带什么"), (2, "bot", "要带身份证。"),
            (3, "resident", "那要带户口本吗"), (4, "bot", "要带身份证。"),
        ]  # fmt: skip
        assert history(opening, after=3) == [(4, "bot", "要带身份证。")]

    def test_a_retry_is_the_same_turn_and_stores_nothing_twice(self) -> None:
        opening = opened()
        first, second = take(opening), take(opening)
        assert (first.id, first.seq) == (second.id, second.seq)
        assert len(history(opening)) == 2

    def test_words_without_an_answer_are_kept_and_answered_by_a_retry(self) -> None:
        opening = opened()
        pending = take(opening, done=False)
        assert not pending.done
        assert history(opening) == [(1, "resident", "领证带什么")]
        finished = take(opening)
        assert finished.id == pending.id
        assert finished.done
        assert len(history(opening)) == 2

    def test_a_waiting_message_id_cannot_stand_for_other_words(self) -> None:
        opening = opened()
        take(opening, done=False)
        with pytest.raises(Conflict):
            take(opening, said="另一句话")

    def test_the_same_id_in_two_conversations_is_two_turns(self) -> None:
        assert take(opened()).id != take(opened()).id

    def test_personal_numbers_are_not_stored(self) -> None:
        opening = opened()
        take(opening, said="我是11010519491231002X,电话13812345678")
        assert history(opening)[0][2] == "我是[身份证号],电话[手机号]"

    def test_the_mode_changes_with_a_reply(self) -> None:
        opening = opened()
        with session_scope() as session:
            conversation = conversations.get(session, *opening)
            turn = conversations.begin_turn(session, conversation, "m", "转人工")
            conversations.finish_turn(
                session, conversation, turn, [ANSWER], status="handoff", release=3, mode="queued"
            )
        with read_scope() as session:
            assert conversations.get(session, *opening).mode == "queued"

    def test_only_buttons_that_were_shown_count(self) -> None:
        opening, other = opened(), opened()
        take(opening)
        with read_scope() as session:
            mine = conversations.get(session, *opening)
            theirs = conversations.get(session, *other)
            payload = 'book{"service": "marriage"}'
            assert conversations.issued_title(session, mine, payload) == "预约登记"
            assert conversations.issued_title(session, mine, "book") is None
            assert conversations.issued_title(session, theirs, payload) is None

    def test_feedback_is_masked(self) -> None:
        opening = opened()
        turn = take(opening)
        with session_scope() as session:
            conversation = conversations.get(session, *opening)
            conversations.give_feedback(session, conversation, turn.id, False, "打13812345678")
        with read_scope() as session:
            rated = session.scalars(select(Turn)).one()
            assert (rated.helpful, rated.feedback_reason) == (False, "打[手机号]")


def tracker(database: Path, *senders: str) -> Path:
    """A tracker file as the dialogue writes it."""
    path = database / "trackers.db"
    connection = sqlite3.connect(path)
    connection.execute(
        "CREATE TABLE IF NOT EXISTS events"
        " (id INTEGER PRIMARY KEY, sender_id TEXT, type_name TEXT, data TEXT)"
    )
    for sender in senders:
        connection.execute(
            "INSERT INTO events (sender_id, type_name, data) VALUES (?, 'user', '我家的难处')",
            (sender,),
        )
    connection.commit()
    connection.close()
    return path


def events(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    found = [row[0] for row in connection.execute("SELECT sender_id FROM events")]
    connection.close()
    return found


def erase(opening: tuple[str, str]) -> None:
    with session_scope() as session:
        conversation = conversations.get(session, *opening)
        tickets.erase(session, conversation.id)
        conversations.erase(session, conversation)


class TestErasing:
    def test_rows_and_bytes_are_gone_and_others_stay(self, database: Path) -> None:
        mine, other = opened(), opened()
        take(mine, said="我家有个特别的难处")
        take(other, said="别人的话")
        erase(mine)
        truncate_log()
        with read_scope() as session:
            kept: list[Any] = [
                *session.scalars(select(Conversation.id)),
                *session.scalars(select(Turn.conversation_id)),
                *session.scalars(select(Message.conversation_id).distinct()),
            ]
        assert set(kept) == {other[0]}
        for path in database.glob("casework.db*"):
            assert "特别的难处".encode() not in path.read_bytes()

    def test_the_tracker_of_this_conversation_only(self, database: Path) -> None:
        path = tracker(database, "mine", "other", "mine")
        erase_tracker("mine")
        assert events(path) == ["other"]

    def test_the_trackers_bytes_are_gone_too(self, database: Path) -> None:
        path = tracker(database, "mine")
        erase_tracker("mine")
        for file in database.glob("trackers.db*"):
            assert "难处".encode() not in file.read_bytes()
        assert events(path) == []

    def test_no_tracker_file_and_no_table_are_fine(self, database: Path) -> None:
        erase_tracker("mine")
        assert not (database / "trackers.db").exists()
        sqlite3.connect(database / "trackers.db").close()
        erase_tracker("mine")

    def test_a_tracker_that_cannot_be_written_is_said(self, database: Path) -> None:
        (database / "trackers.db").write_bytes(b"")
        (database / "trackers.db").unlink()
        (database / "trackers.db").mkdir()
        with pytest.raises(ErasureFailed):
            erase_tracker("mine")

    def test_what_the_dialogue_wrote_late_is_swept(
        self, database: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        opening = opened()
        erase(opening)
        path = tracker(database, opening[0], "other")
        sweep_erased()
        assert events(path) == ["other"]
        with read_scope() as session:
            assert session.scalars(select(Erasure.conversation_id)).all() == [opening[0]]
        at(monkeypatch, datetime.fromisoformat("2026-11-24T09:11:00+08:00"))
        sweep_erased()
        with read_scope() as session:
            assert session.scalars(select(Erasure)).all() == []
