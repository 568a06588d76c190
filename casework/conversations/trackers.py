"""Erasing the dialogue's own events: Rasa offers no call for it, so its table is written to."""

import os
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

from sqlalchemy import Engine, column, delete, inspect, table
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from casework.conversations import repository
from casework.database import make_engine, session_scope, truncate_log
from common import clock
from common.errors import Unavailable
from common.settings import get_settings

EVENTS = table("events", column("sender_id"))
# A turn that the gateway gave up can still be running in the dialogue; never as long as this.
LOOKED_AFTER = timedelta(minutes=10)


class ErasureFailed(Unavailable):
    """The dialogue's database could not be written; nothing was erased yet."""

    problem = "erasure-failed"
    title = "暂时没能删除，请稍后再试"


def tracker_url() -> str:
    """Where the dialogue keeps its trackers."""
    default = f"sqlite:///{get_settings().var_dir / 'trackers.db'}"
    return os.environ.get("TRACKER_DATABASE_URL") or default


@lru_cache(maxsize=4)
def _engine(url: str) -> Engine:
    return make_engine(url)


def erase_tracker(conversation_id: str) -> None:
    """Delete all events of a conversation; nothing to do before the dialogue's first turn.

    Raises:
        ErasureFailed: the dialogue's database is not to be reached or not to be written.
    """
    address = tracker_url()
    url = make_url(address)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        return
    engine = _engine(address)
    try:
        with engine.begin() as connection:
            if not inspect(connection).has_table(EVENTS.name):
                return
            connection.execute(delete(EVENTS).where(EVENTS.c.sender_id == conversation_id))
        truncate_log(engine)
    except OperationalError as error:
        raise ErasureFailed() from error


def sweep_erased() -> None:
    """Delete what the dialogue wrote to conversations after they were erased.

    Each is looked at again until no turn begun before its erasure can be running.
    """
    with session_scope() as session:
        for erasure in repository.erasures(session):
            erase_tracker(erasure.conversation_id)
            if clock.now() - erasure.at > LOOKED_AFTER:
                session.delete(erasure)
