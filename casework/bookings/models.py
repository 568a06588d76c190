"""Tables of bookings."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casework.database import Base, UtcDateTime
from common.clock import SHANGHAI


class Booking(Base):
    """A booked place. Each place of a slot has a number; a freed one has none."""

    __tablename__ = "bookings"
    # Two bookings can never hold the same place, whatever the concurrency.
    __table_args__ = (UniqueConstraint("slot_id", "place"),)
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

    @property
    def start_local(self) -> datetime:
        """Start in Asia/Shanghai."""
        return self.start.astimezone(SHANGHAI)

    @property
    def end_local(self) -> datetime:
        """End in Asia/Shanghai."""
        return self.end.astimezone(SHANGHAI)
