"""Promises about the whole API: every route has an access rule, every response its schema."""

import json
import uuid
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from jsonschema import Draft202012Validator
from starlette.routing import Mount, Route

from api.access import ACCESS
from tests.api.conftest import Person
from tests.api.stand_in import Dialogue
from tests.api.test_bookings import BODY


def routes(parent: Any) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for route in parent.routes:
        if hasattr(route, "original_router"):
            found |= routes(route.original_router)
        elif isinstance(route, Route | APIRoute):
            methods = (route.methods or set()) - {"HEAD"}
            found |= {(method, route.path) for method in methods}
        elif isinstance(route, Mount):
            found.add(("GET", route.path))
        else:
            raise AssertionError(f"a kind of route without an access rule: {route!r}")
    return found


async def test_every_route_has_an_access_rule(app: FastAPI) -> None:
    assert routes(app) == set(ACCESS)


async def test_session_routes_know_nobody_without_the_token(
    client: httpx.AsyncClient, person: Person
) -> None:
    for (method, path), rule in ACCESS.items():
        if rule != "session":
            continue
        url = path.format(session_id=person.id, turn_id="t")
        body = {"client_message_id": str(uuid.uuid4()), "text": "低保", "helpful": True}
        if "feedback" in path:
            body = {"helpful": True}
        elif "messages" in path:
            body.pop("helpful")
        response = await client.request(method, url, json=body)
        assert response.status_code == 404, (method, path)


async def test_holder_routes_need_the_phone(client: httpx.AsyncClient) -> None:
    code = (await client.post("/api/v1/bookings", json=BODY)).json()["booking_code"]
    for (method, path), rule in ACCESS.items():
        if rule == "holder":
            url = path.format(code=code)
            body = {"slot_id": BODY["slot_id"]} if method == "PATCH" else None
            response = await client.request(method, url, params={"phone": "13900000000"}, json=body)
            assert response.status_code == 404


def strict(schema: Any) -> Any:
    """The schema with no room for fields it does not name."""
    if isinstance(schema, dict):
        made = {name: strict(value) for name, value in schema.items()}
        if "properties" in made and "additionalProperties" not in made:
            made["additionalProperties"] = False
        return made
    return [strict(item) for item in schema] if isinstance(schema, list) else schema


class Checker:
    """Calls the API and checks each response against /openapi.json."""

    def __init__(self, client: httpx.AsyncClient, document: dict[str, Any]) -> None:
        self.client = client
        self.document = strict(document)
        self.seen: set[tuple[str, str]] = set()

    async def call(self, method: str, path: str, **extra: Any) -> Any:
        values = extra.pop("fill", {})
        response = await self.client.request(method, path.format(**values), **extra)
        described = self.document["paths"][path][method.lower()]["responses"]
        assert str(response.status_code) in described, (method, path, response.text)
        self.seen.add((method, path))
        content = described[str(response.status_code)].get("content")
        if response.status_code == 204:
            assert content is None
            return None
        (kind,) = content
        assert response.headers["content-type"] == kind
        schema = {**content[kind]["schema"], "components": self.document["components"]}
        Draft202012Validator(schema).validate(response.json())
        return response.json()


@pytest.fixture
async def checker(client: httpx.AsyncClient) -> Checker:
    response = await client.get("/openapi.json")
    document: dict[str, Any] = response.json()
    return Checker(client, document)


CARD = {
    "service": "dibao", "outcome": "likely", "as_of": "2026-11-24", "release": 1,
    "title": "低保自查", "conditions": [],
    "missing": [], "documents": [], "next_steps": [], "also": [], "notes": [],
}  # fmt: skip


