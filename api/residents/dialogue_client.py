"""Asking the dialogue (Rasa) for one turn."""

import json
import logging
import re
from typing import Any

import httpx
from pydantic import ValidationError

from api.residents.schemas import Reply
from api.state import State
from common.errors import Invalid, Unavailable

logger = logging.getLogger(__name__)
# Seconds; the supervisor brings a crashed dialogue back in about twenty.
RETRY_AFTER = 5
PAYLOAD = re.compile(r"([a-z_]+)(\{.*\})?", re.DOTALL)


class DialogueDown(Unavailable):
    """The dialogue did not answer; the message is kept and can be sent again."""

    problem = "dialogue-unavailable"
    title = "系统正忙，请稍后再试。您的话已经收到，不用重新写"


def parse_payload(payload: str) -> dict[str, Any]:
    """A button's payload as what Rasa would have understood.

    Raises:
        Invalid: not of the form `intent` or `intent{"entity": value}`.
    """
    match = PAYLOAD.fullmatch(payload)
    if match is None:
        raise Invalid("这个按钮不能用")
    try:
        entities = json.loads(match.group(2) or "{}")
    except ValueError as error:
        raise Invalid("这个按钮不能用") from error
    return {
        "intent": match.group(1),
        "entities": [{"entity": name, "value": value} for name, value in entities.items()],
    }


async def ask(state: State, body: dict[str, Any]) -> list[dict[str, Any]]:
    """Send one turn and return the messages.

    Raises:
        DialogueDown: no answer in time, an error, or an answer that is none.
    """
    url = f"{state.settings.dialogue_url}/webhooks/gateway/webhook"
    headers = {"Authorization": f"Bearer {state.settings.internal_secret}"}
    try:
        response = await state.http.post(url, json=body, headers=headers)
        response.raise_for_status()
        reply = Reply.model_validate_json(response.content)
    except (httpx.HTTPError, httpx.InvalidURL, ValidationError) as error:
        # The body may quote the person: only the kind of failure is logged.
        logger.warning("no reply from the dialogue: %s", type(error).__name__)
        raise DialogueDown(retry_after=RETRY_AFTER) from error
    return [message.model_dump(mode="json") for message in reply.messages]
