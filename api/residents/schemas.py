"""Shapes of the residents' API, as the contract names them."""

import unicodedata
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)

from api.contract import CitationOut, Kind, Mode, QuickReplyOut, ResultOut, Sender, Status
from casework.conversations.models import Message
from common.clock import SHANGHAI

MAX_TEXT = 500


class MessageOut(BaseModel):
    """One message, numbered within its session."""

    seq: int
    sender: Sender
    kind: Kind
    text: str
    citations: list[CitationOut]
    quick_replies: list[QuickReplyOut]
    result: ResultOut | None = None
    at: datetime

    @classmethod
    def of(cls, message: Message) -> "MessageOut":
        """From the stored row, with the time in Asia/Shanghai."""
        return cls.model_validate(
            {
                "seq": message.seq,
                "sender": message.sender,
                "kind": message.kind,
                "text": message.text,
                "citations": message.citations,
                "quick_replies": message.quick_replies,
                "result": message.result,
                "at": message.at.astimezone(SHANGHAI),
            }
        )


def _or_empty(value: Any) -> Any:
    return [] if value is None else value


class SpokenMessage(BaseModel):
    """One message as the dialogue sends it (docs/architecture.md, Dialogue protocol)."""

    kind: Kind = "text"
    text: str
    citations: Annotated[list[CitationOut], BeforeValidator(_or_empty)] = []
    quick_replies: Annotated[list[QuickReplyOut], BeforeValidator(_or_empty)] = []
    result: ResultOut | None = None
    status: Status | None = None
    mode: Mode | None = None


class Reply(BaseModel):
    """What the dialogue answers to one turn."""

    messages: list[SpokenMessage]


class SessionOut(BaseModel):
    """A new session; the token is shown once."""

    session_id: str
    token: str
    expires_at: datetime
    messages: list[MessageOut]


class TurnOut(BaseModel):
    """The reply to one message."""

    turn_id: str
    seq: int
    mode: Mode
    status: Status
    release: int
    messages: list[MessageOut]


class HistoryOut(BaseModel):
    """Messages after a number, and who is answering."""

    messages: list[MessageOut]
    mode: Mode


class SessionIn(BaseModel):
    """Nothing is needed to open a session."""

    model_config = ConfigDict(extra="ignore")


class MessageIn(BaseModel):
    """Either typed text or the payload of a button."""

    model_config = ConfigDict(extra="forbid")
    client_message_id: UUID
    text: str | None = None
    payload: Annotated[str, Field(min_length=1, max_length=1000)] | None = None

    @field_validator("text")
    @classmethod
    def check_text(cls, value: str | None) -> str | None:
        """1 to 500 characters after trimming, without control characters."""
        return None if value is None else clean_text(value)

    @model_validator(mode="after")
    def check_one(self) -> "MessageIn":
        """Exactly one of text and payload."""
        if (self.text is None) == (self.payload is None):
            raise ValueError("text 和 payload 要且只能有一个")
        return self


def check_printable(value: str) -> str:
    """Text without control characters and half characters. Raises ValueError, in Chinese."""
    if any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t\r" for c in value):
        raise ValueError("内容里有不能显示的控制字符，请重新输入")
    return value


def clean_text(value: str) -> str:
    """Trimmed text. Raises ValueError with the reason in Chinese."""
    # Checked before trimming: strip() would take some control characters for blanks.
    text = check_printable(value).strip()
    if not any(unicodedata.category(c)[0] not in "CZ" for c in text):
        raise ValueError("请先输入要问的内容")
    if len(text) > MAX_TEXT:
        raise ValueError(f"内容太长了，最多{MAX_TEXT}个字，请分几次说")
    return text


class FeedbackIn(BaseModel):
    """What the person thought of a turn."""

    model_config = ConfigDict(extra="forbid")
    helpful: bool
    reason: Annotated[str, Field(max_length=500)] | None = None

    @field_validator("reason")
    @classmethod
    def check_reason(cls, value: str | None) -> str | None:
        """Without control characters."""
        return None if value is None else check_printable(value)
