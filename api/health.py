"""Liveness and readiness."""

import asyncio
from typing import Literal

import httpx
from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from api.state import State, StateDep
from casework.database import read_scope
from knowledge.release import NoRelease

router = APIRouter(tags=["running"])
Health = Literal["ok", "down"]
PROBE_TIMEOUT = 2.0


class Readiness(BaseModel):
    """Whether every part answers."""

    status: Literal["ready", "not_ready"]
    release: int | None
    components: dict[Literal["dialogue", "actions", "database", "knowledge"], Health]


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """200 while the process lives."""
    return {"status": "ok"}


@router.get("/readyz", responses={503: {"model": Readiness}})
async def readyz(state: StateDep) -> Readiness:
    """200 when every part answers, 503 with the same shape otherwise."""
    (release, knowledge), dialogue, actions, database = await asyncio.gather(
        run_in_threadpool(check_release, state),
        check_http(state, f"{state.settings.dialogue_url}/version"),
        check_http(state, f"{state.settings.actions_url}/healthz"),
        run_in_threadpool(check_database),
    )
    components = {
        "dialogue": dialogue, "actions": actions, "database": database, "knowledge": knowledge,
    }  # fmt: skip
    ready = all(value == "ok" for value in components.values())
    body = Readiness(
        status="ready" if ready else "not_ready", release=release, components=components
    )
    if not ready:
        return JSONResponse(body.model_dump(), 503)  # type: ignore[return-value]
    return body


async def check_http(state: State, url: str) -> Health:
    """ok when a process answers 200."""
    try:
        response = await state.http.get(url, timeout=PROBE_TIMEOUT)
    except httpx.HTTPError:
        return "down"
    return "ok" if response.status_code == httpx.codes.OK else "down"


def check_database() -> Health:
    """ok when the database answers."""
    try:
        with read_scope() as session:
            session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return "down"
    return "ok"


def check_release(state: State) -> tuple[int | None, Health]:
    """The release number, and ok when it can be read."""
    try:
        return state.releases.current().number, "ok"
    except NoRelease:
        return None, "down"
