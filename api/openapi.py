"""/openapi.json: FastAPI's description, with errors as what they are, problem+json."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

PROBLEM = {"$ref": "#/components/schemas/Problem"}
MEDIA = "application/problem+json"
FIRST_ERROR = 400
# FastAPI's own error shapes, which no response of ours has.
UNUSED = ("HTTPValidationError", "ValidationError")


def describe(app: FastAPI) -> None:
    """Make the application describe itself so."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = build(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def build(app: FastAPI) -> dict[str, Any]:
    """The whole document."""
    document = get_openapi(
        title=app.title, version=app.version, description=app.description, routes=app.routes
    )
    for operations in document["paths"].values():
        for operation in operations.values():
            for status, response in operation["responses"].items():
                if status.isdigit() and int(status) >= FIRST_ERROR:
                    response["content"] = as_problem(response.get("content", {}))
    for name in UNUSED:
        document["components"]["schemas"].pop(name, None)
    return document


def as_problem(content: dict[str, Any]) -> dict[str, Any]:
    """The content of an error response; /readyz alone answers 503 in a shape of its own."""
    schema = content.get("application/json", {}).get("schema", PROBLEM)
    ours = schema == PROBLEM or any(schema.get("$ref", "").endswith(f"/{u}") for u in UNUSED)
    return {MEDIA: {"schema": PROBLEM}} if ours else content
