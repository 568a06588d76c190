"""What a crash does, and what stopping leaves behind."""

import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.conftest import START_TIMEOUT, Servers, started
from tests.support import Resident, Turn

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """Servers of this file's own: its tests kill them."""
    with started(tmp_path_factory.mktemp("var")) as running:
        yield running


def pids(servers: Servers) -> dict[str, int]:
    found: dict[str, int] = json.loads((servers.var_dir / "run/pids.json").read_text())
    return found


def wait_ready(base: str, seconds: float = START_TIMEOUT) -> float:
    begun = time.monotonic()
    while time.monotonic() - begun < seconds:
        try:
            if httpx.get(f"{base}/readyz", timeout=2.0).status_code == httpx.codes.OK:
                return time.monotonic() - begun
        except httpx.HTTPError:
            pass
        time.sleep(0.3)
    pytest.fail("not ready again")


def test_ready_says_what_answers(servers: Servers) -> None:
    body = httpx.get(f"{servers.base}/readyz").json()
    assert body["status"] == "ready"
    assert set(body["components"]) == {"dialogue", "actions", "database", "knowledge"}


def test_only_the_gateway_knows_the_dialogue(servers: Servers) -> None:
    command = Path(f"/proc/{pids(servers)['dialogue']}/environ").read_text()
    port = dict(v.split("=", 1) for v in command.split("\0") if "=" in v)["DIALOGUE_PORT"]
    url = f"http://127.0.0.1:{port}"
    assert httpx.post(f"{url}/webhooks/gateway/webhook", json={}).status_code == 401
    assert httpx.post(f"{url}/model/parse", json={"text": "低保"}).status_code == 401


def test_a_killed_dialogue_loses_no_answer_and_comes_back(
    servers: Servers, resident: Resident
) -> None:
    resident.say("我能申请低保吗")
    resident.say("镇江")
    os.kill(pids(servers)["dialogue"], signal.SIGKILL)
    body = {"client_message_id": "00000000-0000-4000-8000-0000000000aa", "text": "3个人"}
    refused = resident.post(**body)
    assert refused.status_code == httpx.codes.SERVICE_UNAVAILABLE
    assert refused.json()["title"].startswith("系统正忙")
    # Danger is answered all the same.
    assert resident.say("我不想活了").status == "emergency"

    wait_ready(servers.base)
    answered = Turn(resident.post(**body).raise_for_status().json())
    assert answered.status == "selfcheck"
    assert "收入" in answered.text
    url = f"/api/v1/sessions/{resident.session_id}/messages"
    history = resident.client.get(url).json()["messages"]
    assert [m["text"] for m in history].count("3个人") == 1


def test_erasing_leaves_no_tracker(servers: Servers, resident: Resident) -> None:
    import sqlite3

    resident.say("低保一个月多少钱")
    path = servers.var_dir / "trackers.db"

    def events() -> int:
        with sqlite3.connect(path) as connection:
            query = "SELECT COUNT(*) FROM events WHERE sender_id = ?"
            return int(connection.execute(query, (resident.session_id,)).fetchone()[0])

    assert events() > 0
    url = f"/api/v1/sessions/{resident.session_id}"
    assert resident.client.delete(url).status_code == httpx.codes.NO_CONTENT
    assert events() == 0
    assert resident.client.get(f"{url}/messages").status_code == httpx.codes.NOT_FOUND


def test_personal_numbers_reach_neither_the_database_nor_the_tracker(
    servers: Servers, resident: Resident
) -> None:
    resident.say("我的身份证是11010519491231002X，手机13912345678，能申请低保吗")
    for name in ("casework.db", "casework.db-wal", "trackers.db", "trackers.db-wal"):
        path = servers.var_dir / name
        if path.exists():
            raw = path.read_bytes()
            assert b"11010519491231002" not in raw, name
            assert b"13912345678" not in raw, name


def test_stopping_leaves_no_process_behind(servers: Servers) -> None:
    running = pids(servers)
    servers.process.send_signal(signal.SIGINT)
    assert servers.process.wait(30) == 0
    for name, pid in running.items():
        assert not os.path.exists(f"/proc/{pid}"), name
