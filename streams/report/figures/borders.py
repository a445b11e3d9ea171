"""Section 13: across the border. Alerts shared with neighbours, and people in both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from streams.report.figure import Figure, Row
from streams.report.figures.ground import Ground
from streams.report.figures.series import FAMILIES
from streams.report.shares import share
from streams.report.words import counted, number


def figures(ground: Ground) -> Iterator[Figure]:
    """Count by neighbour what is shared."""
    mine = ground.columns.area
    shared = Counter(
        code
        for alert in ground.columns.alerts.values()
        if alert["state"] != "resolved"
        for code in alert["areas"]
        if code != mine
    )
    tokens = Counter(
        ground.columns.other_tokens[one.token]
        for one in ground.columns.deaths.values()
        if one.token in ground.columns.other_tokens and one.token is not None
    )
    seen = ground.columns.areas_seen
    codes = sorted({*shared, *tokens, *ground.neighbours})
    rows = tuple(
        Row(label=ground.neighbours.get(code, code), value=shared[code], facts={
            "people in both": tokens[code], "lines read from there": seen[code],
        })
        for code in codes
    )  # fmt: skip
    unread = [code for code in codes if not seen[code]]
    yield Figure(
        key="borders", section=13, title="Alerts shared with neighbours", rows=rows, partner="drop",
        basis="by alert that is not resolved", label_name="Area",
        sentence=f"{counted(sum(shared.values()), 'alert')} shared with another area. Of "
        f"{counted(len(codes), 'neighbour')}, {number(len(unread))} sent nothing here; nothing "
        "can be said of those.",
        numbers={"shared": sum(shared.values()), "neighbours": len(codes), "unread": len(unread)},
    )  # fmt: skip
    series = [alert for alert in ground.columns.alerts.values()
              if alert["family"] in FAMILIES and alert["state"] != "resolved"]  # fmt: skip
    across = sum(len(alert["areas"]) > 1 for alert in series)
    yield Figure(
        key="border_rate", section=13, title="Alerts that cross a border", unit="share",
        rows=(share("Series and surges that name another area", across, len(series)),),
        partner="drop", basis="by alert that is not resolved",
        sentence=f"{number(across)} of {counted(len(series), 'alert')} of a series or surge "
        f"{'name' if across != 1 else 'names'} another area.",
        numbers={"across": across, "alerts": len(series)},
    )  # fmt: skip
