"""Tables of bookings."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casework.database import Base, UtcDateTime
from common.clock import SHANGHAI


class Booking(Base):
    """A booked place, or somebody who waits for one.

    Each place of a slot has a number; who waits, gave up or came too late has none. Status:
    booked, waiting, cancelled, expired (waited until the slot began).
    """

    __tablename__ = "bookings"
    # Two bookings can never hold the same place, whatever the concurrency.
    __table_args__ = (UniqueConstraint("slot_id", "place"),)
    # Also the order in which people wait.
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    office_id: Mapped[str] = mapped_column(String(64), index=True)
    slot_id: Mapped[str] = mapped_column(String(96))
    place: Mapped[int | None]
    kind: Mapped[str] = mapped_column(String(16))
    status: Mapped[str] = mapped_column(String(16))
    start: Mapped[datetime] = mapped_column(UtcDateTime)
    end: Mapped[datetime] = mapped_column(UtcDateTime)
    # Encrypted; the phone is found by its fingerprint.
    names: Mapped[list[Any]] = mapped_column(JSON)
    phone: Mapped[str] = mapped_column(String(255))
    phone_print: Mapped[str] = mapped_column(String(64), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # The chat it was made in, where the resident is told of changes; erased with it.
    conversation_id: Mapped[str | None] = mapped_column(
        ForeignKey("conversations.id", ondelete="SET NULL"), index=True
    )

    @property
    def start_local(self) -> datetime:
        """Start in Asia/Shanghai."""
        return self.start.astimezone(SHANGHAI)

    @property
    def end_local(self) -> datetime:
        """End in Asia/Shanghai."""
        return self.end.astimezone(SHANGHAI)


class Reminder(Base):
    """The one reminder of a booking; sent when `sent_at` is set, in the same transaction."""

    __tablename__ = "reminders"
    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(
        ForeignKey("bookings.id", ondelete="CASCADE"), unique=True
    )
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
