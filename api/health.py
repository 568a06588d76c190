"""Liveness and readiness."""

import httpx
from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from api.state import State, StateDep
from casework.database import session_scope
from knowledge.release import NoRelease

router = APIRouter(tags=["running"])
PROBE_TIMEOUT = 2.0


class Readiness(BaseModel):
    """Whether every part answers."""

    status: str
    release: int | None
    components: dict[str, str]


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """200 while the process lives."""
    return {"status": "ok"}


@router.get("/readyz", responses={503: {"model": Readiness}})
async def readyz(state: StateDep) -> Readiness:
    """200 when every part answers, 503 with the same shape otherwise."""
    release, knowledge = await run_in_threadpool(check_release, state)
    components = {
        "dialogue": await check_http(state, f"{state.settings.dialogue_url}/version"),
        "actions": await check_http(state, f"{state.settings.actions_url}/healthz"),
        "database": await run_in_threadpool(check_database),
        "knowledge": knowledge,
    }
    ready = all(value == "ok" for value in components.values())
    body = Readiness(
        status="ready" if ready else "not_ready", release=release, components=components
    )
    if not ready:
        return JSONResponse(body.model_dump(), 503)  # type: ignore[return-value]
    return body


async def check_http(state: State, url: str) -> str:
    """ok when a process answers 200."""
    try:
        response = await state.http.get(url, timeout=PROBE_TIMEOUT)
    except httpx.HTTPError:
        return "down"
    return "ok" if response.status_code == httpx.codes.OK else "down"


def check_database() -> str:
    """ok when the database answers."""
    try:
        with session_scope() as session:
            session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return "down"
    return "ok"


def check_release(state: State) -> tuple[int | None, str]:
    """The release number, and ok when it can be read."""
    try:
        return state.releases.current().number, "ok"
    except NoRelease:
        return None, "down"
