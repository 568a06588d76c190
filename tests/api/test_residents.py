"""A resident's turns: kept, in order, answered once, danger first."""

import asyncio
import sqlite3
import uuid
from pathlib import Path
from typing import Any

import httpx
import pytest

from casework import crypto
from tests.api.conftest import Person, new_person
from tests.api.stand_in import Dialogue


def texts(messages: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(m["sender"], m["text"]) for m in messages]


async def test_a_session_opens_with_the_greeting(person: Person) -> None:
    assert person.opened["expires_at"] == "2026-11-25T09:00:00+08:00"
    (greeting,) = person.opened["messages"]
    assert (greeting["seq"], greeting["sender"]) == (1, "bot")
    assert greeting["at"] == "2026-11-24T09:00:00+08:00"
    assert greeting["quick_replies"] == [
        {"title": "我能申请低保吗", "payload": "say:我能申请低保吗"},
        {"title": "查一查", "payload": 'start_selfcheck{"service": "dibao"}'},
    ]


async def test_a_session_needs_no_body(client: httpx.AsyncClient) -> None:
    assert (await client.post("/api/v1/sessions")).status_code == 201


async def test_a_turn_and_what_the_dialogue_is_told(person: Person, dialogue: Dialogue) -> None:
    turn = await person.say(" 第保要带什么 ")
    assert (turn["status"], turn["mode"], turn["seq"]) == ("answered", "bot", 2)
    assert texts(turn["messages"]) == [("bot", "带身份证。")]
    assert dialogue.secrets == ["Bearer between-processes"]
    (asked,) = dialogue.asked
    assert asked["conversation_id"] == person.id
    assert asked["turn_id"] == turn["turn_id"]
    assert asked["text"] == "低保要带什么"
    assert asked["original"] == "第保要带什么"
    assert (asked["as_of"], asked["region"], asked["parse"]) == ("2026-11-24", "镇江市", None)
    assert asked["release"] == turn["release"]
    assert texts(await person.history(1)) == [("resident", "第保要带什么"), ("bot", "带身份证。")]


async def test_the_first_status_and_the_mode_count(person: Person, dialogue: Dialogue) -> None:
    dialogue.messages = [
        {"text": "一", "citations": None},
        {"text": "二", "status": "handoff", "mode": "queued"},
        {"text": "三", "status": "chitchat"},
    ]
    turn = await person.say("转人工")
    assert (turn["status"], turn["mode"]) == ("handoff", "queued")


async def test_silence_is_never_passed_on(person: Person, dialogue: Dialogue) -> None:
    dialogue.messages = []
    turn = await person.say("嗯")
    assert turn["status"] == "clarify"
    assert turn["messages"][0]["text"]
    assert turn["messages"][0]["quick_replies"][0]["payload"] == "handoff"


class TestRetry:
    async def test_gets_the_stored_reply(self, person: Person, dialogue: Dialogue) -> None:
        body = {"client_message_id": str(uuid.uuid4()), "text": "领证带什么"}
        first, second = await person.post(**body), await person.post(**body)
        assert first.json() == second.json()
        assert len(dialogue.asked) == 1

    async def test_at_the_same_moment_is_answered_once(
        self, person: Person, dialogue: Dialogue
    ) -> None:
        dialogue.delay = 0.2
        body = {"client_message_id": str(uuid.uuid4()), "text": "领证带什么"}
        replies = await asyncio.gather(*(person.post(**body) for _ in range(5)))
        assert len({r.text for r in replies}) == 1
        assert len(dialogue.asked) == 1

    @pytest.mark.parametrize(
        "trouble",
        [
            {"status": 503}, {"delay": 3.0}, {"raw": b"not json"}, {"raw": b"[]"},
            {"raw": b'{"messages": [{"kind": "song", "text": "la"}]}'},
            {"raw": b'{"messages": null}'},
        ],
    )  # fmt: skip
    async def test_a_message_without_an_answer_is_kept(
        self, person: Person, dialogue: Dialogue, trouble: dict[str, Any]
    ) -> None:
        for name, value in trouble.items():
            setattr(dialogue, name, value)
        body = {"client_message_id": str(uuid.uuid4()), "text": "领证带什么"}
        down = await person.post(**body)
        assert down.status_code == 503
        assert down.headers["content-type"] == "application/problem+json"
        assert "请稍后再试" in down.json()["title"]
        assert int(down.headers["Retry-After"]) > 0
        assert texts(await person.history(1)) == [("resident", "领证带什么")]

        dialogue.status, dialogue.delay, dialogue.raw = 200, 0.0, None
        up = await person.post(**body)
        assert up.status_code == 200
        assert texts(await person.history(1)) == [("resident", "领证带什么"), ("bot", "带身份证。")]
        assert len({asked["turn_id"] for asked in dialogue.asked}) == 1

    async def test_a_dialogue_that_is_gone(self, person: Person, dialogue: Dialogue) -> None:
        dialogue.shutdown()
        dialogue.server_close()
        assert (await person.post(text="领证带什么")).status_code == 503
        assert (await person.say("我不想活了"))["status"] == "emergency"

    async def test_other_words_under_a_waiting_id(self, person: Person, dialogue: Dialogue) -> None:
        dialogue.status = 503
        key = str(uuid.uuid4())
        await person.post(client_message_id=key, text="领证带什么")
        response = await person.post(client_message_id=key, text="另一句话")
        assert response.status_code == 409


