"""The gateway's chores: reminders and places that became free reach the chat, once."""

import asyncio
from pathlib import Path
from typing import cast

import httpx
import pytest
from fastapi import FastAPI

from api import periodic
from api.app import create_app
from api.periodic import run_chores, tend_bookings
from api.state import State
from casework.bookings import service as bookings
from casework.database import session_scope
from common import clock
from common.settings import get_settings
from knowledge.release import NoRelease, ReleaseStore
from tests.api.conftest import Person
from tests.api.test_bookings import BODY, URL


def at(monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    monkeypatch.setenv("NOW", f"{moment}:00+08:00")
    get_settings.cache_clear()


def book_in_chat(store: ReleaseStore, person: Person, key: str, waitlist: bool = False) -> str:
    with session_scope() as session:
        return bookings.book(
            session, office=store.current().content.offices["demo-office"],
            slot_id=BODY["slot_id"], kind="marriage", names=BODY["names"], phone=BODY["phone"],
            key=key, today=clock.today(), waitlist=waitlist, conversation_id=person.id,
        ).code  # fmt: skip


async def notices(person: Person) -> list[str]:
    return [m["text"] for m in await person.history() if m["sender"] == "system"]


async def test_a_reminder_reaches_the_chat_three_days_later_once_also_after_a_restart(
    app: FastAPI, person: Person, store: ReleaseStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = book_in_chat(store, person, "k")
    tend_bookings(app.state.shared)
    assert await notices(person) == []
    at(monkeypatch, "2026-11-26T09:00")
    for _ in range(2):
        tend_bookings(app.state.shared)
    restarted = create_app()
    async with restarted.router.lifespan_context(restarted):
        await asyncio.sleep(0.2)
        (text,) = await notices(person)
    assert code in text
    assert "明天" in text


async def test_a_reminder_that_came_due_while_nothing_ran_is_sent_at_the_start(
    person: Person, store: ReleaseStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    book_in_chat(store, person, "k")
    at(monkeypatch, "2026-11-26T15:00")
    started = create_app()
    async with started.router.lifespan_context(started):
        for _ in range(100):
            if await notices(person):
                break
            await asyncio.sleep(0.02)
    assert len(await notices(person)) == 1


async def test_who_waits_in_a_chat_is_told_there_when_somebody_cancels_over_http(
    client: httpx.AsyncClient, person: Person, store: ReleaseStore
) -> None:
    made = [(await client.post(URL, json=BODY)).json()["booking_code"] for _ in range(2)]
    code = book_in_chat(store, person, "w", waitlist=True)
    await client.delete(f"{URL}/{made[0]}", params={"phone": BODY["phone"]})
    (text,) = await notices(person)
    assert "排到了" in text
    assert code in text
    await person.say("领证带什么")
    assert [m["seq"] for m in await person.history()] == [1, 2, 3, 4]


async def test_one_chore_that_fails_stops_no_other_and_no_later_round(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    rounds: list[str] = []

    def sweep() -> None:
        rounds.append("sweep")
        raise ValueError

    def tend(_: object) -> None:
        rounds.append("tend")
        raise NoRelease

    monkeypatch.setattr(periodic, "sweep_erased", sweep)
    monkeypatch.setattr(periodic, "tend_bookings", tend)
    monkeypatch.setattr(periodic, "SECONDS", 0.01)
    task = asyncio.create_task(run_chores(cast(State, None)))
    while len(rounds) < 4:
        await asyncio.sleep(0.01)
    task.cancel()
    assert rounds[:4] == ["sweep", "tend", "sweep", "tend"]
    assert "NoRelease" in caplog.text


async def test_the_page_shows_what_came_since_its_last_message(
    client: httpx.AsyncClient, store: ReleaseStore, var_dir: Path
) -> None:
    client.cookies.clear()
    page = await client.get("/")
    session_id, token = client.cookies["session"].strip('"').split(".", 1)
    assert 'id="m1"' in page.text
    opened = Person(client, {"session_id": session_id, "token": token})
    made = [(await client.post(URL, json=BODY)).json()["booking_code"] for _ in range(2)]
    book_in_chat(store, opened, "w", waitlist=True)
    await client.delete(f"{URL}/{made[0]}", params={"phone": BODY["phone"]})
    live = {"HX-Request": "true"}
    part = await client.post("/chat", data={"text": "领证带什么", "seen": "1"}, headers=live)
    assert part.status_code == 200
    assert part.text.index("排到了") < part.text.index("领证带什么")
    again = await client.post("/chat", data={"text": "在哪办", "seen": "4"}, headers=live)
    assert "排到了" not in again.text
