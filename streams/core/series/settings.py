"""What the series statistics are told once, at start: the series file, checked here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from streams.core.calibration.settings import (
    CalibrationSettings,
    calibration_faults,
    calibration_from,
)
from streams.core.errors import ConfigurationError
from streams.core.series.linking.limits import LinkerLimits, linker_faults, linker_limits_from
from streams.core.windows.background import DeathClass

BACKGROUND = (
    "least_days", "kept_days", "guard_days", "guard_after_days", "refresh_reports", "refresh_days",
    "prior_events", "prior_marks", "close_weight", "even_shape", "uneven_shape", "spread_share",
    "even_reports", "even_start", "least_profile", "shadow_days",
)  # fmt: skip
KEYED = ("site", "practice", "address", "token")
DISC_STREAMS = ("suicide", "drug", "homicide", "stranger")
SITE_STREAMS = ("ward", "care_home", "practice", "person", "venue")
SCAN_STREAMS = (*DISC_STREAMS, *SITE_STREAMS)
GROUND_STREAMS = ("linker", *DISC_STREAMS)
STREAMS_OF = {"linker": ("linker",), "scan": SCAN_STREAMS}  # by part, those with lines of their own
SCAN = ("ring", "discs", "age_years", "rare_substance", "members", "rescanned")
SERIES_OF_NUMBERS = ("windows_days", "token_windows_days", "strengths")
THRESHOLDS = (
    "red_a_year", "amber_a_year", "deaths_a_million", "least_size", "info_nats",
    "least_alerts_a_year",
)  # fmt: skip
TABLES = (
    "background", "stream", "looks", "linker", "scan", "thresholds", "calibration",
    "permutation_scan",
)  # fmt: skip
LOOKS = ("expected_natural", "stranger", "violence", "missing")
STRATUM = frozenset("asmph")


@dataclass(frozen=True, slots=True)
class Prior:
    """What a keyed place is thought to see before it was watched.

    Units: ``weight`` in events, ``shipped`` in events a year.
    """

    weight: float
    shipped: float


@dataclass(frozen=True, slots=True)
class Line:
    """How alerts of a stream thin out: exp(-(h - h1) / g) a million and year; share of budget."""

    h1: float
    g: float
    share: float


@dataclass(frozen=True, slots=True)
class StreamRate:
    """Shipped rate of a stream: classes of death, and more per million residents and year."""

    classes: tuple[str, ...]
    more: float


@dataclass(frozen=True, slots=True)
class SeriesSettings:
    """Numbers of the series statistics by name; their units stand in the file.

    Source: detection specification, sections 3 to 6.
    """

    background: Mapping[str, float]
    keyed: Mapping[str, Prior]
    rates: Mapping[str, StreamRate]
    places: Mapping[str, Mapping[str, float]]
    classes: Mapping[str, DeathClass]
    domestic: Mapping[str, float]
    linker: LinkerLimits
    scan: Mapping[str, float]
    windows: tuple[float, ...]
    token_windows: tuple[float, ...]
    strengths: tuple[float, ...]
    strata: Mapping[str, tuple[str, ...]]
    thresholds: Mapping[str, float]
    lines: Mapping[str, Line]
    lines_source: str
    calibration: CalibrationSettings


def series_from(table: Mapping[str, Any]) -> SeriesSettings:
    """Check the series file.

    Raises:
        ConfigurationError: naming every fault at once.
    """
    faults = [f"series: {fault}" for fault in _faults(table)]
    if faults:
        raise ConfigurationError(faults)
    background, scan, thresholds = table["background"], table["scan"], table["thresholds"]
    looks = table["looks"]
    return SeriesSettings(
        background={name: float(background[name]) for name in BACKGROUND},
        keyed={
            name: Prior(float(one["weight"]), float(one["shipped"]))
            for name, one in background["keyed"].items()
            if name != "source"
        },
        rates={
            name: StreamRate(tuple(one["classes"]), float(one["more"]))
            for name, one in table["stream"].items()
            if name != "source"
        },
        places=looks["place"],
        classes={name: DeathClass.of(row) for name, row in looks["class"].items()},
        domestic=looks["domestic"],
        linker=linker_limits_from(table["linker"]),
        scan={name: float(scan[name]) for name in SCAN},
        windows=_numbers(scan["windows_days"]),
        token_windows=_numbers(scan["token_windows_days"]),
        strengths=_numbers(scan["strengths"]),
        strata={name: tuple(scan["strata"][name]) for name in SCAN_STREAMS},
        thresholds={name: float(thresholds[name]) for name in THRESHOLDS},
        lines={
            name: Line(float(one["h1"]), float(one["g"]), float(one["share"]))
            for name, one in thresholds["stream"].items()
        },
        lines_source=thresholds["source"],
        calibration=calibration_from(table["calibration"], table["permutation_scan"]),
    )


def _numbers(given: list[float]) -> tuple[float, ...]:
    return tuple(float(one) for one in given)


def _faults(table: Mapping[str, Any]) -> Iterator[str]:
    for name in TABLES:
        if not isinstance(table.get(name), Mapping):
            yield f"[{name}] is missing"
            return
    yield from _number_faults("background", table["background"], BACKGROUND)
    yield from (f"[linker] {fault}" for fault in linker_faults(table["linker"]))
    yield from _number_faults("scan", table["scan"], SCAN)
    yield from _number_faults("thresholds", table["thresholds"], THRESHOLDS)
    yield from _keyed_faults(table["background"].get("keyed", {}))
    yield from _stream_faults(table["stream"])
    yield from _looks_faults(table["looks"])
    yield from _scan_faults(table["scan"])
    yield from _line_faults(table["thresholds"].get("stream", {}))
    yield from calibration_faults(table["calibration"], table["permutation_scan"])


def _number_faults(where: str, table: Mapping[str, Any], wanted: tuple[str, ...]) -> Iterator[str]:
    for name in wanted:
        if not _is_above_zero(table.get(name)):
            yield f"[{where}] {name} must be a number above 0"


def _keyed_faults(table: Mapping[str, Any]) -> Iterator[str]:
    for name in KEYED:
        row = table.get(name, {})
        if not (_is_above_zero(row.get("weight")) and _is_above_zero(row.get("shipped"))):
            yield f"[background.keyed] {name} needs weight and shipped, both above 0"


def _stream_faults(table: Mapping[str, Any]) -> Iterator[str]:
    for name in (*GROUND_STREAMS, "drug_substance"):
        row = table.get(name, {})
        if not isinstance(row.get("classes"), list) or "more" not in row:
            yield f"[stream.{name}] needs classes and more"
        elif not row["classes"] and not _is_above_zero(row["more"]):
            yield f"[stream.{name}] has no rate"


def _looks_faults(table: Mapping[str, Any]) -> Iterator[str]:
    for name in LOOKS:
        if name not in table.get("class", {}):
            yield f"[looks.class] lacks {name}"
        if name not in table.get("place", {}):
            yield f"[looks.place] lacks {name}"
    for name, shares in table.get("place", {}).items():
        if any(share < 0 for share in shares.values()) or sum(shares.values()) > 1 + 1e-6:
            yield f"[looks.place] {name}: shares must lie above 0 and add up to 1 at most"
    if set(table.get("domestic", {})) != {"death", "homicide", "violence", "missing"}:
        yield "[looks.domestic] needs death, homicide, violence and missing"


def _scan_faults(table: Mapping[str, Any]) -> Iterator[str]:
    for name in SERIES_OF_NUMBERS:
        given = table.get(name)
        numbers = given if isinstance(given, list) and all(map(_is_above_zero, given)) else []
        if not numbers or sorted(set(numbers)) != numbers:
            yield f"[scan] {name} must be numbers above 0, rising"
    for name in SCAN_STREAMS:
        given = table.get("strata", {}).get(name)
        if not given or not all(set(one) <= STRATUM for one in given):
            yield f"[scan.strata] {name} must be words of the letters a, s, m, p, h"


def _line_faults(table: Mapping[str, Any]) -> Iterator[str]:
    for name in ("linker", *SCAN_STREAMS):
        row = table.get(name, {})
        if not all(_is_above_zero(row.get(number)) for number in ("h1", "g", "share")):
            yield f"[thresholds.stream] {name} needs h1, g and share, all above 0"
    if sum(row.get("share", 0.0) for row in table.values()) > 1 + 1e-6:
        yield "[thresholds.stream] shares add up to more than the budget"


def _is_above_zero(value: Any) -> bool:
    return not isinstance(value, bool) and isinstance(value, int | float) and value > 0