class TestOrder:
    async def test_turns_of_one_person_wait_for_each_other(
        self, person: Person, dialogue: Dialogue
    ) -> None:
        dialogue.delay = 0.05
        said = [f"第{i}句" for i in range(6)]
        await asyncio.gather(*(person.post(text=text) for text in said))
        assert [a["original"] for a in dialogue.asked] == said
        history = await person.history(1)
        assert [m["seq"] for m in history] == list(range(2, 14))
        assert [m["sender"] for m in history] == ["resident", "bot"] * 6

    async def test_turns_of_two_people_do_not(
        self, client: httpx.AsyncClient, dialogue: Dialogue
    ) -> None:
        people = [await new_person(client) for _ in range(4)]
        dialogue.delay = 0.5
        async with asyncio.timeout(1.6):
            await asyncio.gather(*(p.say("领证带什么") for p in people))

    async def test_danger_does_not_wait(self, person: Person, dialogue: Dialogue) -> None:
        dialogue.delay = 1.0
        waiting = asyncio.create_task(person.say("领证带什么"))
        await asyncio.sleep(0.2)
        async with asyncio.timeout(0.7):
            turn = await person.say("我不想活了")
        assert turn["status"] == "emergency"
        assert "110" in turn["messages"][0]["text"]
        assert len(dialogue.asked) == 1
        assert (await waiting)["status"] == "answered"


class TestButtons:
    async def test_an_issued_button_is_an_act_of_dialogue(
        self, person: Person, dialogue: Dialogue
    ) -> None:
        response = await person.post(payload='start_selfcheck{"service": "dibao"}')
        assert response.status_code == 200
        (asked,) = dialogue.asked
        assert asked["parse"] == {
            "intent": "start_selfcheck",
            "entities": [{"entity": "service", "value": "dibao"}],
        }
        assert asked["original"] == "查一查"
        assert (await person.history(1))[0]["text"] == "查一查"

    async def test_say_is_typing(self, person: Person, dialogue: Dialogue) -> None:
        await person.post(payload="say:我能申请低保吗")
        (asked,) = dialogue.asked
        assert (asked["text"], asked["parse"]) == ("我能申请低保吗", None)

    @pytest.mark.parametrize(
        "payload", ["affirm", "/restart", "say:别的话", 'start_selfcheck{"service": "marriage"}']
    )
    async def test_a_button_never_shown_here_is_refused(
        self, person: Person, dialogue: Dialogue, payload: str
    ) -> None:
        response = await person.post(payload=payload)
        assert response.status_code == 422
        assert "按钮" in response.json()["detail"]
        assert not dialogue.asked
        assert len(await person.history()) == 1

    async def test_a_button_of_another_conversation_is_refused(
        self, client: httpx.AsyncClient, person: Person, dialogue: Dialogue
    ) -> None:
        reply = {"title": "对", "payload": "affirm"}
        dialogue.messages = [{"text": "对吗？", "status": "booking", "quick_replies": [reply]}]
        await person.say("预约")
        other = await new_person(client)
        assert (await other.post(payload="affirm")).status_code == 422
        assert (await person.post(payload="affirm")).status_code == 200


