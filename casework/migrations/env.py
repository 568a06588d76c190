"""Alembic's environment: the metadata of all casework tables, batch mode for SQLite."""

from alembic import context

from casework.bookings import models as bookings
from casework.conversations import models as conversations
from casework.database import Base, make_engine
from casework.tickets import models as tickets
from common.settings import get_settings

MODELS = (bookings, conversations, tickets)


def run() -> None:
    """Migrate the database of the configuration, or of the settings."""
    url = context.config.get_main_option("sqlalchemy.url") or get_settings().database_url
    engine = make_engine(url)
    with engine.connect() as connection:
        context.configure(
            connection=connection, target_metadata=Base.metadata, render_as_batch=True
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
