"""What a report was made of, so that anyone can make it again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from schemas.envelope import write_time
from streams.core.duties.calendar import LONDON
from streams.report.columns import Columns
from streams.report.figures.ground import Ground
from streams.report.sources import Input

LIBRARIES = ("tocsin", "numpy", "matplotlib", "jinja2")
FONT = "Liberation Sans 2.1"
ATTRIBUTION = (
    "Source: Office for National Statistics licensed under the Open Government Licence v.3.0.",
    "Contains OS data © Crown copyright and database right 2024.",
)


@dataclass(frozen=True, slots=True)
class Provenance:
    """Lines for the annex, in groups."""

    groups: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    attribution: tuple[str, ...] = ATTRIBUTION


def of(
    ground: Ground, inputs: Sequence[Input], digests: Sequence[tuple[str, str]], options: str
) -> Provenance:
    """Gather everything that the report depends on."""
    columns = ground.columns
    return Provenance(
        (
            ("Inputs", tuple(_inputs(inputs))),
            ("Made for", (
                ("area", f"{ground.area.name} ({ground.area.code})"),
                ("period", f"{ground.asked.start} up to {ground.asked.end}, exclusive"),
                ("as of", write_time(columns.as_of)),
                ("from the end of the period to that day", _days_after(ground)),
                ("earlier report", _earlier(ground)), ("options", options or "none"),
            )),
            ("Made with", (*((name, version(name)) for name in LIBRARIES), ("font", FONT))),
            ("Digests of what is in force", tuple(digests)),
            ("Rules in force", tuple(
                (str(one["id"]), "; ".join(filter(None, (
                    f"{one['status']}, {one['tiers']}", str(one["limits"]),
                    f"blind to {one['blind_to']}",
                ))))
                for one in ground.detectors
            )),
            ("What was left out", tuple(_left_out(columns, ground))),
        )
    )  # fmt: skip


def _days_after(ground: Ground) -> str:
    day = ground.columns.as_of.astimezone(LONDON).date()
    return f"{(day - ground.asked.end).days + 1} days"


def _earlier(ground: Ground) -> str:
    earlier: Mapping[str, Any] | None = ground.previous
    return f"as of {earlier['as_of']}" if earlier else "none given"


def _inputs(inputs: Sequence[Input]) -> Iterator[tuple[str, str]]:
    for one in inputs:
        offsets = ", ".join(f"{p} up to {o}" for p, o in sorted(one.offsets.items()))
        where = f"; partitions {offsets}" if offsets else ""
        yield one.name, f"{one.used:,} lines used{where}; SHA-256 of those {one.digest}"


def _left_out(columns: Columns, ground: Ground) -> Iterator[tuple[str, str]]:
    yield "read", f"{columns.lines:,} lines"
    yield "unreadable", f"{sum(columns.unreadable.values()):,} lines"
    yield "withdrawn", f"{columns.withdrawn:,} reports"
    deaths = len(columns.deaths)
    yield "deaths of this area", f"{deaths:,}"
    yield "of these unexpected", f"{len(ground.unexpected):,}"
    yield "of these in trends", f"{len(ground.trended):,}"
    for feed_of in sorted(columns.areas_seen):
        yield f"lines about {feed_of}", f"{columns.areas_seen[feed_of]:,}"
