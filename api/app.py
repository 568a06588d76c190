"""The gateway application."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from api import errors, health, pages
from api.bookings import endpoints as bookings
from api.knowledge import endpoints as knowledge
from api.logs import mask_logs
from api.middleware import BodyLimit, SecurityHeaders
from api.openapi import describe
from api.paths import endpoints as paths
from api.periodic import run_chores
from api.residents import endpoints as residents
from api.state import make_state
from casework.database import migrate
from knowledge.release import NoRelease

STATIC = Path(__file__).with_name("static")


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Migrate, load the release before the first person comes, close connections at the end."""
    mask_logs()
    await asyncio.to_thread(migrate)
    state = make_state()
    app.state.shared = state
    try:
        await state.release()
    except NoRelease:
        # /readyz says so; the process must live to say it.
        pass
    chores = asyncio.create_task(run_chores(state))
    yield
    chores.cancel()
    await state.http.aclose()


def create_app() -> FastAPI:
    """A new application."""
    app = FastAPI(
        title="镇江民政助手",
        version="1",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
    )
    app.add_middleware(BodyLimit)
    app.add_middleware(SecurityHeaders)
    errors.install(app)
    describe(app)
    for router in (
        health.router, residents.router, knowledge.router, paths.router, bookings.router,
    ):  # fmt: skip
        app.include_router(router)
    app.include_router(pages.router, include_in_schema=False)
    app.include_router(paths.pages)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    return app


app = create_app()
