"""Guided paths, open to read, and the page of each to print."""

from typing import Annotated

from fastapi import APIRouter, Cookie, Request
from fastapi.responses import HTMLResponse

from api.errors import responses
from api.pages import templates
from api.paths import service
from api.paths.schemas import PathDetail, PathsOut
from api.state import ReleaseDep
from common import clock
from knowledge.answer.context import DEFAULT_REGION
from knowledge.answer.rendering import render

router = APIRouter(prefix="/api/v1/paths", tags=["paths"])
pages = APIRouter(include_in_schema=False)
HOTLINE = "{{hotline_12345}}"


@router.get("", responses=responses(503))
def paths(release: ReleaseDep) -> PathsOut:
    """All guided paths."""
    return PathsOut(release=release.number, paths=service.listing(release))


@router.get("/{path_id}", responses=responses(404, 503))
def one_path(release: ReleaseDep, path_id: str) -> PathDetail:
    """One guided path with its clauses as they hold today."""
    return service.detail(release, path_id, DEFAULT_REGION, clock.today())


@pages.get("/paths/{path_id}")
def page(
    request: Request,
    release: ReleaseDep,
    path_id: str,
    elder: Annotated[str | None, Cookie()] = None,
) -> HTMLResponse:
    """The checklist of a path: to print, or to send by its address. Raises NotFound."""
    today = clock.today()
    return templates.TemplateResponse(
        request,
        "paths/page.html",
        {
            "path": service.detail(release, path_id, DEFAULT_REGION, today),
            "today": today,
            "elder": elder == "1",
            "address": str(request.url.replace(query="")),
            "hotline": render(HOTLINE, release.content, DEFAULT_REGION, today).text,
        },
    )
