"""Tables of tickets."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from casework.database import Base, UtcDateTime
from common.clock import SHANGHAI


class Ticket(Base):
    """Something a person must see to."""

    __tablename__ = "tickets"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    conversation_id: Mapped[str] = mapped_column(String(36), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    summary: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(16), default="open")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)

    def due_local(self) -> str:
        """The due day in words: 11月25日18:00."""
        due = self.due_at.astimezone(SHANGHAI)
        return f"{due.month}月{due.day}日{due:%H:%M}"
