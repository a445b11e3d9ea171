"""Small inputs that a test can count by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import orjson

from streams.configuration import load
from streams.report import given, made
from streams.report.columns import Period
from streams.report.sources import FileSource

CUMBRIA = "E23000002"
QUARTER = Period(date(2026, 4, 1), date(2026, 7, 1))
START = datetime(2026, 1, 1, tzinfo=UTC)
SOURCE = "//cumbria.police.uk/niche"


def death(name, at, *, version=1, told_after=timedelta(hours=2), source=SOURCE, **fields):
    """One version of a death as a line of a file."""
    data = {
        "report_id": name, "version": version, "area": CUMBRIA,
        "recorded_at": (at + timedelta(hours=1)).isoformat(), "occurred_from": at.isoformat(),
        "category": "unexpected_under_investigation",
        "subject": {"sex": "F", "age": 70}, "place": {"lat": 54.6, "lon": -3.1, "kind": "home"},
        **fields,
    }  # fmt: skip
    return line("tocsin.death.reported.v1", f"{name}/{version}", at + told_after, data, source)


def line(kind, name, time, data, source=SOURCE):
    return orjson.dumps(
        {"specversion": "1.0", "type": kind, "source": source, "id": name, "subject": CUMBRIA,
         "time": time.isoformat(), "datacontenttype": "application/json", "dataschema": kind,
         "data": data}
    )  # fmt: skip


def file(folder: Path, lines, name="in.jsonl") -> Path:
    path = folder / name
    path.write_bytes(b"".join(one + b"\n" for one in lines))
    return path


def a_resolved_alert():
    """An alert that says nothing, so that a report need not run the whole core."""
    return line(
        "tocsin.alert.v1", "x/1", START,
        {"alert_id": f"{CUMBRIA}-AAAAAAAAAAAA", "revision": 1, "kind": "report_due",
         "family": "data_quality", "tier": "info", "state": "resolved", "areas": [CUMBRIA],
         "title": "", "why": "", "evidence": [], "duties": [], "window": None, "shadow": False,
         "verdict": None, "raised_at": START.isoformat(), "updated_at": START.isoformat()},
    )  # fmt: skip


def an_alert(member, time):
    """A told series with one member, raised at a time."""
    at = time.isoformat()
    return line(
        "tocsin.alert.v1", f"y/{at}", time,
        {"alert_id": f"{CUMBRIA}-BBBBBBBBBBBB", "revision": 1, "kind": "similar_near_repeat",
         "family": "linked_series", "tier": "amber", "state": "open", "areas": [CUMBRIA],
         "title": "", "why": "", "duties": [], "window": None, "shadow": False, "verdict": None,
         "evidence": [{"report_id": member, "source": SOURCE, "occurred_from": at}],
         "raised_at": at, "updated_at": at},
    )  # fmt: skip


def report(paths, period=QUARTER, *, edition="full", as_of=None, area=CUMBRIA, tables=None):
    source = FileSource(paths if isinstance(paths, list) else [paths], lambda _: None)
    return made.make(
        load(), source, tables or given.tables(area), area, period, edition=edition, as_of=as_of
    )


def figure(whole, key):
    return next(one for one in whole.figures if one.key == key)


def row(whole, key, label):
    return next(one for one in figure(whole, key).rows if one.label == label)
