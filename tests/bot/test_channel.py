"""The channel: free text is never a command, callers are known, silence is an error."""

import json
import socket
from itertools import product

import aiohttp
import pytest
from sanic import Sanic

from bot.channel import GatewayChannel, harmless, user_message

LEADS = ["", " ", "  ", "\t", "\u200b", "\ufeff", "\u3000", "\n", "\u2060 ", "\u200d\u200b"]
SLASHES = ["/", "//", "\uff0f", "\u2215", "/ /", "\\/"]
COMMANDS = ["restart", "affirm", "session_start", 'inform{"value": 1}']


@pytest.mark.parametrize(("lead", "slash", "command"), product(LEADS, SLASHES, COMMANDS))
def test_no_disguise_makes_a_command(lead, slash, command):
    from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
    from rasa.shared.nlu.constants import INTENT, TEXT
    from rasa.shared.nlu.training_data.message import Message

    text = harmless(f"{lead}{slash}{command}")
    message = YAMLStoryReader.unpack_regex_message(message=Message({TEXT: text}))
    assert message.get(INTENT) is None


@pytest.mark.parametrize("text", ["低保怎么办", "和/或", "1/2", "13812345678"])
def test_ordinary_text_stays(text):
    assert harmless(text) == text


def test_a_button_carries_its_act():
    body = {
        "conversation_id": "c", "turn_id": "t", "text": "有",
        "parse": {"intent": "inform", "entities": [{"entity": "value", "value": True}]},
    }  # fmt: skip
    message, _ = user_message(body)
    assert message.parse_data["intent"] == {"name": "inform", "confidence": 1.0}
    assert message.parse_data["entities"][0]["value"] is True
    assert message.metadata["turn_id"] == "t"


BODY = {"conversation_id": "c", "turn_id": "t", "text": "你好", "parse": None}


class Handler:
    """What stands behind the channel; each case sets what it does."""

    def __init__(self):
        self.act = None

    async def __call__(self, message):
        await self.act(message)


async def reply(message):
    await message.output_channel.send_custom_json("c", {"text": "好", "status": "chitchat"})


async def fail(_):
    raise RuntimeError("database is gone")


async def silent(_):
    return None


# What the dialogue does, what is posted, with which secret → status.
CASES = [
    (reply, BODY, "right", 200),
    (reply, BODY, "wrong", 401),
    (reply, BODY, "", 401),
    (fail, BODY, "right", 503),
    (silent, BODY, "right", 503),
    (reply, {"text": "?"}, "right", 400),
    (reply, [], "right", 400),
    (reply, {**BODY, "text": "长" * 70_000}, "right", 413),
]


async def test_the_webhook_answers_every_caller_as_it_should():
    """One real Sanic server: Sanic 21 rewrites its own code at start and cannot do so twice."""
    handler = Handler()
    app = Sanic("gateway_channel_test")
    app.blueprint(GatewayChannel("right").blueprint(handler), url_prefix="/webhooks/gateway")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = await app.create_server("127.0.0.1", port, return_asyncio_server=True)
    await server.startup()
    url = f"http://127.0.0.1:{port}/webhooks/gateway/webhook"
    async with aiohttp.ClientSession() as client:
        for act, body, secret, status in CASES:
            handler.act = act
            headers = {"Authorization": f"Bearer {secret}"}
            async with client.post(url, data=json.dumps(body), headers=headers) as response:
                assert response.status == status, (act, status, await response.text())
                if status == 200:
                    messages = (await response.json())["messages"]
                    assert messages == [{"text": "好", "status": "chitchat"}]
    server.close()
    await server.wait_closed()
