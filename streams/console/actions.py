"""``POST /commands``: orders by form or by program, and the question before a stale one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from schemas.envelope import to_json
from streams.audit.chain import AuditUnavailable
from streams.console.conflict import what_joined
from streams.console.entering import enter, form_of, json_of
from streams.console.faults import wants_json
from streams.console.frame import frame
from streams.console.orders import Conflict, fields_of_form, give, winner
from streams.console.rendering import render
from streams.console.screen import NotFound
from streams.console.service import VERSION, Service, new_ids
from streams.console.viewer import Viewer

LOCAL: Final = re.compile(r"/(?!/)[A-Za-z0-9/_.~=&?%-]*")
SCREEN: Final = "orders"


def routes(service: Service) -> list[Route]:
    """Make the routes by which orders are given and looked up."""

    async def order(request: Request) -> Response:
        viewer = enter(service, request)
        is_form = "json" not in request.headers.get("content-type", "")
        if is_form:
            form = await form_of(service, request, viewer)
            given: Mapping[str, Any] = fields_of_form(form)
        else:
            form, given = {}, await json_of(service, request, viewer)
        await _record(service, viewer, given)
        try:
            name = await give(service.view(viewer), service.commands, given, service.clock)
        except Conflict as conflict:
            return _ask(service, request, viewer, given, conflict)
        if not is_form or wants_json(request):
            return _told(service, viewer, name)
        back = str(given.get("back") or "/")
        path, _, query = (back if LOCAL.fullmatch(back) else "/").partition("?")
        kept = [one for one in query.split("&") if one and not one.startswith("sent=")]
        return RedirectResponse(f"{path}?{'&'.join([*kept, urlencode({'sent': name})])}#sent", 303)

    async def look(request: Request) -> Response:
        viewer = enter(service, request)
        return _told(service, viewer, request.path_params["command_id"])

    return [
        Route("/orders", order, methods=["POST"]),  # forms of the pages
        Route("/commands", order, methods=["POST"]),
        Route("/commands/{command_id}", look),
        Route("/commands/{command_id}.json", look),
    ]


async def _record(service: Service, viewer: Viewer, given: Mapping[str, Any]) -> None:
    """Record that somebody orders something. An answer to an alert waits for no record.

    Raises:
        AuditUnavailable: it could not be recorded.
    """
    alert_id = given.get("alert_id")
    known = service.view(viewer).headline(str(alert_id)) if alert_id else None
    try:
        await service.recording.did(
            viewer, "alter", SCREEN, alert_id=known.alert_id if known else None,
            revision=known.revision if known else None,
        )  # fmt: skip
    except AuditUnavailable:
        if given.get("action") != "acknowledge":
            raise


def _told(service: Service, viewer: Viewer, name: str) -> Response:
    """Say where an order stands.

    Raises:
        NotFound: the console has not read it back, or it is not theirs.
    """
    view = service.view(viewer)
    order = view.order(name)
    if order is None:
        if name in service.desk.orders:
            raise NotFound
        row: dict[str, Any] = {"command_id": name, "state": "sent"}
        return Response(to_json(row), 202, media_type="application/json")
    won = winner(view, order)
    state = "done" if order.is_done else "refused" if order.is_refused else "sent"
    row = {
        "command_id": name, "state": state, "sent_at": order.sent_at,
        "confirmed_at": order.confirmed_at, "decision": order.answer,
        "done_before_by": won.by if won else None,
    }  # fmt: skip
    status = 200 if order.answer is not None else 202
    return Response(to_json(row), status, media_type="application/json")


def _ask(
    service: Service, request: Request, viewer: Viewer, given: Mapping[str, Any], why: Conflict
) -> Response:
    """Ask whether an order still holds now that the alert has changed."""
    view = service.view(viewer)
    joined = what_joined(view, why.headline.alert_id, why.read)
    if wants_json(request) or "json" in request.headers.get("content-type", ""):
        problem = {
            "type": "about:blank", "title": "The alert changed", "status": 409,
            "detail": joined.words, "revision": why.headline.revision,
        }  # fmt: skip
        return Response(to_json(problem), 409, media_type="application/problem+json")
    around = frame(
        view, "The alert changed while you were reading", f"/alerts/{why.headline.alert_id}",
        service.clock(), marking=service.settings.marking, version=VERSION,
        token=service.tokens.of(viewer.user), notice=service.notice,
        is_live=False, ids=new_ids(),
    )  # fmt: skip
    text = render(
        "conflict.html", frame=around, joined=joined, headline=why.headline,
        fields=_again(given), revision=why.headline.revision,
    )  # fmt: skip
    return HTMLResponse(text, 409)


def _again(given: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Lay the fields out again for a form that is sent once more."""
    found: list[tuple[str, str]] = []
    for name, value in given.items():
        if name in ("token", "command_id", "revision"):
            continue
        if isinstance(value, Mapping):
            found += [(f"{name}.{inner}", str(one)) for inner, one in value.items()]
        elif isinstance(value, list):
            found += [(name, str(one)) for one in value]
        else:
            found.append((name, str(value)))
    return found