async def test_every_response_is_as_described(checker: Checker, dialogue: Dialogue) -> None:
    v1 = "/api/v1"
    call = checker.call
    opened = await call("POST", f"{v1}/sessions", json={})
    ids = {"session_id": opened["session_id"]}
    headers = {"Authorization": f"Bearer {opened['token']}"}
    messages = f"{v1}/sessions/{{session_id}}/messages"

    citation = (await call("GET", f"{v1}/search", params={"q": "登记"}))["passages"][0]
    citation.pop("score")
    dialogue.messages = [
        {"kind": "result", "text": "可能符合。", "citations": [citation], "result": CARD,
         "quick_replies": [{"title": "对", "payload": "affirm"}], "status": "selfcheck"}
    ]  # fmt: skip
    said = {"client_message_id": str(uuid.uuid4()), "text": "我能申请低保吗"}
    turn = await call("POST", messages, fill=ids, headers=headers, json=said)
    assert turn["messages"][0]["result"]["title"] == "低保自查"
    await call("POST", messages, fill=ids, headers=headers, json={})
    await call("POST", messages, fill=ids, json=said)
    await call("GET", messages, fill=ids, headers=headers)
    await call(
        "POST", f"{v1}/sessions/{{session_id}}/turns/{{turn_id}}/feedback",
        fill={**ids, "turn_id": turn["turn_id"]}, headers=headers, json={"helpful": True},
    )  # fmt: skip
    dialogue.status = 500
    fresh = {**said, "client_message_id": str(uuid.uuid4())}
    await call("POST", messages, fill=ids, headers=headers, json=fresh)
    dialogue.status = 200
    await call("DELETE", f"{v1}/sessions/{{session_id}}", fill=ids, headers=headers)

    await call("GET", f"{v1}/passages/{{passage_id}}", fill={"passage_id": "rules-2025%23a1"})
    await call("GET", f"{v1}/passages/{{passage_id}}", fill={"passage_id": "none"})
    await call("GET", f"{v1}/services")
    await call("GET", f"{v1}/services/{{service_id}}", fill={"service_id": "marriage"})
    await call("GET", f"{v1}/paths")
    await call("GET", f"{v1}/paths/{{path_id}}", fill={"path_id": "marrying"})
    await call("GET", f"{v1}/paths/{{path_id}}", fill={"path_id": "none"})
    await call("GET", f"{v1}/selfchecks")
    dibao = {"service_id": "dibao"}
    await call("GET", f"{v1}/selfchecks/{{service_id}}", fill=dibao)
    evaluations = f"{v1}/selfchecks/{{service_id}}/evaluations"
    await call("POST", evaluations, fill=dibao, json={"facts": {"income": 900}})
    await call("POST", evaluations, fill=dibao, json={"facts": {"wage": 900}})
    await call("POST", f"{v1}/benefits", json={"facts": {"income": 900}})
    await call("POST", f"{v1}/benefits", json={"facts": {"wage": 900}})

    await call("GET", f"{v1}/offices")
    day = {"date": "2026-11-27"}
    await call(
        "GET", f"{v1}/offices/{{office_id}}/slots", fill={"office_id": "demo-office"}, params=day
    )
    booking = await call("POST", f"{v1}/bookings", json=BODY)
    await call("POST", f"{v1}/bookings", json=BODY)
    await call("POST", f"{v1}/bookings", json=BODY)
    code, phone = {"code": booking["booking_code"]}, {"phone": BODY["phone"]}
    await call("GET", f"{v1}/bookings/{{code}}", fill=code, params=phone)
    waiting = await call("POST", f"{v1}/bookings", json={**BODY, "waitlist": True})
    assert waiting["place_in_line"] == 1
    later = {"slot_id": "demo-office-20261127-0930"}
    await call("PATCH", f"{v1}/bookings/{{code}}", fill=code, params=phone, json=later)
    await call("PATCH", f"{v1}/bookings/{{code}}", fill=code, params=phone, json=BODY)
    await call("DELETE", f"{v1}/bookings/{{code}}", fill=code, params=phone)
    await call("GET", "/readyz")
    await call("GET", "/healthz")

    described = {
        (method.upper(), path)
        for path, methods in checker.document["paths"].items()
        for method in methods
    }
    assert described - checker.seen == {("GET", f"{v1}/sessions/{{session_id}}/events")}


async def test_problems_are_described_with_their_own_type(checker: Checker) -> None:
    text = json.dumps(checker.document)
    assert "HTTPValidationError" not in text
    for methods in checker.document["paths"].values():
        for operation in methods.values():
            assert operation.get("summary")
            for status, response in operation["responses"].items():
                if status.startswith(("4", "5")) and operation["summary"] != "Readyz":
                    assert list(response["content"]) == ["application/problem+json"]
