"""Bad input gets a clear 4xx in Chinese as problem+json, and nothing is lost."""

import json
import re
import uuid
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from api.headers import SECURITY
from tests.api.conftest import Person

CHINESE = re.compile(r"[\u4e00-\u9fff]")
JSON = {"Content-Type": "application/json"}


def check_problem(response: httpx.Response, status: int) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert body["status"] == status
    assert body["type"].startswith("urn:problem:")
    assert CHINESE.search(body["title"])
    for name, value in SECURITY.items():
        assert response.headers[name] == value
    return body


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "请先输入"), (" \n　", "请先输入"), ("\u200b\u200d", "请先输入"),
        ("啊" * 501, "最多500"), ("低保\x00", "控制字符"), ("\x1c低保", "控制字符"),
        ("低\x1b[2J保", "控制字符"), ("低保\x85", "控制字符"), ("低\x7f保", "控制字符"),
        (5, "应当是文字"), (["低保"], "应当是文字"),
    ],
)  # fmt: skip
async def test_unusable_text(person: Person, text: Any, reason: str) -> None:
    body = check_problem(await person.post(text=text), 422)
    assert reason in body["detail"]
    assert body["errors"][0]["field"] == "text"


async def test_half_a_character(person: Person) -> None:
    raw = json.dumps({"client_message_id": str(uuid.uuid4()), "text": "低保\ud83d"})
    response = await person.client.post(
        f"{person.url}/messages", content=raw, headers={**person.headers, **JSON}
    )
    check_problem(response, 422)


@pytest.mark.parametrize(
    "text", ["啊" * 500, "  " + "啊" * 500 + "\n", "第一行\n第二行", "👩‍👩‍👧", "A"]
)
async def test_usable_text(person: Person, text: str) -> None:
    await person.say(text)


@pytest.mark.parametrize(
    "body",
    [
        {}, {"text": "低保"}, {"client_message_id": "1", "text": "低保"},
        {"client_message_id": str(uuid.uuid4())},
        {"client_message_id": str(uuid.uuid4()), "text": "低保", "payload": "affirm"},
        {"client_message_id": str(uuid.uuid4()), "text": "低保", "surprise": 1},
        {"client_message_id": str(uuid.uuid4()), "payload": ""}, [], "低保", 5, None,
    ],
)  # fmt: skip
async def test_unusable_messages(person: Person, body: Any) -> None:
    response = await person.client.post(
        f"{person.url}/messages", content=json.dumps(body), headers={**person.headers, **JSON}
    )
    problem = check_problem(response, 422)
    assert all(CHINESE.search(e["reason"]) or "UUID" in e["reason"] for e in problem["errors"])


@pytest.mark.parametrize(
    "raw", [b"{oops", b"", b"\xff\xfe{", b"[" * 60_000, b'{"a": ' + b"9" * 5000 + b"}"]
)
async def test_not_json(person: Person, raw: bytes) -> None:
    response = await person.client.post(
        f"{person.url}/messages", content=raw, headers={**person.headers, **JSON}
    )
    check_problem(response, 422 if raw == b"" else 400)


async def test_more_than_64_kib_announced(person: Person) -> None:
    response = await person.post(text="啊" * 30_000)
    check_problem(response, 413)


async def test_more_than_64_kib_not_announced(person: Person) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b"x" * 1024

    response = await person.client.post(
        f"{person.url}/messages", content=endless(), headers={**person.headers, **JSON}
    )
    check_problem(response, 413)


async def test_a_length_that_is_none(person: Person) -> None:
    response = await person.client.post(
        f"{person.url}/messages", content=b"{}",
        headers={**person.headers, **JSON, "Content-Length": "many"},
    )  # fmt: skip
    check_problem(response, 413)


async def test_no_such_page_and_no_such_method(client: httpx.AsyncClient) -> None:
    check_problem(await client.get("/api/v1/nothing"), 404)
    check_problem(await client.get("/static/nothing.js"), 404)
    response = await client.put("/api/v1/sessions")
    check_problem(response, 405)
    assert response.headers["allow"] == "POST"


@pytest.mark.parametrize("after", ["-1", "x", "99999999999999999999", ""])
async def test_unusable_numbers(person: Person, after: str) -> None:
    response = await person.client.get(
        f"{person.url}/messages", params={"after": after}, headers=person.headers
    )
    check_problem(response, 422)


@pytest.mark.parametrize(
    "body", [{}, {"helpful": "maybe"}, {"helpful": True, "reason": "啊" * 501},
             {"helpful": True, "reason": "a\x00"}],
)  # fmt: skip
async def test_unusable_feedback(person: Person, body: dict[str, Any]) -> None:
    turn = await person.say("领证带什么")
    response = await person.client.post(
        f"{person.url}/turns/{turn['turn_id']}/feedback", json=body, headers=person.headers
    )
    check_problem(response, 422)


async def test_a_refused_message_loses_nothing(person: Person) -> None:
    await person.say("低保一个月多少钱")
    before = await person.history()
    await person.post(text="")
    await person.post(text="啊" * 501)
    await person.post(payload="affirm")
    assert await person.history() == before


async def test_a_fault_of_ours_is_500_in_chinese_with_all_headers(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("api.knowledge.service.directory", broken)
    response = await client.get("/api/v1/services")
    check_problem(response, 500)
    assert "secret" not in response.text
