"""What the gateway's endpoints share, made at start and kept on the application."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Annotated, cast
from weakref import WeakValueDictionary

import httpx
from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from api.limits import Buckets, make_buckets
from common.settings import Settings, get_settings
from knowledge.release import Release, ReleaseStore


@dataclass
class State:
    """One per process."""

    settings: Settings
    releases: ReleaseStore
    http: httpx.AsyncClient
    buckets: Buckets
    locks: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)
    seen: Release | None = None

    async def release(self) -> Release:
        """The current release; a new one is loaded beside the event loop. Raises NoRelease."""
        self.seen = await run_in_threadpool(self.releases.current)
        return self.seen

    @asynccontextmanager
    async def one_at_a_time(self, conversation_id: str) -> AsyncIterator[None]:
        """Turns of one conversation wait for each other, in the order they came."""
        lock = self.locks.get(conversation_id)
        if lock is None:
            lock = self.locks[conversation_id] = asyncio.Lock()
        async with lock:
            yield


def make_state() -> State:
    """State from the settings."""
    settings = get_settings()
    client = httpx.AsyncClient(
        timeout=settings.dialogue_timeout,
        limits=httpx.Limits(max_connections=100, max_keepalive_connections=20),
        trust_env=False,
    )
    return State(settings, ReleaseStore(settings.releases_dir), client, make_buckets())


async def get_state(request: Request) -> State:
    """The application's state."""
    return cast(State, request.app.state.shared)


StateDep = Annotated[State, Depends(get_state)]


async def get_release(state: StateDep) -> Release:
    """The release this request is answered from."""
    return await state.release()


ReleaseDep = Annotated[Release, Depends(get_release)]
