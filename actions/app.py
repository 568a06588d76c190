"""The action server: rasa-sdk's executor behind a small ASGI endpoint.

Rasa 3.6 with `enable_selective_domain` sends neither a domain nor the digest that rasa-sdk 3.21
expects, and the SDK's own server would answer 449. No action here reads the domain, so an empty one
is supplied.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from fastapi import FastAPI, HTTPException, Request
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException

from actions.registry import ACTIONS
from actions.runtime import get_runtime

logger = logging.getLogger(__name__)


def build_executor() -> ActionExecutor:
    """An executor that knows every action of the registry."""
    executor = ActionExecutor()
    for action in ACTIONS:
        executor.register_action(action)
    return executor


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Load the release before the first turn, so that nobody waits for it."""
    app.state.executor = build_executor()
    await asyncio.to_thread(get_runtime().releases.current)
    yield


app = FastAPI(title="actions", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)


@app.get("/healthz")
async def healthz() -> dict[str, Any]:
    """Alive, with the release being answered from."""
    return {"status": "ok", "release": get_runtime().releases.current().number}


@app.post("/webhook")
async def webhook(request: Request) -> dict[str, Any]:
    """Run one action for Rasa and return its events and messages."""
    call = await request.json()
    call["domain"] = {}
    call["domain_digest"] = None
    try:
        # Actions use the database: each runs on a worker thread of its own.
        run = partial(asyncio.run, request.app.state.executor.run(call))
        result = await asyncio.to_thread(run)
    except ActionExecutionRejection as rejection:
        raise HTTPException(400, {"error": str(rejection)}) from rejection
    except ActionNotFoundException as missing:
        raise HTTPException(404, {"error": str(missing)}) from missing
    return result.model_dump() if result else {"events": [], "responses": []}
