"""Residents: sessions, messages, events, feedback, erasure."""

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool

from api.errors import responses
from api.residents import service
from api.residents.schemas import (
    FeedbackIn,
    HistoryOut,
    MessageIn,
    SessionIn,
    SessionOut,
    TurnOut,
)
from api.state import StateDep
from common.errors import NotFound

router = APIRouter(prefix="/api/v1/sessions", tags=["residents"])
bearer = HTTPBearer(auto_error=False)
After = Annotated[int, Query(ge=0, le=2**31 - 1, description="只要编号更大的消息")]
EVENT_ID = re.compile(r"[0-9]{1,9}")
# Seconds between two looks for messages of a person.
EVENT_INTERVAL = 1.0

READ = responses(404, 422, 503)
WRITE = responses(400, 404, 409, 413, 422, 429, 503)

EVENTS: dict[int | str, dict[str, object]] = {
    **READ,
    200: {
        "description": "每条消息一个事件，事件编号就是消息编号",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    },
}


async def token_of(
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)],
) -> str:
    """The bearer token. Raises NotFound, as for a wrong one."""
    if credentials is None:
        raise NotFound(title="会话不存在")
    return credentials.credentials


TokenDep = Annotated[str, Depends(token_of)]


@router.post("", status_code=201, responses=WRITE)
def open_session(state: StateDep, request: Request, _: SessionIn | None = None) -> SessionOut:
    """Open a session; the greeting comes with it."""
    state.buckets.take_for_address("open", request)
    return service.open_session(state)


@router.post("/{session_id}/messages", responses=WRITE)
async def send_message(
    session_id: str, message: MessageIn, state: StateDep, token: TokenDep
) -> TurnOut:
    """Send a message and get the reply; the same `client_message_id` gets the same reply."""
    state.buckets.take(session_id)
    saying = service.Saying(message.text, message.payload)
    return await service.take_turn(state, session_id, token, str(message.client_message_id), saying)


@router.get("/{session_id}/messages", responses=READ)
def read_messages(session_id: str, token: TokenDep, after: After = 0) -> HistoryOut:
    """Messages with a number above `after`."""
    return service.history(session_id, token, after)


@router.get("/{session_id}/events", responses=EVENTS, response_class=EventSourceResponse)
async def stream_events(
    session_id: str,
    token: TokenDep,
    after: After = 0,
    last_event_id: Annotated[str | None, Header()] = None,
) -> EventSourceResponse:
    """The same messages as Server-Sent Events; the event id is the message number."""
    resumed = EVENT_ID.fullmatch(last_event_id or "")
    start = int(resumed.group(0)) if resumed else after
    await run_in_threadpool(service.history, session_id, token, start)

    async def events() -> AsyncIterator[ServerSentEvent]:
        seen = start
        while True:
            try:
                found = await run_in_threadpool(service.history, session_id, token, seen)
            except NotFound:
                # Erased or expired meanwhile.
                return
            for message in found.messages:
                seen = message.seq
                yield ServerSentEvent(
                    data=message.model_dump_json(), event="message", id=str(message.seq)
                )
            await asyncio.sleep(EVENT_INTERVAL)

    return EventSourceResponse(events(), ping=15)


@router.post("/{session_id}/turns/{turn_id}/feedback", status_code=204, responses=WRITE)
def give_feedback(
    session_id: str, turn_id: str, feedback: FeedbackIn, state: StateDep, token: TokenDep
) -> Response:
    """Say whether a reply helped."""
    state.buckets.take(session_id)
    service.feedback(session_id, token, turn_id, feedback.helpful, feedback.reason)
    return Response(status_code=204)


@router.delete("/{session_id}", status_code=204, responses=WRITE)
async def erase_session(session_id: str, state: StateDep, token: TokenDep) -> Response:
    """Remove the session and every trace of its content."""
    await service.erase(state, session_id, token)
    return Response(status_code=204)
