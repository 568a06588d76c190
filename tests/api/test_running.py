"""Health, limits, headers, logs; events and big bodies over a real connection."""

import asyncio
import json
import logging
import socket
import sqlite3
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from api.app import create_app
from api.limits import SHARED, Buckets, TooFast
from api.logs import MaskingFormatter, mask_logs
from api.state import get_release
from common.settings import get_settings
from knowledge.release import ReleaseStore
from tests.api.conftest import Person, new_person
from tests.api.stand_in import Dialogue
from tests.api.test_bad_input import check_problem
from tests.support import free_port


class TestHealth:
    async def test_ready(self, client: httpx.AsyncClient) -> None:
        response = await client.get("/readyz")
        assert response.status_code == 200
        assert response.json() == {
            "status": "ready",
            "release": 1,
            "components": dict.fromkeys(("dialogue", "actions", "database", "knowledge"), "ok"),
        }

    async def test_not_ready_has_the_same_shape_and_the_process_lives(
        self, client: httpx.AsyncClient, dialogue: Dialogue
    ) -> None:
        dialogue.status = 500
        response = await client.get("/readyz")
        assert response.status_code == 503
        body = response.json()
        assert body["status"] == "not_ready"
        assert body["components"]["dialogue"] == body["components"]["actions"] == "down"
        assert body["components"]["database"] == body["components"]["knowledge"] == "ok"
        assert (await client.get("/healthz")).status_code == 200

    async def test_no_release(
        self, client: httpx.AsyncClient, app: FastAPI, tmp_path: Path
    ) -> None:
        app.state.shared.releases = ReleaseStore(tmp_path / "none")
        response = await client.get("/readyz")
        assert (response.status_code, response.json()["release"]) == (503, None)
        check_problem(await client.get("/api/v1/services"), 503)

    async def test_a_locked_database_is_503(
        self, client: httpx.AsyncClient, var_dir: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("casework.database.BUSY_MILLISECONDS", 50)
        # Another spelling of the same place: an engine of its own, which waits less.
        url = f"sqlite:///{var_dir}/./casework.db"
        monkeypatch.setattr(get_settings(), "database_url", url)
        holder = sqlite3.connect(var_dir / "casework.db")
        holder.execute("BEGIN IMMEDIATE")
        try:
            body = check_problem(await client.post("/api/v1/sessions", json={}), 503)
        finally:
            holder.close()
        assert body["type"] == "urn:problem:database-unavailable"


class TestLimits:
    def test_fifteen_then_one_every_four_seconds(self, monkeypatch: pytest.MonkeyPatch) -> None:
        now = [0.0]
        monkeypatch.setattr("api.limits.time.monotonic", lambda: now[0])
        buckets = Buckets(15)
        for _ in range(15):
            buckets.take("a")
        with pytest.raises(TooFast) as refused:
            buckets.take("a")
        assert refused.value.extra["retry_after"] == 4
        buckets.take("b")
        now[0] = 3.9
        with pytest.raises(TooFast):
            buckets.take("a")
        now[0] = 4.1
        buckets.take("a")

    def test_zero_is_off(self) -> None:
        buckets = Buckets(0)
        for _ in range(1000):
            buckets.take("a")

    async def test_429_with_retry_after_and_others_go_on(
        self, client: httpx.AsyncClient, app: FastAPI, person: Person
    ) -> None:
        app.state.shared.buckets = Buckets(2)
        other = await new_person(client)
        for _ in range(2):
            await person.say("领证带什么")
        response = await person.post(text="领证带什么")
        check_problem(response, 429)
        assert 0 < int(response.headers["Retry-After"]) <= 30
        await other.say("领证带什么")
        assert len(await person.history(1)) == 4

    async def test_sessions_and_bookings_are_limited_by_address(
        self, client: httpx.AsyncClient, app: FastAPI
    ) -> None:
        app.state.shared.buckets = Buckets(1)
        for _ in range(SHARED):
            await new_person(client)
        check_problem(await client.post("/api/v1/sessions", json={}), 429)


async def test_headers_of_pages_answers_and_files(client: httpx.AsyncClient) -> None:
    for path in ("/healthz", "/api/v1/services", "/static/app.css", "/openapi.json"):
        headers = (await client.get(path)).headers
        assert "unsafe" not in headers["content-security-policy"]
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
    assert (await client.get("/api/v1/services")).headers["cache-control"] == "no-store"
    assert "no-store" not in (await client.get("/static/app.css")).headers.get("cache-control", "")


async def test_the_page_is_served(client: httpx.AsyncClient) -> None:
    page = await client.get("/")
    assert page.status_code == 200
    assert "您好，请问要办什么事？" in page.text


class TestLogs:
    def test_numbers_are_masked_in_messages_and_traces(self) -> None:
        record = logging.LogRecord("x", logging.ERROR, "f", 1, "打%s", ("13812345678",), None)
        assert MaskingFormatter(None).format(record) == "ERROR x 打[手机号]"
        try:
            raise ValueError("13812345678")
        except ValueError as error:
            trace = (type(error), error, error.__traceback__)
        record = logging.LogRecord("x", logging.ERROR, "f", 1, "", (), trace)
        text = MaskingFormatter(None).format(record)
        assert "ValueError: [手机号]" in text
        assert "13812345678" not in text

    def test_every_handler_is_masked_once(self) -> None:
        handler = logging.StreamHandler()
        logger = logging.getLogger("uvicorn.error")
        logger.addHandler(handler)
        try:
            mask_logs()
            first = handler.formatter
            mask_logs()
            assert isinstance(first, MaskingFormatter)
            assert handler.formatter is first
        finally:
            logger.removeHandler(handler)


@pytest.fixture
def live(var_dir: Path, store: ReleaseStore, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The application behind a real server."""
    monkeypatch.setattr("api.state.ReleaseStore", lambda _: store)
    port = free_port()
    config = uvicorn.Config(create_app(), port=port, log_level="error", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture
async def visitor(live: str) -> AsyncIterator[Person]:
    """A resident over a real connection."""
    async with httpx.AsyncClient(base_url=live, timeout=10) as caller:
        yield await new_person(caller)


async def events(person: Person, count: int, **extra: Any) -> list[dict[str, Any]]:
    """The first events of a stream; fewer when it ends before."""
    found: list[dict[str, Any]] = []
    headers = {**person.headers, **extra.pop("headers", {})}
    url = f"{person.url}/events"
    async with person.client.stream("GET", url, headers=headers, **extra) as response:
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")
        event: dict[str, Any] = {}
        async for line in response.aiter_lines():
            name, _, value = line.partition(": ")
            if name in ("id", "event", "data"):
                event[name] = json.loads(value) if name == "data" else value
            elif not line and "data" in event:
                found.append(event)
                event = {}
            if len(found) == count:
                break
    return found


class TestEvents:
    async def test_the_same_messages_from_the_start(self, visitor: Person) -> None:
        await visitor.say("领证带什么")
        found = await events(visitor, 3)
        assert [e["data"] for e in found] == await visitor.history()
        assert [(e["id"], e["event"]) for e in found] == [(str(i), "message") for i in (1, 2, 3)]

    async def test_taken_up_where_it_broke_off(self, visitor: Person) -> None:
        await visitor.say("领证带什么")
        assert [e["id"] for e in await events(visitor, 1, params={"after": 2})] == ["3"]
        last = {"Last-Event-ID": "1"}
        assert [e["id"] for e in await events(visitor, 2, headers=last)] == ["2", "3"]

    async def test_a_strange_last_id_is_ignored(self, visitor: Person) -> None:
        found = await events(visitor, 1, headers={"Last-Event-ID": "²".encode("latin-1")})
        assert found[0]["id"] == "1"

    async def test_new_messages_arrive_and_the_stream_ends_with_the_session(
        self, visitor: Person
    ) -> None:
        reading = asyncio.create_task(events(visitor, 99, params={"after": 1}))
        await asyncio.sleep(0.3)
        await visitor.say("领证带什么")
        await asyncio.sleep(1.2)
        await visitor.client.delete(visitor.url, headers=visitor.headers)
        found = await asyncio.wait_for(reading, 5)
        assert [e["data"]["text"] for e in found] == ["领证带什么", "带身份证。"]


class TestBigBodies:
    async def test_ten_mebibytes_are_refused_readably(self, visitor: Person) -> None:
        body = b'{"text": "' + b"a" * (10 << 20) + b'"}'
        headers = {**visitor.headers, "Content-Type": "application/json"}
        response = await visitor.client.post(
            f"{visitor.url}/messages", content=body, headers=headers
        )
        check_problem(response, 413)
        await visitor.say("领证带什么")

    async def test_ten_mebibytes_without_a_length(self, visitor: Person) -> None:
        async def chunks() -> AsyncIterator[bytes]:
            for _ in range(160):
                yield b"a" * 65_536

        response = await visitor.client.post(
            f"{visitor.url}/messages", content=chunks(), headers=visitor.headers
        )
        check_problem(response, 413)

    async def test_a_sender_that_asks_first_is_told_at_once(self, live: str) -> None:
        host, port = live.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=3) as connection:
            connection.sendall(
                b"POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 10485760\r\n"
                b"Expect: 100-continue\r\n\r\n"
            )
            assert connection.recv(1024).startswith(b"HTTP/1.1 413")


async def test_a_request_is_answered_from_the_current_release(app: FastAPI) -> None:
    assert (await get_release(app.state.shared)).number == 1
