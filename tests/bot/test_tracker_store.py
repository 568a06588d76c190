"""Trackers on SQLite: kept, and an error when the database is."""

import pytest
import sqlalchemy.exc
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.tracker_store import GuardedTrackerStore


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("TRACKER_DATABASE_URL", f"sqlite:///{tmp_path / 'trackers.db'}")
    return GuardedTrackerStore(Domain.empty())


async def test_a_half_filled_form_is_kept(store):
    tracker = DialogueStateTracker("c", [])
    tracker.update(UserUttered("我能申请低保吗"))
    tracker.update(SlotSet("selfcheck_state", {"facts": {"household_size": 3}}))
    await store.save(tracker)
    again = await store.retrieve("c")
    assert [type(e).__name__ for e in again.events] == ["UserUttered", "SlotSet"]


async def test_write_ahead_log_is_on(store):
    with store.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


async def test_a_broken_database_is_an_error_and_no_blank_form(store):
    tracker = DialogueStateTracker("c", [])
    tracker.update(UserUttered("我能申请低保吗"))
    await store.save(tracker)
    with store.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE events RENAME TO hidden")
    with pytest.raises(sqlalchemy.exc.OperationalError):
        await store.retrieve("c")
    with store.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE hidden RENAME TO events")
    assert len((await store.retrieve("c")).events) == 1
