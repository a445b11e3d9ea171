"""``/openapi.json``, made from the screens and the command's schema."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Final, get_type_hints

from pydantic import TypeAdapter
from starlette.requests import Request
from starlette.responses import Response

from schemas.commands import Command
from schemas.envelope import to_json
from streams.console.entering import enter
from streams.console.screen import Screen
from streams.console.service import VERSION, Service

REF: Final = "#/components/schemas/{model}"
PROBLEM: Final = {
    "description": "What went wrong",
    "content": {"application/problem+json": {"schema": {
        "type": "object",
        "properties": {"type": {"type": "string"}, "title": {"type": "string"},
                       "status": {"type": "integer"}, "detail": {"type": "string"}},
    }}},
}  # fmt: skip


def endpoint(
    service: Service, screens: Iterable[Screen]
) -> Callable[[Request], Awaitable[Response]]:
    """Make the endpoint."""
    screens = tuple(screens)

    async def describe(request: Request) -> Response:
        enter(service, request)
        return Response(to_json(document(screens)), media_type="application/json")

    return describe


def document(screens: Iterable[Screen]) -> dict[str, Any]:
    """Describe every address of the console as OpenAPI 3.1 does."""
    schemas: dict[str, Any] = {}
    paths: dict[str, Any] = {}
    for screen in screens:
        returned = get_type_hints(screen.build).get("return", Any)
        shape = TypeAdapter(returned).json_schema(ref_template=REF, mode="serialization")
        schemas |= shape.pop("$defs", {})
        data = f"{screen.path.rstrip('/')}.json" if screen.path != "/" else f"/{screen.name}.json"
        paths[data.replace(":path", "")] = {
            "get": _operation(screen.name, screen.build.__doc__ or screen.name, shape, screen.path)
        }
    order = Command.model_json_schema(ref_template=REF)
    schemas |= order.pop("$defs", {})
    schemas["Command"] = order
    post = _operation("command", "Give an order", {}, "")
    post["requestBody"] = {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": REF.format(model="Command")}}},
    }
    paths["/commands"] = {"post": post}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Tocsin console", "version": VERSION},
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _operation(name: str, words: str, shape: Any, path: str) -> dict[str, Any]:
    names = [part.strip("{}").partition(":")[0] for part in path.split("/") if part[:1] == "{"]
    return {
        "operationId": name,
        "summary": words.strip().splitlines()[0],
        "parameters": [
            {"name": one, "in": "path", "required": True, "schema": {"type": "string"}}
            for one in names
        ],
        "responses": {
            "200": {"description": "As asked", "content": {"application/json": {"schema": shape}}},
            "default": PROBLEM,
        },
    }
