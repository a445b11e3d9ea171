"""What changed during a shift: which alerts came, grew, were late, or ended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

GREW = frozenset({"new_member", "higher_tier", "reclassified"})
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Changed:
    """An alert that changed, and how, in order: new, stronger, deadline missed, ended, closed."""

    alert_id: str
    tier: str
    title: str
    what: tuple[str, ...]


def changed(
    decisions: Iterable[Row], alerts: Iterable[Row], since: datetime
) -> tuple[Changed, ...]:
    """Go through decisions later than a moment; one line an alert, in order of its first change.

    What is for the daily digest alone (tier info) is left to the digest.
    """
    about = {one["alert_id"]: one for one in alerts if one["tier"] != "info"}
    found: dict[str, dict[str, None]] = {}
    for one in sorted(decisions, key=_when):
        what = _what(one)
        if what and one["alert_id"] in about and datetime.fromisoformat(one["at"]) > since:
            found.setdefault(one["alert_id"], {})[what] = None
    return tuple(
        Changed(name, about[name]["tier"], about[name]["title"], tuple(what))
        for name, what in found.items()
    )


def _what(decision: Row) -> str | None:
    """Say what a decision changed; None for what leaves people nothing new to know."""
    kind, reason = decision["decision"], decision["reason"]
    if kind == "updated":
        return "stronger" if reason in GREW else None
    if kind == "escalated":
        return "deadline missed" if reason == "deadline_missed" else "passed on, unanswered"
    return {"told": "new", "resolved": "ended", "closed": "closed"}.get(kind)


def _when(decision: Row) -> str:
    at: str = decision["at"]
    return at
