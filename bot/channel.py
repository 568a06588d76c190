"""The gateway's channel: a shared secret, structured messages, and no command from free text."""

import hmac
import json
import logging
import os
import re
from typing import Any, Awaitable, Callable, Dict, List, Optional, Text

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

logger = logging.getLogger(__name__)

# Rasa reads /intent at the start of a text as a command, however it is indented or disguised.
DISGUISE = re.compile(r"^[\s\u200b-\u200f\u2060-\u206f\ufeff/\uff0f\u2044\u2215\u29f8\\]+")
EMPTY = "。"
# What actions may read of the turn, stored with the message.
PASSED_ON = ("turn_id", "original", "as_of", "region", "release", "phone")
MAX_BODY = 64 * 1024


def harmless(text: str) -> str:
    """The text without anything that Rasa could take for a command."""
    return DISGUISE.sub("", text) or EMPTY


def parse_data(text: str, parse: Dict[Text, Any]) -> Dict[Text, Any]:
    """A button's act of dialogue in the form of an NLU result."""
    entities = [
        {**entity, "start": 0, "end": 0, "extractor": "button"} for entity in parse["entities"]
    ]
    intent = {"name": parse["intent"], "confidence": 1.0}
    return {"text": text, "intent": intent, "intent_ranking": [intent], "entities": entities}


class GatewayChannel(InputChannel):
    """`POST /webhooks/gateway/webhook`; see docs/architecture.md, Dialogue protocol."""

    def __init__(self, secret: str) -> None:
        """Remember the secret callers must know."""
        self.secret = secret

    @classmethod
    def name(cls) -> Text:
        """Name in credentials.yml and in the path."""
        return "gateway"

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[Text, Any]]) -> "GatewayChannel":
        """The secret comes from the environment only."""
        return cls(os.environ["INTERNAL_SECRET"])

    def allowed(self, request: Request) -> bool:
        """Whether the caller knows the secret."""
        given = request.headers.get("Authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {self.secret}".encode())

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The endpoints of the channel."""
        routes = Blueprint("gateway_channel")

        @routes.route("/", methods=["GET"])
        async def health(_: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @routes.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            if not self.allowed(request):
                return response.json({"error": "unauthorized"}, status=401)
            if len(request.body) > MAX_BODY:
                return response.json({"error": "too large"}, status=413)
            try:
                message, collector = user_message(json.loads(request.body))
            except (ValueError, KeyError, TypeError) as error:
                return response.json({"error": str(error)}, status=400)
            try:
                await on_new_message(message)
            except Exception:
                # The process's edge: whatever went wrong, the gateway keeps the message and
                # may send it again.
                logger.exception("turn failed")
                return response.json({"error": "failed"}, status=503)
            messages = custom_messages(collector)
            if not messages:
                # Rasa goes on silently when an action fails; a person must not get silence.
                return response.json({"error": "no reply"}, status=503)
            return response.json({"messages": messages})

        return routes


def user_message(body: Dict[Text, Any]) -> "tuple[UserMessage, CollectingOutputChannel]":
    """Rasa's message for a turn, and where its replies are collected."""
    collector = CollectingOutputChannel()
    text = harmless(str(body["text"]))
    message = UserMessage(
        text,
        collector,
        str(body["conversation_id"]),
        input_channel=GatewayChannel.name(),
        metadata={name: body.get(name) for name in PASSED_ON},
        parse_data=parse_data(text, body["parse"]) if body.get("parse") else None,
    )
    return message, collector


def custom_messages(collector: CollectingOutputChannel) -> List[Dict[Text, Any]]:
    """The structured messages that actions sent."""
    return [m["custom"] for m in collector.messages if m.get("custom")]
