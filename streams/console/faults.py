"""What goes wrong on the way to a page, as a page for people or a problem for programs."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from schemas.envelope import to_json
from streams.audit.chain import AuditUnavailable
from streams.console.frame import bare_frame
from streams.console.live import TooManyStreams
from streams.console.orders import Faulty, OrderNotSent
from streams.console.rendering import render
from streams.console.screen import NotAllowed, NotFound
from streams.console.service import Service

log = structlog.get_logger()

NOT_FOUND = "There is nothing here, or it is not in your areas."
Handler = Callable[[Request, Any], Awaitable[Response]]


class NotSignedIn(Exception):
    """Nobody that we let in."""


class TooMany(Exception):
    """One user asked too often."""


def wants_json(request: Request) -> bool:
    """Tell whether a program asks."""
    if request.url.path.endswith(".json") or request.url.path.startswith("/api/"):
        return True
    accepts = request.headers.get("accept", "")
    return "application/json" in accepts and "text/html" not in accepts


def answer(request: Request, service: Service, status: int, title: str, words: str) -> Response:
    """Say in words what went wrong."""
    if wants_json(request):
        problem = {"type": "about:blank", "title": title, "status": status, "detail": words}
        return Response(to_json(problem), status, media_type="application/problem+json")
    frame = bare_frame(title, "/", service.clock(), marking=service.settings.marking)
    return HTMLResponse(render("fault.html", frame=frame, words=words), status)


def handlers(service: Service) -> Mapping[Any, Handler]:
    """Make the handler of every fault that a request may meet."""
    plain = {kind: _plain(service, *said) for kind, said in SAID.items()}
    return {**plain, **_signing_in(service), **_others(service)}


SAID: Final[Mapping[type[Exception], tuple[int, str, str]]] = {
    NotFound: (404, "Not found", NOT_FOUND),
    TooMany: (429, "Too many at once", "Wait a minute, then go on."),
    TooManyStreams: (429, "Too many pages", "Close some pages of this console."),
    AuditUnavailable: (
        503,
        "This page cannot be recorded",
        "What is read here must be recorded, and the record could not be written. Alerts still "
        "go out by text and e-mail, and answering one still works.",
    ),
    OrderNotSent: (
        503,
        "Not sent",
        "The order could not be sent and nothing was done. Send it again.",
    ),
}


def _plain(service: Service, status: int, title: str, words: str) -> Handler:
    async def handle(request: Request, fault: Exception) -> Response:
        return answer(request, service, status, title, words)

    return handle


def _signing_in(service: Service) -> Mapping[Any, Handler]:
    async def unknown(request: Request, fault: NotSignedIn) -> Response:
        door = service.door.sign_in
        is_page = "text/html" in request.headers.get("accept", "")
        if door is not None and request.method == "GET" and is_page:
            here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
            request.session["back"] = here
            return RedirectResponse(door, 303)
        return answer(request, service, 401, "Not signed in", "We do not know who you are.")

    return {NotSignedIn: unknown}


def _others(service: Service) -> Mapping[Any, Handler]:
    async def not_allowed(request: Request, fault: NotAllowed) -> Response:
        return answer(request, service, 403, "Not allowed", str(fault))

    async def faulty(request: Request, fault: Faulty) -> Response:
        words = f"Missing or wrong: {', '.join(fault.fields)}. Go back and put it right."
        return answer(request, service, 400, "Something is missing", words)

    async def http(request: Request, fault: HTTPException) -> Response:
        if fault.status_code == 404:
            return answer(request, service, 404, "Not found", NOT_FOUND)
        return answer(request, service, fault.status_code, "Not done", fault.detail)

    async def ours(request: Request, fault: Exception) -> Response:
        name = f"E-{secrets.token_hex(2).upper()}"
        log.error("console.failed", code=name, kind=type(fault).__name__)
        words = f"This page failed; recorded as {name}. Alerts still go out by text and e-mail."
        return answer(request, service, 500, "This page failed", words)

    return {NotAllowed: not_allowed, Faulty: faulty, HTTPException: http, Exception: ours}
