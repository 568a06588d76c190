"""Helpers of the tests: where things are, and a resident who talks over HTTP."""

import socket
import uuid
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


def free_port() -> int:
    """A loopback port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Turn:
    """One reply, with the parts that tests look at."""

    def __init__(self, body: dict[str, Any]) -> None:
        self.body = body
        self.status: str = body["status"]
        self.messages: list[dict[str, Any]] = body["messages"]

    @property
    def text(self) -> str:
        """All that was said, in one string."""
        return "\n".join(m["text"] for m in self.messages)

    @property
    def result(self) -> dict[str, Any] | None:
        """The result card, if one was sent."""
        return next((m["result"] for m in self.messages if m.get("result")), None)

    @property
    def citations(self) -> list[dict[str, Any]]:
        """Citations of all messages."""
        return [c for m in self.messages for c in m["citations"]]

    @property
    def replies(self) -> dict[str, str]:
        """Buttons of all messages: title → payload."""
        return {r["title"]: r["payload"] for m in self.messages for r in m["quick_replies"]}


class Resident:
    """A session of the public API."""

    def __init__(self, base: str) -> None:
        self.client = httpx.Client(base_url=base, timeout=30.0)
        body = self.client.post("/api/v1/sessions", json={}).raise_for_status().json()
        self.session_id: str = body["session_id"]
        self.greeting: list[dict[str, Any]] = body["messages"]
        self.client.headers["Authorization"] = f"Bearer {body['token']}"
        self.last: Turn | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self.client.close()

    def post(self, **body: Any) -> httpx.Response:
        """One raw message."""
        body.setdefault("client_message_id", str(uuid.uuid4()))
        return self.client.post(f"/api/v1/sessions/{self.session_id}/messages", json=body)

    def say(self, text: str) -> Turn:
        """Type a message and read the reply."""
        response = self.post(text=text)
        assert response.status_code == httpx.codes.OK, response.text
        self.last = Turn(response.json())
        return self.last

    def press(self, title: str) -> Turn:
        """Press a button of the last reply, by its title or a part of it."""
        assert self.last is not None
        payload = next(p for t, p in self.last.replies.items() if title in t)
        response = self.post(payload=payload)
        assert response.status_code == httpx.codes.OK, response.text
        self.last = Turn(response.json())
        return self.last
