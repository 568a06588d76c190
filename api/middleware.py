"""Limits and headers for every request: body size before parsing, security headers after."""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import problem
from api.headers import headers_for

# The longest message is 500 characters; forms and payloads fit many times over.
MAX_BODY = 64 * 1024
# A sender that does not read before it has sent everything would never see the refusal: this much,
# for this long, is read and thrown away first.
MAX_DRAINED, DRAIN_SECONDS = 32 << 20, 10.0


class BodyLimit:
    """Answers 413 to more than MAX_BODY bytes, announced or not, before anything is parsed."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the whole body within the limit, then hand it on."""
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        announced = headers.get(b"content-length", b"0")
        too_large = not announced.isdigit() or int(announced) > MAX_BODY
        if too_large and b"expect" in headers:
            # The sender asked first; it has sent nothing yet.
            await self.refuse(scope, receive, send)
            return
        parts: list[bytes] = []
        size, more = 0, True
        while more and not too_large:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            parts.append(message.get("body", b""))
            size += len(parts[-1])
            more = message.get("more_body", False)
            too_large = size > MAX_BODY
        if too_large:
            parts.clear()
            if more:
                await drain(receive)
            await self.refuse(scope, receive, send)
            return
        await self.app(scope, replaying(b"".join(parts), receive), send)

    async def refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Say that it is too large."""
        headers = {"connection": "close"}
        response = problem(413, "too-large", detail="一次最多发送64KB的内容", headers=headers)
        await response(scope, receive, send)


def replaying(body: bytes, receive: Receive) -> Receive:
    """A `receive` that hands on a body already read."""
    handed = False

    async def replay() -> Message:
        nonlocal handed
        if handed:
            return await receive()
        handed = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay


async def drain(receive: Receive) -> None:
    """Read and forget the rest of a body, within bounds."""
    size = 0
    try:
        async with asyncio.timeout(DRAIN_SECONDS):
            while size < MAX_DRAINED:
                message = await receive()
                size += len(message.get("body", b""))
                if message["type"] == "http.disconnect" or not message.get("more_body", False):
                    return
    except TimeoutError:
        return


class SecurityHeaders:
    """Adds the security headers to every response."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wrap `send`."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = {name.lower() for name, _ in message["headers"]}
                added = [(n.encode(), v.encode()) for n, v in headers_for(scope["path"]).items()]
                message["headers"] = [
                    *message["headers"],
                    *((name, value) for name, value in added if name not in present),
                ]
            await send(message)

        await self.app(scope, receive, with_headers)
