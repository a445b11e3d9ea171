"""A score as JSON, and as a person reads it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from schemas.envelope import write_time
from streams.replay.intervals import clopper_pearson
from streams.replay.scoring import Result, Score

DAYS_A_MONTH = 365.25 / 12
NAMES = {"red": "Red alone", "red_and_amber": "Red and amber together"}
DIGITS = 4  # of shares and rates


@dataclass(frozen=True, slots=True)
class Span:
    """The areas and the time that false alerts are counted over."""

    areas: tuple[str, ...]
    first: datetime | None
    last: datetime | None

    @property
    def area_months(self) -> float:
        """Areas times months."""
        if self.first is None or self.last is None:
            return 0.0
        return len(self.areas) * (self.last - self.first) / timedelta(days=DAYS_A_MONTH)


def has_finding(scores: Mapping[str, Score]) -> bool:
    """Say whether, red and amber together, a series was missed or a trap found."""
    return any(result.is_finding for result in scores["red_and_amber"].results)


def as_json(scores: Mapping[str, Score], span: Span, notes: Sequence[str]) -> dict[str, Any]:
    """Write a score as one JSON object."""
    return {
        "finding": has_finding(scores),
        "notes": list(notes),
        "areas": list(span.areas),
        "from": span.first and write_time(span.first),
        "to": span.last and write_time(span.last),
        "area_months": round(span.area_months, DIGITS),
        **{name: _score(one, span) for name, one in scores.items()},
    }


def _score(score: Score, span: Span) -> dict[str, Any]:
    kinds = {kind: _recall(found) for kind, found in score.by_kind().items()}
    number = len(score.false_alerts)
    months: dict[str, dict[str, int]] = {}
    for (area, month), count in sorted(score.by_month().items()):
        months.setdefault(area, {})[month] = count
    rules = Counter(one.kind for one in score.false_alerts)
    whole = [one for one in score.results if not one.series.is_trap]
    return {
        "recall": _recall(whole),
        "recall_by_kind": kinds,
        "series": [_series(one) for one in score.results],
        "false_alerts": {
            "number": number,
            "per_area_and_month": round(number / span.area_months, DIGITS)
            if span.area_months
            else None,
            "by_area_and_month": months,
            "by_detector": dict(sorted(rules.items())),
        },
    }


def _recall(results: Sequence[Result]) -> dict[str, Any]:
    """Found of how many, with exact limits, and how long it took."""
    found = [one.found for one in results if one.found is not None]
    low, high = clopper_pearson(len(found), len(results))
    days = [one.delay / timedelta(days=1) for one in found if one.delay is not None]
    return {
        "found": len(found),
        "of": len(results),
        "recall": round(len(found) / len(results), DIGITS) if results else None,
        "low": round(low, DIGITS),
        "high": round(high, DIGITS),
        "median_delay_days": round(median(days), DIGITS) if days else None,
    }


def _series(result: Result) -> dict[str, Any]:
    series, found = result.series, result.found
    said: dict[str, Any] = {
        "series_id": series.id,
        "kind": series.kind,
        "trap": series.is_trap,
        "members": len(series.members),
        "found": found is not None,
    }
    if found is not None:
        said |= {
            "alert_id": found.alert_id,
            "revision": found.revision,
            "detector": found.kind,
            "tier": found.tier,
            "at": write_time(found.at),
            "at_member": found.member,
            "members_held": found.held,
            "evidence": found.evidence,
            "delay_hours": found.delay and round(found.delay / timedelta(hours=1), 2),
            "shadow": found.shadow,
        }
    return said


def sentences(scores: Mapping[str, Score], span: Span, notes: Sequence[str]) -> Iterator[str]:
    """Say a score in lines for people; headings end in a colon."""
    for name in ("red_and_amber", "red"):
        score = scores[name]
        yield f"{NAMES[name]}:"
        for result in score.results:
            yield f"  {_line(result)}"
        for kind, results in score.by_kind().items():
            yield f"  {kind}: {_share(results)}"
        yield f"  {_false(score, span)}"
        for area in span.areas:
            yield from _months(score, area)
    for note in notes:
        yield f"Note: {note}."


def _line(result: Result) -> str:
    series, found = result.series, result.found
    if found is None:
        good = "not found, as it should be" if series.is_trap else "MISSED"
        return f"{series.id}: {good} ({len(series.members)} members)"
    word = "FOUND, BUT IS A TRAP" if series.is_trap else "found"
    delay = "" if found.delay is None else f", {_length(found.delay)} after the first"
    shadow = "; in shadow, told to no one" if found.shadow else ""
    return (
        f"{series.id}: {word} at member {found.member} of {len(series.members)}{delay}, by "
        f"{found.alert_id}/{found.revision} ({found.tier}, {found.kind}; {found.held} of "
        f"{found.evidence} in its evidence){shadow}"
    )


def _length(delay: timedelta) -> str:
    days, hours = delay / timedelta(days=1), delay / timedelta(hours=1)
    if hours < 1:
        return f"{delay / timedelta(minutes=1):.0f} minutes"
    return f"{days:.1f} days" if days >= 2 else f"{hours:.1f} hours"


def _share(results: Sequence[Result]) -> str:
    said = _recall(results)
    return (
        f"{said['found']} of {said['of']} found "
        f"(95% interval {said['low']:.0%} to {said['high']:.0%})"
    )


def _false(score: Score, span: Span) -> str:
    number = len(score.false_alerts)
    each = f", {number / span.area_months:.2f} per area and month" if span.area_months else ""
    rules = Counter(one.kind for one in score.false_alerts).most_common()
    by = f" ({', '.join(f'{count} {rule}' for rule, count in rules)})" if rules else ""
    return f"False alerts: {number} in {len(span.areas)} areas{each}{by}"


def _months(score: Score, area: str) -> Iterator[str]:
    """List an area's false alerts by month, if it has any."""
    months = sorted((month, n) for (where, month), n in score.by_month().items() if where == area)
    if months:
        yield f"    {area}: {', '.join(f'{month} {n}' for month, n in months)}"
