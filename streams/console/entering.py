"""What each request passes first: who it is, how often they asked, whether the form is ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request

from streams.console.faults import NotSignedIn, TooMany
from streams.console.identity.forms import TOKEN, TOKEN_HEADER, body_of, fields_of
from streams.console.service import Service
from streams.console.viewer import Viewer


def enter(service: Service, request: Request) -> Viewer:
    """Say who asks.

    Raises:
        NotSignedIn: nobody that we let in.
        TooMany: they asked too often.
    """
    viewer = service.door.viewer(request)
    if viewer is None:
        raise NotSignedIn
    if not service.limit.takes(viewer.user):
        raise TooMany
    return viewer


async def form_of(
    service: Service, request: Request, viewer: Viewer
) -> Mapping[str, tuple[str, ...]]:
    """Read a form of ours.

    Raises:
        HTTPException: it is not, or it is too large.
    """
    fields = await fields_of(request)
    service.tokens.check(request, viewer.user, next(iter(fields.get(TOKEN, ())), ""))
    return fields


async def json_of(service: Service, request: Request, viewer: Viewer) -> Mapping[str, Any]:
    """Read an order that a program sends: one JSON object, the token in ``X-CSRF-Token``.

    Raises:
        HTTPException: it is none, not from us, or too large.
    """
    service.tokens.check(request, viewer.user, request.headers.get(TOKEN_HEADER, ""))
    try:
        row = orjson.loads(await body_of(request))
    except orjson.JSONDecodeError:
        raise HTTPException(400, "This is no JSON.") from None
    if not isinstance(row, dict):
        raise HTTPException(400, "This is no JSON object.")
    return row
