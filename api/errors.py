"""Every error as RFC 9457 problem+json with a Chinese title, translated in one place."""

import json
import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException

from api.headers import headers_for
from common.errors import AssistantError

logger = logging.getLogger(__name__)

TITLES = {
    400: "请求的格式不对",
    401: "请先登录",
    403: "没有权限",
    404: "没有找到",
    405: "不支持这种操作",
    409: "操作冲突",
    413: "内容太大了",
    415: "请求的格式不对",
    422: "输入有误",
    429: "操作太快了，请稍等一会儿再试",
    500: "系统出错了，请稍后再试",
    503: "系统正忙，请稍后再试",
}
# pydantic's error types in words; `{…}` are filled from the error's context.
REASONS = {
    "missing": "缺少这一项",
    "string_too_short": "不能为空",
    "string_too_long": "太长了，最多{max_length}个字",
    "json_invalid": "不是有效的 JSON",
    "extra_forbidden": "没有这一项",
    "string_type": "应当是文字",
    "string_unicode": "含有不能显示的字符",
    "int_type": "应当是整数",
    "bool_type": "应当是 true 或 false",
    "list_type": "应当是列表",
    "dict_type": "应当是键值对",
    "model_attributes_type": "应当是键值对",
    "model_type": "应当是键值对",
    "too_short": "至少要有{min_length}项",
    "too_long": "最多{max_length}项",
    "literal_error": "没有这种选择",
    "date_type": "日期应当写成 2026-01-31 这样",
    "uuid_type": "应当是 UUID",
    "date_from_datetime_parsing": "日期应当写成 2026-01-31 这样",
    "date_parsing": "日期应当写成 2026-01-31 这样",
    "int_parsing": "应当是整数",
    "bool_parsing": "应当是 true 或 false",
    "uuid_parsing": "应当是 UUID",
    "less_than_equal": "不能大于{le}",
    "greater_than_equal": "不能小于{ge}",
}


class Problem(BaseModel):
    """RFC 9457 problem details."""

    type: str
    title: str
    status: int
    detail: str | None = None
    errors: list[dict[str, str]] | None = None


class ProblemResponse(JSONResponse):
    """A problem; what it quotes may hold half a character, which UTF-8 cannot write."""

    media_type = "application/problem+json"

    def render(self, content: Any) -> bytes:
        """JSON in UTF-8."""
        return json.dumps(content, ensure_ascii=False).encode("utf-8", "replace")


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The errors of an endpoint, for its description."""
    return {status: {"model": Problem, "description": TITLES[status]} for status in statuses}


def problem(
    status: int,
    kind: str,
    title: str | None = None,
    detail: str = "",
    headers: dict[str, str] | None = None,
    **extra: Any,
) -> JSONResponse:
    """A problem response."""
    body: dict[str, Any] = {
        "type": f"urn:problem:{kind}",
        "title": title or TITLES.get(status, TITLES[400] if status < 500 else TITLES[500]),
        "status": status,
    }
    if detail:
        body["detail"] = detail
    body |= {k: v for k, v in extra.items() if v is not None}
    return ProblemResponse(body, status, headers)


def install(app: FastAPI) -> None:
    """Register all handlers."""

    @app.exception_handler(AssistantError)
    async def ours(_: Request, error: AssistantError) -> JSONResponse:
        wait = error.extra.get("retry_after")
        headers = None if wait is None else {"Retry-After": str(wait)}
        return problem(error.status, error.problem, error.title, error.detail, headers)

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        if any(e["type"] == "json_invalid" for e in error.errors()):
            return problem(400, "not-json", detail="请求的内容不是有效的 JSON")
        errors = [{"field": _place(e["loc"]), "reason": _reason(e)} for e in error.errors()]
        detail = ";".join(f"{e['field']}:{e['reason']}" for e in errors)
        return problem(422, "invalid", detail=detail, errors=errors)

    @app.exception_handler(HTTPException)
    async def http(_: Request, error: HTTPException) -> JSONResponse:
        headers = dict(error.headers) if error.headers else None
        return problem(error.status_code, "http", headers=headers)

    @app.exception_handler(OperationalError)
    async def database(request: Request, error: OperationalError) -> JSONResponse:
        logger.error("database on %s: %s", request.url.path, error.orig)
        return problem(503, "database-unavailable", headers={"Retry-After": "5"})

    @app.exception_handler(Exception)
    async def unexpected(request: Request, error: Exception) -> JSONResponse:
        # The process's edge: the person gets a sentence, the log gets the trace. This answer does
        # not pass the middleware, so it brings the headers itself.
        logger.error("unexpected error on %s", request.url.path, exc_info=error)
        return problem(500, "internal", headers=headers_for(request.url.path))


def _place(location: tuple[Any, ...]) -> str:
    return ".".join(str(part) for part in location[1:]) or "内容"


def _reason(error: Any) -> str:
    kind = str(error["type"])
    if kind == "value_error":
        return str(error["ctx"]["error"])
    template = REASONS.get(kind, "内容不对")
    return template.format(**(error.get("ctx") or {}))
