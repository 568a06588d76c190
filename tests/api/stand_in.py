"""A process that speaks the dialogue's protocol over real HTTP, for tests of the gateway alone.

What it says is set by the test; what it was asked is kept. The real dialogue is in tests/e2e.
"""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

HELLO = {"kind": "answer", "text": "带身份证。", "status": "answered"}


class Dialogue(ThreadingHTTPServer):
    """Answers every turn with `messages`, after `delay` seconds, with the HTTP `status`."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.messages: Any = [HELLO]
        self.raw: bytes | None = None
        self.status = 200
        self.delay = 0.0
        self.asked: list[dict[str, Any]] = []
        self.secrets: list[str | None] = []
        self.thread = threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: Dialogue

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append(json.loads(body))
        self.server.secrets.append(self.headers["Authorization"])
        time.sleep(self.server.delay)
        raw = self.server.raw
        self.answer(
            raw if raw is not None else json.dumps({"messages": self.server.messages}).encode()
        )

    def do_GET(self) -> None:
        self.answer(b"{}")

    def answer(self, body: bytes) -> None:
        self.send_response(self.server.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass
