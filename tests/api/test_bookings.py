"""Bookings over HTTP: 201, 409 when full, found and cancelled only with the phone."""

import asyncio
from typing import Any

import httpx
import pytest

from tests.api.test_bad_input import check_problem

FRIDAY = "2026-11-27"
BODY = {
    "office_id": "demo-office", "slot_id": "demo-office-20261127-0900", "kind": "marriage",
    "names": ["张大明", "李小红"], "phone": "13812345678",
}  # fmt: skip
LATER = "demo-office-20261127-0930"
URL = "/api/v1/bookings"


async def book(client: httpx.AsyncClient, **changes: Any) -> httpx.Response:
    headers = changes.pop("headers", {})
    return await client.post(URL, json={**BODY, **changes}, headers=headers)


async def slots(client: httpx.AsyncClient, day: str = FRIDAY) -> list[dict[str, Any]]:
    response = await client.get("/api/v1/offices/demo-office/slots", params={"date": day})
    assert response.status_code == 200, response.text
    found: list[dict[str, Any]] = response.json()["slots"]
    return found


async def test_offices_say_that_they_are_demos_beside_the_official_address(
    client: httpx.AsyncClient,
) -> None:
    (office,) = (await client.get("/api/v1/offices")).json()["offices"]
    assert (office["id"], office["name"], office["district"]) == (
        "demo-office", "演示登记处", "京口区",
    )  # fmt: skip
    assert office["demo"] is True
    assert office["official_booking"] == "https://hy.mzt.jiangsu.gov.cn"


async def test_slots_of_a_day(client: httpx.AsyncClient) -> None:
    first = (await slots(client))[0]
    assert first == {
        "slot_id": BODY["slot_id"], "start": "2026-11-27T09:00:00+08:00",
        "end": "2026-11-27T09:30:00+08:00", "capacity": 2, "available": 2,
    }  # fmt: skip
    assert await slots(client, "2026-11-28") == []


async def test_booked_found_cancelled(client: httpx.AsyncClient) -> None:
    made = await book(client, phone="138 1234 5678")
    assert made.status_code == 201, made.text
    booking = made.json()
    assert booking["demo"] is True
    assert "13812345678" not in made.text
    assert (await slots(client))[0]["available"] == 1

    url, holder = f"{URL}/{booking['booking_code']}", {"phone": "13812345678"}
    found = await client.get(url, params=holder)
    assert found.json() == booking
    check_problem(await client.get(url, params={"phone": "13900000000"}), 404)
    check_problem(await client.get(url), 422)

    for _ in range(2):
        assert (await client.delete(url, params=holder)).status_code == 204
    assert (await client.get(url, params=holder)).json()["status"] == "cancelled"
    assert (await slots(client))[0]["available"] == 2


async def test_a_full_slot_is_409(client: httpx.AsyncClient) -> None:
    for _ in range(2):
        assert (await book(client)).status_code == 201
    body = check_problem(await book(client), 409)
    assert "约满" in body["title"]


async def test_moved_with_the_same_code(client: httpx.AsyncClient) -> None:
    booking = (await book(client)).json()
    url, holder = f"{URL}/{booking['booking_code']}", {"phone": "138-1234-5678"}
    moved = await client.patch(url, params=holder, json={"slot_id": LATER})
    assert moved.status_code == 200, moved.text
    assert moved.json() == {
        **booking, "slot_id": LATER, "start": "2026-11-27T09:30:00+08:00",
        "end": "2026-11-27T10:00:00+08:00",
    }  # fmt: skip
    assert [s["available"] for s in await slots(client)] == [2, 1]
    assert (await client.get(url, params=holder)).json() == moved.json()


async def test_a_full_slot_keeps_the_old_place(client: httpx.AsyncClient) -> None:
    code = (await book(client)).json()["booking_code"]
    for _ in range(2):
        await book(client, slot_id=LATER)
    url, holder = f"{URL}/{code}", {"phone": BODY["phone"]}
    body = check_problem(await client.patch(url, params=holder, json={"slot_id": LATER}), 409)
    assert "约满" in body["title"]
    assert "没有变" in body["detail"]
    assert (await client.get(url, params=holder)).json()["slot_id"] == BODY["slot_id"]
    assert [s["available"] for s in await slots(client)] == [1, 0]


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"slot_id": "nonsense"}, 422), ({"slot_id": "demo-office-20261128-0900"}, 422),
        ({"slot_id": "1" * 97}, 422), ({}, 422), ({"slot_id": LATER, "names": []}, 422),
    ],
)  # fmt: skip
async def test_unusable_moves(
    client: httpx.AsyncClient, change: dict[str, Any], status: int
) -> None:
    code = (await book(client)).json()["booking_code"]
    url, holder = f"{URL}/{code}", {"phone": BODY["phone"]}
    check_problem(await client.patch(url, params=holder, json=change), status)
    check_problem(await client.patch(url, params={"phone": "13900000000"}, json={"slot_id": LATER}),
                  404)  # fmt: skip
    broken = {"content": b"{", "headers": {"Content-Type": "application/json"}}
    check_problem(await client.patch(url, params=holder, **broken), 400)
    assert (await client.get(url, params=holder)).json()["slot_id"] == BODY["slot_id"]
    await client.delete(url, params=holder)
    body = check_problem(await client.patch(url, params=holder, json={"slot_id": LATER}), 409)
    assert "已经取消" in body["detail"]


async def test_waiting_then_booked_when_somebody_leaves(client: httpx.AsyncClient) -> None:
    codes = [(await book(client)).json()["booking_code"] for _ in range(2)]
    made = [await book(client, waitlist=True) for _ in range(3)]
    assert [m.status_code for m in made] == [201] * 3
    assert [(m.json()["status"], m.json()["place_in_line"]) for m in made] == [
        ("waiting", 1), ("waiting", 2), ("waiting", 3),
    ]  # fmt: skip
    holder = {"phone": BODY["phone"]}

    async def line() -> list[tuple[str, int | None]]:
        found = [
            (await client.get(f"{URL}/{m.json()['booking_code']}", params=holder)).json()
            for m in made
        ]
        return [(f["status"], f["place_in_line"]) for f in found]

    await client.delete(f"{URL}/{codes[0]}", params=holder)
    assert await line() == [("booked", None), ("waiting", 1), ("waiting", 2)]
    await client.patch(f"{URL}/{codes[1]}", params=holder, json={"slot_id": LATER})
    assert await line() == [("booked", None), ("booked", None), ("waiting", 1)]
    assert (await slots(client))[0]["available"] == 0
    check_problem(await book(client, waitlist=None), 422)


async def test_waiting_is_not_needed_where_there_is_a_place(client: httpx.AsyncClient) -> None:
    made = (await book(client, waitlist=True)).json()
    assert (made["status"], made["place_in_line"]) == ("booked", None)


async def test_capacity_holds_over_http(client: httpx.AsyncClient) -> None:
    replies = await asyncio.gather(*(book(client, phone=f"138{i:08d}") for i in range(200)))
    codes = [r.status_code for r in replies]
    assert (codes.count(201), codes.count(409)) == (2, 198)


async def test_the_idempotency_key_books_once_for_the_same_people(
    client: httpx.AsyncClient,
) -> None:
    headers = {"Idempotency-Key": "abc"}
    first, second = await book(client, headers=headers), await book(client, headers=headers)
    assert first.json() == second.json()
    other = await book(client, headers=headers, phone="13900000000")
    assert other.json()["booking_code"] != first.json()["booking_code"]


@pytest.mark.parametrize(
    "changes",
    [
        {"office_id": None}, {"kind": "adoption"}, {"names": ["张大明"]}, {"names": ["张", "1"]},
        {"phone": "110"}, {"phone": "1" * 21}, {"slot_id": "nonsense"}, {"surprise": 1},
        {"slot_id": "demo-office-20261128-0900"}, {"names": "张大明、李小红"},
    ],
)  # fmt: skip
async def test_unusable(client: httpx.AsyncClient, changes: dict[str, Any]) -> None:
    check_problem(await book(client, **changes), 422)
    assert (await slots(client))[0]["available"] == 2


async def test_no_such_office(client: httpx.AsyncClient) -> None:
    check_problem(await book(client, office_id="none"), 404)
    check_problem(await client.get("/api/v1/offices/none/slots", params={"date": FRIDAY}), 404)


@pytest.mark.parametrize("day", ["", "明天", "5", "2026-02-30"])
async def test_no_such_day(client: httpx.AsyncClient, day: str) -> None:
    url = "/api/v1/offices/demo-office/slots"
    check_problem(await client.get(url, params={"date": day}), 422)
