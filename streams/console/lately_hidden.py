"""What a silence would have hidden lately, said before one is made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from streams.clients.preview import PREVIEW_DAYS, would_have_hidden
from streams.console.desk.view import DeskView


def lately_hidden(view: DeskView, match: Mapping[str, str], now: datetime) -> str:
    """Say in a sentence what a silence that matches so would have hidden in the last days."""
    since = now - timedelta(days=PREVIEW_DAYS)
    rows = [
        {
            "alert_id": one.alert_id,
            "kind": one.kind,
            "areas": one.areas,
            "tier": one.tier,
            "verdict": one.verdict,
        }
        for one in view.headlines()
        if one.raised_at >= since and not one.shadow
    ]
    return would_have_hidden(rows, match).sentence()
