"""Shapes of the residents' API, as the contract names them."""

import unicodedata
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from casework.conversations.models import Message
from common.clock import SHANGHAI

MAX_TEXT = 500
Mode = Literal["bot", "queued", "operator", "closed"]
Validity = Literal["in_force", "expired", "superseded", "not_yet"]


class CitationOut(BaseModel):
    """The clause an answer rests on, with its validity on the day asked about."""

    passage_id: str
    document: str
    clause: str | None
    issuer: str
    region: str
    effective_from: str
    effective_until: str | None
    validity: Validity
    excerpt: str
    url: str | None


class QuickReplyOut(BaseModel):
    """A button; only payloads issued in the conversation are accepted back."""

    title: str
    payload: str


class MessageOut(BaseModel):
    """One message, numbered within its session."""

    seq: int
    sender: Literal["bot", "operator", "resident", "system"]
    kind: Literal["text", "answer", "question", "result", "card", "notice"]
    text: str
    citations: list[CitationOut]
    quick_replies: list[QuickReplyOut]
    result: dict[str, Any] | None = None
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
    status: str
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


def clean_text(value: str) -> str:
    """Trimmed text. Raises ValueError with the reason in Chinese."""
    text = value.strip()
    if any(unicodedata.category(c) == "Cc" and c not in "\n\t\r" for c in text):
        raise ValueError("内容里有不能显示的控制字符,请重新输入")
    if not any(unicodedata.category(c)[0] not in "CZ" for c in text):
        raise ValueError("请先输入要问的内容")
    if len(text) > MAX_TEXT:
        raise ValueError(f"内容太长了,最多{MAX_TEXT}个字,请分几次说")
    return text


class FeedbackIn(BaseModel):
    """What the person thought of a turn."""

    model_config = ConfigDict(extra="forbid")
    helpful: bool
    reason: Annotated[str, Field(max_length=500)] | None = None
