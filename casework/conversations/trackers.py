"""Erasing the dialogue's own events. Rasa offers no call for it, so its table is written directly."""

import os
from pathlib import Path

from sqlalchemy import inspect, text
from sqlalchemy.engine import make_url

from casework.database import make_engine
from common.settings import get_settings


def tracker_url() -> str:
    """Where the dialogue keeps its trackers."""
    default = f"sqlite:///{get_settings().var_dir / 'trackers.db'}"
    return os.environ.get("TRACKER_DATABASE_URL") or default


def erase_tracker(conversation_id: str) -> None:
    """Delete all events of a conversation; nothing to do before the dialogue's first turn."""
    url = make_url(tracker_url())
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        return
    engine = make_engine(tracker_url())
    try:
        if "events" in inspect(engine).get_table_names():
            with engine.begin() as connection:
                connection.execute(
                    text("DELETE FROM events WHERE sender_id = :id"), {"id": conversation_id}
                )
    finally:
        engine.dispose()
