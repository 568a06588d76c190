"""The residents' page: works without scripts; with htmx only the new messages travel."""

import re
import uuid
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Cookie, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from fastapi.templating import Jinja2Templates
from markupsafe import Markup, escape
from starlette.concurrency import run_in_threadpool

from api.residents import service
from api.residents.schemas import MessageOut, clean_text
from api.state import State, StateDep
from common.errors import AssistantError, Invalid, NotFound

router = APIRouter()
templates = Jinja2Templates(Path(__file__).with_name("templates"))
templates.env.globals["validity_names"] = {
    "in_force": "现行有效",
    "expired": "已过期",
    "superseded": "已被取代",
    "not_yet": "尚未施行",
}
templates.env.globals["outcome_names"] = {
    "likely": "可能符合",
    "unlikely": "可能不符合",
    "missing_information": "还缺一些情况，没法判断",
    "needs_review": "要由街道（镇）核对后才能定",
    "no_local_standard": "资料库里没有本市的标准，没法判断",
}
# A checklist's address in a message, said as the person may write it down.
CHECKLIST = re.compile(r"/paths/[a-z0-9_\-]+")


def link_checklists(text: str) -> Markup:
    """A message with the addresses of checklists as links; everything else is escaped."""
    linked = CHECKLIST.sub(r'<a href="\g<0>">\g<0></a>', str(escape(text)))
    return Markup(linked)  # noqa: S704 - escaped above


templates.env.filters["link_checklists"] = link_checklists
SESSION, ELDER = "session", "elder"
DAY, YEAR = 86_400, 31_536_000
# The server ends a conversation: after a day, or with the slot of a booking made in it, which is at
# most this far ahead.
SESSION_AGE = 180 * DAY


def session_of(cookie: str | None) -> tuple[str, str] | None:
    """(session id, token) of the cookie."""
    session_id, _, token = (cookie or "").partition(".")
    return (session_id, token) if token else None


def keep(response: Response, name: str, value: str, age: int) -> None:
    """Set a cookie scripts cannot read."""
    response.set_cookie(name, value, max_age=age, httponly=True, samesite="strict")


def render(
    request: Request,
    messages: list[MessageOut],
    *,
    elder: bool,
    error: str = "",
    typed: str = "",
    part: str = "index",
    status: int = 200,
) -> HTMLResponse:
    """The page, or only the new messages."""
    return templates.TemplateResponse(
        request,
        f"residents/{'_turn' if part == 'turn' else 'index'}.html",
        {
            "messages": messages,
            "token": str(uuid.uuid4()),
            "elder": elder,
            "error": error,
            "typed": typed,
        },
        status_code=status,
    )


async def open_or_read(
    state: State, cookie: str | None
) -> tuple[tuple[str, str], list[MessageOut], bool]:
    """The session of the cookie with its messages, or a new one (then True)."""
    known = session_of(cookie)
    if known is not None:
        try:
            history = await run_in_threadpool(service.history, *known, 0)
            return known, history.messages, False
        except NotFound:
            pass
    opened = await run_in_threadpool(service.open_session, state)
    return (opened.session_id, opened.token), opened.messages, True


@router.get("/")
async def page(
    request: Request,
    state: StateDep,
    session: Annotated[str | None, Cookie()] = None,
    elder: Annotated[str | None, Cookie()] = None,
) -> Response:
    """The chat with its history; `?elder=1` switches to large type and stays so."""
    wanted = request.query_params.get(ELDER, elder)
    (session_id, token), messages, _ = await open_or_read(state, session)
    response = render(request, messages, elder=wanted == "1")
    keep(response, SESSION, f"{session_id}.{token}", SESSION_AGE)
    if ELDER in request.query_params:
        keep(response, ELDER, "1" if wanted == "1" else "0", YEAR)
    return response


@router.post("/chat")
async def chat(
    request: Request,
    *,
    state: StateDep,
    client_message_id: Annotated[str, Form(max_length=64)] = "",
    text: Annotated[str | None, Form()] = None,
    payload: Annotated[str | None, Form()] = None,
    seen: Annotated[int | None, Form(ge=0)] = None,
    session: Annotated[str | None, Cookie()] = None,
    elder: Annotated[str | None, Cookie()] = None,
) -> Response:
    """One message. With htmx the new messages come back; without, the page is shown again.

    New is what comes after `seen`, the last number on the page: a notice may have come meanwhile.
    """
    live = request.headers.get("HX-Request") == "true"
    large = elder == "1"
    (session_id, token), earlier, _ = await open_or_read(state, session)
    last = earlier[-1].seq if earlier else 0
    last = last if seen is None else min(seen, last)
    try:
        state.buckets.take(session_id)
        if payload is None:
            text = checked(text)
        saying = service.Saying(None if payload else text, payload)
        key = client_message_id or str(uuid.uuid4())
        await service.take_turn(state, session_id, token, key, saying)
    except AssistantError as error:
        message = error.detail if error.status == 422 else error.title
        response: Response = (
            Response(status_code=error.status, headers={"X-Message": quote(message)})
            if live
            else render(request, earlier, elder=large, error=message, typed=text or "",
                        status=error.status)
        )  # fmt: skip
        keep(response, SESSION, f"{session_id}.{token}", SESSION_AGE)
        return response
    if live:
        history = await run_in_threadpool(service.history, session_id, token, last)
        response = render(request, history.messages, elder=large, part="turn")
    else:
        response = RedirectResponse("/#composer", status_code=303)
    keep(response, SESSION, f"{session_id}.{token}", SESSION_AGE)
    return response


def checked(text: str | None) -> str:
    """Usable text. Raises Invalid with the reason."""
    try:
        return clean_text(text or "")
    except ValueError as error:
        raise Invalid(str(error)) from error
