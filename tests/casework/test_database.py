"""The database: the schema comes from migrations, moments are UTC, readers do not wait."""

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from casework.bookings.models import Booking, Reminder
from casework.conversations import service as conversations
from casework.conversations.models import Conversation, Turn
from casework.database import Base, alembic_config, make_engine, migrate, read_scope, session_scope
from casework.tickets.models import Ticket
from common.settings import get_settings


def test_migrations_make_exactly_the_models() -> None:
    engine = make_engine(get_settings().database_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_migrating_twice_changes_nothing_and_back_leaves_nothing() -> None:
    url = get_settings().database_url
    migrate()
    command.downgrade(alembic_config(url), "base")
    engine = create_engine(url)
    assert inspect(engine).get_table_names() == ["alembic_version"]
    engine.dispose()


def test_bookings_survive_the_way_forward_and_back() -> None:
    url = get_settings().database_url
    command.downgrade(alembic_config(url), "0002")
    engine = make_engine(url)
    columns = "code, key, office_id, slot_id, place, kind, status, start, end, names, phone"
    with engine.begin() as connection:
        connection.execute(
            text(
                f"INSERT INTO bookings ({columns}, phone_print, created_at) VALUES ('ABCD2345',"
                " 'k', 'o', 's', 1, 'marriage', 'booked', '2026-11-27 01:00:00.000000',"
                " '2026-11-27 01:30:00.000000', '[]', 'x', 'p', '2026-11-24 01:00:00.000000')"
            )
        )
    migrate()
    with session_scope() as session:
        booking = session.scalars(select(Booking)).one()
        assert (booking.code, booking.place, booking.conversation_id) == ("ABCD2345", 1, None)
        conversation, _ = conversations.create(session, "镇江市")
        booking.conversation_id = conversation.id
        session.add(Reminder(booking_id=booking.id, due_at=booking.start))
    with session_scope() as session:
        session.scalars(select(Booking)).one().status = "waiting"
    command.downgrade(alembic_config(url), "0002")
    with engine.connect() as connection:
        rows = connection.execute(text(f"SELECT {columns} FROM bookings")).all()
        assert [(r.code, r.place, r.status) for r in rows] == [("ABCD2345", 1, "cancelled")]
        assert not inspect(connection).has_table("reminders")
    engine.dispose()


def test_sqlite_is_set_up_for_several_processes() -> None:
    with session_scope() as session:
        pragmas = {
            name: session.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "foreign_keys", "secure_delete")
        }
    assert pragmas == {"journal_mode": "wal", "foreign_keys": 1, "secure_delete": 1}


def test_a_reader_does_not_wait_for_a_writer_and_sees_the_state_before() -> None:
    with session_scope() as writer:
        conversations.create(writer, "镇江市")
        seen: list[int] = []

        def read() -> None:
            with read_scope() as session:
                seen.append(len(session.scalars(select(Conversation)).all()))

        reader = threading.Thread(target=read)
        reader.start()
        reader.join(3)
        assert seen == [0]
    with read_scope() as session:
        assert len(session.scalars(select(Conversation)).all()) == 1


def test_an_error_rolls_everything_back() -> None:
    def fail() -> None:
        with session_scope() as session:
            conversations.create(session, "镇江市")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with read_scope() as session:
        assert session.scalars(select(Conversation)).all() == []


def test_a_turn_needs_its_conversation() -> None:
    now = datetime.now(UTC)
    orphan = Turn(
        id="t", conversation_id="none", client_message_id="c", seq=1, done=False, created_at=now
    )
    with pytest.raises(IntegrityError), session_scope() as session:
        session.add(orphan)


def test_moments_without_a_zone_are_refused_and_others_come_back_in_utc() -> None:
    def ticket(moment: datetime) -> Ticket:
        return Ticket(
            number="n", key="k", conversation_id="c", kind="handoff", summary="",
            status="open", created_at=moment, due_at=moment,
        )  # fmt: skip

    with pytest.raises(StatementError, match="time zone"), session_scope() as session:
        session.add(ticket(datetime(2026, 11, 24, 9)))
    local = datetime.fromisoformat("2026-11-24T09:00:00+08:00")
    with session_scope() as session:
        session.add(ticket(local))
    with read_scope() as session:
        stored = session.scalars(select(Ticket)).one().created_at
    assert stored == local
    assert stored.tzinfo is UTC


def test_errors_do_not_quote_what_people_said() -> None:
    def open_one() -> None:
        now = datetime.now(UTC)
        with session_scope() as session:
            session.add(
                Ticket(
                    number="same", key="k", conversation_id="c", kind="handoff",
                    summary="我家的难处", status="open", created_at=now, due_at=now,
                )
            )  # fmt: skip

    open_one()
    with pytest.raises(IntegrityError) as failed:
        open_one()
    assert "难处" not in str(failed.value)


def test_the_database_lies_below_the_var_folder(database: Path) -> None:
    assert (database / "casework.db").exists()