class TestPersonalNumbers:
    async def test_stored_and_told_masked_with_the_phone_apart(
        self, person: Person, dialogue: Dialogue, var_dir: Path
    ) -> None:
        await person.say("我是11010519491231002X，电话138 1234-5678")
        (asked,) = dialogue.asked
        assert asked["original"] == "我是[身份证号]，电话[手机号]"
        assert "1234" not in asked["text"]
        assert crypto.decrypt(asked["phone"]) == "13812345678"
        assert (await person.history(1))[0]["text"] == "我是[身份证号]，电话[手机号]"
        for path in var_dir.glob("casework.db*"):
            assert b"110105" not in path.read_bytes()

    async def test_without_a_phone_there_is_none(self, person: Person, dialogue: Dialogue) -> None:
        await person.say("每月1500元")
        assert dialogue.asked[0]["phone"] is None


class TestOwnership:
    @pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer x"}, {"Authorization": "y"}])
    async def test_everything_is_404_for_anybody_else(
        self, client: httpx.AsyncClient, person: Person, headers: dict[str, str]
    ) -> None:
        turn = await person.say("领证带什么")
        message = {"client_message_id": str(uuid.uuid4()), "text": "低保"}
        for url in (person.url, f"/api/v1/sessions/{uuid.uuid4()}"):
            calls = [
                client.post(f"{url}/messages", json=message, headers=headers),
                client.get(f"{url}/messages", headers=headers),
                client.get(f"{url}/events", headers=headers),
                client.post(
                    f"{url}/turns/{turn['turn_id']}/feedback", json={"helpful": True},
                    headers=headers,
                ),
                client.delete(url, headers=headers),
            ]  # fmt: skip
            for response in await asyncio.gather(*calls):
                assert response.status_code == 404
                assert "会话" in response.json()["title"]
        assert len(await person.history(1)) == 2

    async def test_the_token_of_another(self, client: httpx.AsyncClient, person: Person) -> None:
        other = await new_person(client)
        response = await client.get(f"{person.url}/messages", headers=other.headers)
        assert response.status_code == 404


class TestFeedback:
    async def test_is_kept(self, person: Person) -> None:
        turn = await person.say("领证带什么")
        url = f"{person.url}/turns/{turn['turn_id']}/feedback"
        body = {"helpful": False, "reason": "没说清楚"}
        response = await person.client.post(url, json=body, headers=person.headers)
        assert (response.status_code, response.content) == (204, b"")

    async def test_for_no_such_turn(self, person: Person) -> None:
        response = await person.client.post(
            f"{person.url}/turns/none/feedback", json={"helpful": True}, headers=person.headers
        )
        assert response.status_code == 404


class TestErasing:
    def tracker(self, var_dir: Path, sender: str) -> Path:
        path = var_dir / "trackers.db"
        connection = sqlite3.connect(path)
        connection.execute(
            "CREATE TABLE IF NOT EXISTS events (id INTEGER, sender_id TEXT, data TEXT)"
        )
        connection.execute("INSERT INTO events VALUES (1, ?, '特别的难处')", (sender,))
        connection.commit()
        connection.close()
        return path

    async def test_leaves_nothing(self, person: Person, var_dir: Path) -> None:
        await person.say("我家有个特别的难处")
        self.tracker(var_dir, person.id)
        response = await person.client.delete(person.url, headers=person.headers)
        assert response.status_code == 204
        for path in [*var_dir.glob("casework.db*"), *var_dir.glob("trackers.db*")]:
            assert "特别的难处".encode() not in path.read_bytes(), path
        gone = await person.client.get(f"{person.url}/messages", headers=person.headers)
        assert gone.status_code == 404

    async def test_waits_for_the_turn_that_is_being_answered(
        self, person: Person, dialogue: Dialogue
    ) -> None:
        dialogue.delay = 0.5
        turn = asyncio.create_task(person.post(text="领证带什么"))
        await asyncio.sleep(0.1)
        erased = await person.client.delete(person.url, headers=person.headers)
        assert erased.status_code == 204
        assert (await turn).status_code == 200

    async def test_that_fails_can_be_tried_again(self, person: Person, var_dir: Path) -> None:
        await person.say("领证带什么")
        (var_dir / "trackers.db").mkdir()
        response = await person.client.delete(person.url, headers=person.headers)
        assert response.status_code == 503
        (var_dir / "trackers.db").rmdir()
        response = await person.client.delete(person.url, headers=person.headers)
        assert response.status_code == 204
