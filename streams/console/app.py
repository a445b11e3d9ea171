"""The console as one Starlette application: screens, orders, events, sign-in, health."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from typing import TYPE_CHECKING

from prometheus_client import generate_latest
from sse_starlette import EventSourceResponse
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from schemas.envelope import to_json
from streams.console import actions, alertmanager, openapi
from streams.console.catalogue import SCREENS
from streams.console.entering import enter, form_of
from streams.console.faults import handlers
from streams.console.frame import frame
from streams.console.identity.limits import SafeHeaders
from streams.console.pages import routes_of
from streams.console.rendering import STATIC, render
from streams.console.screen import Screen
from streams.console.service import VERSION, Service, new_ids

if TYPE_CHECKING:
    from streams.console.identity.oidc import SignIn

Endpoint = Callable[[Request], Awaitable[Response]]
SIGNING_IN_SECONDS = 600  # what a provider may take; the cookie holds state, nonce, verifier
GZIP_FROM = 800  # bytes


def build(
    service: Service,
    key: bytes,
    sign_in: SignIn | None = None,
    screens: Iterable[Screen] = SCREENS,
) -> Starlette:
    """Put the application together. ``key`` signs the cookie of a sign-in under way."""
    screens = tuple(screens)
    settings = service.settings
    routes: list[BaseRoute] = [
        Mount("/static", StaticFiles(directory=STATIC)),
        *_health(service),
        *_session(service),
        *(sign_in.routes(service) if sign_in is not None else ()),
        *actions.routes(service),
        *alertmanager.routes(service),
        Route("/events", _events(service)),
        Route("/parts/state", _state(service)),
        Route("/openapi.json", openapi.endpoint(service, screens)),
        *(route for screen in screens for route in routes_of(service, screen)),
    ]
    return Starlette(
        routes=routes,
        exception_handlers=dict(handlers(service)),
        middleware=[
            Middleware(SafeHeaders, is_https=settings.is_https),
            Middleware(TrustedHostMiddleware, allowed_hosts=settings.hosts),
            Middleware(
                SessionMiddleware, secret_key=key.hex(), session_cookie="tocsin-sign-in",
                max_age=SIGNING_IN_SECONDS, https_only=settings.is_https,
            ),
            Middleware(GZipMiddleware, minimum_size=GZIP_FROM),
        ],
    )  # fmt: skip


def _health(service: Service) -> list[Route]:
    """What operators ask: no sign-in, no data."""

    async def live(request: Request) -> Response:
        return PlainTextResponse("alive\n")

    async def ready(request: Request) -> Response:
        is_ready = service.desk.is_caught_up
        words = "ready\n" if is_ready else f"catching up: {service.desk.unread} records left\n"
        return PlainTextResponse(words, 200 if is_ready else 503)

    async def metrics(request: Request) -> Response:
        return Response(generate_latest(), media_type="text/plain; version=0.0.4")

    return [Route("/livez", live), Route("/readyz", ready), Route("/metrics", metrics)]


def _session(service: Service) -> list[Route]:
    async def session(request: Request) -> Response:
        """Say who is signed in, their form token, and when the session ends without use."""
        viewer = enter(service, request)
        idle = service.sessions.idle_of(request) if service.sessions else None
        left = service.sessions.left_of(request) if service.sessions else None
        row = {
            "user": viewer.user, "role": viewer.role, "areas": service.view(viewer).areas,
            "token": service.tokens.of(viewer.user), "idle_seconds": idle,
            "left_seconds": left,
        }  # fmt: skip
        return Response(to_json(row), media_type="application/json")

    async def stay(request: Request) -> Response:
        """Go on with a session that would end: somebody said that they are there."""
        viewer = enter(service, request)
        await form_of(service, request, viewer)
        response = Response(status_code=204)
        if service.sessions is not None:
            service.sessions.renew(request, response)
        return response

    return [Route("/session", session), Route("/stay", stay, methods=["POST"])]


def _state(service: Service) -> Endpoint:
    async def state(request: Request) -> Response:
        viewer = enter(service, request)
        around = frame(
            service.view(viewer), "", "/parts/state", service.clock(),
            marking=service.settings.marking, version=VERSION, token="", ids=new_ids(),
        )  # fmt: skip
        return HTMLResponse(render("parts/state.html", frame=around) if around.state else "")

    return state


def _events(service: Service) -> Endpoint:
    async def events(request: Request) -> Response:
        viewer = enter(service, request)
        stream = service.hub.open(viewer)

        async def told() -> AsyncIterator[dict[str, str]]:
            async for event in service.hub.events(stream):
                if service.door.viewer(request) != viewer:  # The session ended meanwhile.
                    return
                yield event

        return EventSourceResponse(told())

    return events
