"""Trackers in SQL, failing closed: a database error is an error, never a forgotten form."""

import os
from typing import Any, Dict, Optional, Text

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain

from bot.lexicon import var_dir

BUSY_SECONDS = 5


def tracker_url() -> str:
    """`TRACKER_DATABASE_URL`, by default SQLite below VAR_DIR."""
    return os.environ.get("TRACKER_DATABASE_URL") or f"sqlite:///{var_dir() / 'trackers.db'}"


def make_engine(url: str) -> sa.engine.Engine:
    """An engine; SQLite gets WAL and waits for the writer before it."""
    if not url.startswith("sqlite"):
        return sa.create_engine(url, pool_pre_ping=True)
    engine = sa.create_engine(
        url, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False}
    )

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")

    return engine


class GuardedTrackerStore(SQLTrackerStore):
    """Rasa's SQL store on an engine of ours."""

    def __init__(
        self,
        domain: Optional[Domain] = None,
        event_broker: Optional[EventBroker] = None,
        **kwargs: Dict[Text, Any],
    ) -> None:
        """Create the tables; an unreachable database is an error at once."""
        self.engine = make_engine(tracker_url())
        self.Base.metadata.create_all(self.engine)
        self.sessionmaker = sa.orm.session.sessionmaker(bind=self.engine)
        # Past SQLTrackerStore's own constructor, which would make another engine.
        super(SQLTrackerStore, self).__init__(domain, event_broker)
