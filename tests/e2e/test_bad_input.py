"""Bad input gets a clear 4xx in Chinese, and nothing is lost."""

import re
import uuid

import httpx
import pytest

from tests.support import Resident

pytestmark = pytest.mark.e2e
CHINESE = re.compile(r"[一-鿿]")


def messages_url(resident: Resident) -> str:
    return f"/api/v1/sessions/{resident.session_id}/messages"


def check_problem(response: httpx.Response, status: int) -> None:
    assert response.status_code == status, response.text
    assert response.headers["content-type"].startswith("application/problem+json")
    assert CHINESE.search(response.json()["title"])


@pytest.mark.parametrize("text", ["", "   ", "啊" * 501, "低保\x00", "低\x1b[2J保"])
def test_unusable_text(resident: Resident, text: str) -> None:
    check_problem(resident.post(text=text), 422)


def test_five_hundred_characters_are_fine(resident: Resident) -> None:
    assert resident.post(text="低保" * 250).status_code == httpx.codes.OK


def test_ten_mebibytes(resident: Resident) -> None:
    response = resident.client.post(
        messages_url(resident),
        content=b'{"text": "' + b"a" * (10 << 20) + b'"}',
        headers={"Content-Type": "application/json"},
    )
    check_problem(response, 413)


def test_not_json(resident: Resident) -> None:
    response = resident.client.post(
        messages_url(resident), content=b"{oops", headers={"Content-Type": "application/json"}
    )
    assert response.status_code in (400, 422)
    check_problem(response, response.status_code)


def test_unknown_session(resident: Resident) -> None:
    response = resident.client.post(
        f"/api/v1/sessions/{uuid.uuid4()}/messages",
        json={"client_message_id": str(uuid.uuid4()), "text": "低保"},
    )
    check_problem(response, 404)


def test_nothing_is_lost_by_a_refused_message(resident: Resident) -> None:
    resident.say("低保一个月多少钱")
    resident.post(text="")
    history = resident.client.get(messages_url(resident), params={"after": 0}).json()
    assert any("低保一个月多少钱" in m["text"] for m in history["messages"])
