"""What a silence would have hidden, had it been there: asked before one is made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

PREVIEW_DAYS = 90  # days back; console specification, section 4, Silences
FINE = ("lsoa", "institution")  # facts of a place that a published alert does not carry


@dataclass(frozen=True, slots=True)
class Preview:
    """How many alerts, how many of them red, how many that proved a linked series."""

    alerts: int
    red: int
    series: int
    is_upper: bool

    def sentence(self) -> str:
        """Say it to whoever is about to make the silence."""
        most = "at most " if self.is_upper else ""
        count = f"{self.alerts} alert{'' if self.alerts == 1 else 's'}"
        proved = f"{self.series or 'none'} proved a linked series"
        red = f", {self.red} of them red" if self.red else ""
        return (
            f"In the last {PREVIEW_DAYS} days this would have hidden {most}{count}{red}; {proved}."
        )


def would_have_hidden(alerts: Iterable[Mapping[str, Any]], match: Mapping[str, str]) -> Preview:
    """Count the alerts of the last days that a silence is about, whatever their tier.

    A place finer than the area is not told by an alert, so that the count is then the most that
    it can be.
    """
    found = [
        alert
        for alert in alerts
        if match.get("alert_id") in (None, alert["alert_id"])
        and match.get("kind") in (None, alert["kind"])
        and (match.get("area") is None or match["area"] in alert["areas"])
    ]
    return Preview(
        alerts=len(found),
        red=sum(alert["tier"] == "red" for alert in found),
        series=sum(alert["verdict"] == "linked_series" for alert in found),
        is_upper=any(match.get(name) is not None for name in FINE),
    )
