"""One screen as routes: the page, its parts, its data, and its form by POST."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from schemas.audit import AuditAction
from schemas.envelope import to_json
from streams.console.entering import enter, form_of
from streams.console.faults import wants_json
from streams.console.frame import frame
from streams.console.identity.forms import TOKEN
from streams.console.orders import give, winner
from streams.console.rendering import render
from streams.console.screen import Asked, NotAllowed, NotFound, Screen
from streams.console.service import VERSION, Service, new_ids
from streams.console.viewer import Viewer

COMMAND = "command_id"


def routes_of(service: Service, screen: Screen) -> Iterable[Route]:
    """Make the routes of one screen."""

    async def show(request: Request) -> Response:
        viewer = enter(service, request)
        return await _show(service, screen, request, viewer, {})

    async def show_kept(request: Request) -> Response:
        viewer = enter(service, request)
        fields = service.searches.of(viewer, request.path_params["token"])
        if fields is None:
            raise NotFound
        return await _show(service, screen, request, viewer, fields)

    async def keep(request: Request) -> Response:
        viewer = enter(service, request)
        fields = dict(await form_of(service, request, viewer))
        fields.pop(TOKEN, None)
        await _check_role(service, screen, viewer)
        order = screen.ask and screen.ask(service.view(viewer), _asked(service, request, fields))
        if order:
            name = secrets.token_hex(16)
            await give(service.view(viewer), service.commands,
                       {**order, COMMAND: name}, service.clock)  # fmt: skip
            fields[COMMAND] = (name,)
        token = service.searches.keep(viewer, fields)
        return RedirectResponse(f"{request.url.path.rstrip('/')}/r/{token}", 303)

    data = f"{screen.path.rstrip('/')}.json" if screen.path != "/" else f"/{screen.name}.json"
    if screen.keeps:
        yield Route(f"{screen.path}/r/{{token}}", show_kept)
        yield Route(screen.path, keep, methods=["POST"])
    yield Route(data, show)  # before the page: an id in its path may hold a dot
    yield Route(screen.path, show)


async def _show(
    service: Service,
    screen: Screen,
    request: Request,
    viewer: Viewer,
    fields: Mapping[str, tuple[str, ...]],
) -> Response:
    await _check_role(service, screen, viewer)
    view, asked = service.view(viewer), _asked(service, request, fields)
    page = screen.build(view, asked)
    alert_id, revision = getattr(page, "alert_id", None), getattr(page, "revision", None)
    part = screen.parts.get(asked.one("part") or "")
    if part is not None:
        await service.recording.refetched(viewer, screen.name, alert_id, revision)
    else:
        action: AuditAction = "view"
        if screen.exports and asked.one("format") == "csv":
            action = "export"
        elif fields:
            action = "search"
        elif asked.one("format") == "print":
            action = "print"
        await service.recording.did(
            viewer, action, screen.name, alert_id=alert_id, revision=revision,
            area=asked.params.get("code"),
        )  # fmt: skip
        if action == "export":
            return _csv(screen, page)
    if wants_json(request):
        return _data(request, page)
    return _page(service, request, viewer, part or screen.template, page, asked)


def _page(
    service: Service, request: Request, viewer: Viewer, template: str, page: Any, asked: Asked
) -> Response:
    view = service.view(viewer)
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    sent = view.order(asked.one("sent") or "")
    around = frame(
        view, page.title, here, asked.now, marking=service.settings.marking, version=VERSION,
        token=service.tokens.of(viewer.user), notice=service.notice, ids=new_ids(),
    )  # fmt: skip
    text = render(
        template, page=page, frame=around, asked=asked, sent=sent,
        won_by=winner(view, sent) if sent else None,
    )  # fmt: skip
    response = HTMLResponse(text)
    if service.sessions is not None and "hx-request" not in request.headers:
        service.sessions.renew(request, response)
    return response


def _data(request: Request, page: Any) -> Response:
    """The page's facts, with a mark that changes when they do."""
    body = to_json(page)
    tag = f'"{sha256(body).hexdigest()[:24]}"'
    headers = {"etag": tag, "vary": "accept, cookie"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


def _csv(screen: Screen, page: Any) -> Response:
    return Response(
        page.csv, media_type="text/csv; charset=utf-8",
        headers={"content-disposition": f'attachment; filename="{screen.name}.csv"'},
    )  # fmt: skip


async def _check_role(service: Service, screen: Screen, viewer: Viewer) -> None:
    if viewer.role not in screen.roles:
        await service.recording.did(viewer, "refused", screen.name)
        names = ", ".join(sorted(role.value for role in screen.roles))
        raise NotAllowed(f"This page is for: {names}. You are signed in as {viewer.role.value}.")


def _asked(service: Service, request: Request, fields: Mapping[str, tuple[str, ...]]) -> Asked:
    query: dict[str, tuple[str, ...]] = {}
    for name, value in request.query_params.multi_items():
        query[name] = (*query.get(name, ()), value)
    params = {name: str(value) for name, value in request.path_params.items()}
    return replace(Asked(service.clock()), params=params, query=query, fields=fields)
