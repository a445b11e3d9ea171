"""Alertmanager's ``GET /api/v2/alerts`` and ``/silences``, read only, so that its tools work."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from schemas.area_summaries import SilenceStanding
from schemas.envelope import to_json
from streams.console.desk.facts import Headline
from streams.console.entering import enter
from streams.console.screen import NotAllowed
from streams.console.service import Service
from streams.console.viewer import EVIDENCE, Viewer

RECEIVER: Final = "tocsin"
MATCHED: Final = ("alert_id", "kind", "lsoa", "institution")


def routes(service: Service) -> list[Route]:
    """Make both routes."""

    async def alerts(request: Request) -> Response:
        viewer = enter(service, request)
        await _may(service, viewer, "api-alerts")
        view = service.view(viewer)
        live = (one for one in view.headlines() if one.is_live and not one.shadow)
        rows = [_alert(one, service.settings.url or "") for one in sorted(live, key=_age)]
        return Response(to_json(rows), media_type="application/json")

    async def silences(request: Request) -> Response:
        viewer = enter(service, request)
        await _may(service, viewer, "api-silences")
        now = service.clock()
        rows = [
            _silence(one, summary.area, now)
            for summary in service.view(viewer).summaries()
            for one in summary.silences
        ]
        return Response(to_json(rows), media_type="application/json")

    return [Route("/api/v2/alerts", alerts), Route("/api/v2/silences", silences)]


async def _may(service: Service, viewer: Viewer, screen: str) -> None:
    if viewer.role not in EVIDENCE:
        await service.recording.did(viewer, "refused", screen)
        raise NotAllowed("Alerts are for viewers, analysts and supervisors.")
    await service.recording.did(viewer, "view", screen)


def _age(one: Headline) -> tuple[datetime, str]:
    return one.raised_at, one.alert_id


def _alert(one: Headline, url: str) -> dict[str, Any]:
    """Write an alert as Alertmanager does; labels name no report and no person."""
    return {
        "fingerprint": one.alert_id,
        "labels": {"alertname": one.kind, "severity": one.tier, "area": one.areas[0]},
        "annotations": {"summary": one.title, "description": one.why},
        "startsAt": one.raised_at,
        "updatedAt": one.updated_at,
        "endsAt": datetime(1, 1, 1, tzinfo=one.raised_at.tzinfo),
        "generatorURL": f"{url}/alerts/{one.alert_id}",
        "receivers": [{"name": role} for role in one.recipients] or [{"name": RECEIVER}],
        "status": {"state": "active", "silencedBy": [], "inhibitedBy": [], "mutedBy": []},
    }


def _silence(one: SilenceStanding, area: str, now: datetime) -> dict[str, Any]:
    matched = [("area", area), *((name, getattr(one, name)) for name in MATCHED)]
    is_over = one.ended is not None or one.until <= now
    return {
        "id": one.silence_id,
        "status": {"state": "expired" if is_over else "active"},
        "updatedAt": one.ended or one.start,
        "comment": one.reason,
        "createdBy": one.by,
        "startsAt": one.start,
        "endsAt": one.ended or one.until,
        "matchers": [
            {"name": "alertname" if name == "kind" else name, "value": value,
             "isRegex": False, "isEqual": True}
            for name, value in matched if value
        ],
    }  # fmt: skip
