"""Writes the dashboards: `python deploy/grafana/generate.py`. A test holds the files against it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent / "dashboards"
SOURCE = {"type": "prometheus", "uid": "tocsin"}
WIDTH, HEIGHT = 12, 8  # of 24 columns; in Grafana's units

Panel = tuple[str, str, str, str]
"""Title, unit, what a line is called, expression."""

OPERATORS: dict[str, list[Panel]] = {
    "Working?": [
        ("Age of the newest canary", "s", "partition {{partition}}", "time() - max by (partition) (tocsin_canary_last_success_timestamp_seconds)"),
        ("Report to outcome, p99 (goal: 99% within 5 s)", "s", "p99", "histogram_quantile(0.99, sum by (le) (rate(tocsin_report_outcome_seconds_bucket[5m])))"),
        ("Records that wait", "short", "{{topic}}", "tocsin:lag_records:sum"),
        ("Partitions owned, of those there are", "percentunit", "{{topic}}", "sum by (topic) (tocsin_owned_partitions) / max by (topic) (tocsin_source_partitions)"),
        ("Latency budget burnt, 1 h (page at 14.4)", "short", "times", "tocsin:report_slow:ratio1h / 0.01"),
        ("Latency budget burnt, 6 h (ticket at 6)", "short", "times", "tocsin:report_slow:ratio6h / 0.01"),
    ],
    "Senders": [
        ("Silence, as a share of what is too long", "percentunit", "{{sender}}", "tocsin:sender_silence:ratio"),
        ("Set aside whole, share of an hour", "percentunit", "{{sender}}", "tocsin:quarantine_ratio:rate1h"),
        ("How late senders let reports be known, p95", "s", "{{sender}}", "histogram_quantile(0.95, sum by (le, sender) (rate(tocsin_event_lag_seconds_bucket[1h])))"),
        ("Clocks that are ahead", "s", "{{sender}}", "max by (sender) (tocsin_sender_clock_ahead_seconds)"),
        ("Fields left out, a day", "short", "{{field}} {{reason}}", "sum by (field, reason) (increase(tocsin_fields_dropped_total[1d]))"),
    ],
    "Worker": [
        ("Reports settled a second", "short", "{{topic}} {{outcome}}", "tocsin:settled:rate5m"),
        ("One transaction, p99", "s", "p99", "histogram_quantile(0.99, sum by (le) (rate(tocsin_commit_seconds_bucket[5m])))"),
        ("Rows held, share of the ceiling", "percentunit", "{{stage}} {{instance}}", "tocsin_state_rows / tocsin_state_rows_ceiling"),
        ("Owners replaced, an hour", "short", "{{stage}}", "sum by (stage) (increase(tocsin_fenced_total[1h]))"),
        ("Records the core crashed on, a day", "short", "{{stage}}", "sum by (stage) (increase(tocsin_killers_total[1d]))"),
        ("Memory", "bytes", "{{job}} {{instance}}", "process_resident_memory_bytes{job=~\"tocsin-.*\"}"),
        ("Restore, p99", "s", "{{stage}}", "histogram_quantile(0.99, sum by (le, stage) (rate(tocsin_restore_seconds_bucket[1d])))"),
    ],
    "Detectors": [
        ("Alerts by rule and tier, 28 days", "short", "{{kind}} {{tier}}", "sum by (kind, tier) (increase(tocsin_alerts_raised_total[28d]))"),
        ("Withheld by reason, a day", "short", "{{reason}}", "sum by (reason) (increase(tocsin_decisions_total{decision=\"withheld\"}[1d]))"),
        ("Cases and findings sent across borders, a day", "short", "{{kind}}", "sum by (kind) (increase(tocsin_across_total[1d]))"),
        ("Lines and scans filed, 28 days", "short", "{{stream}}", "sum by (stream) (increase(tocsin_calibrations_total[28d]))"),
    ],
    "Notify": [
        ("Decision to delivery, p95", "s", "{{channel}}", "tocsin:delivery:p95_15m"),
        ("Attempts, an hour", "short", "{{channel}} {{outcome}}", "sum by (channel, outcome) (increase(tocsin_notify_total[1h]))"),
        ("Told to nobody for five minutes", "short", "decisions", "sum(tocsin_told_undelivered)"),
    ],
    "Security": [
        ("Certificates: time left", "s", "{{role}} {{what}}", "min by (role, what) (tocsin_certificate_not_after_timestamp_seconds) - time()"),
        ("Audit: records not written, breaks", "short", "{{__name__}}", "increase(tocsin_audit_write_failures_total[1h]) or increase(tocsin_audit_chain_breaks_total[1h])"),
        ("Alerts opened by the busiest reader, an hour", "short", "views", "max(tocsin_busiest_reader_views)"),
        ("Pages that follow alerts", "short", "pages", "sum(tocsin_console_streams)"),
    ],
}  # fmt: skip
FORCE: dict[str, list[Panel]] = {
    "Alerts": [
        ("Alerts by tier, 28 days (budget a year: 1 red, 12 amber false)", "short", "{{tier}}", "sum by (tier) (increase(tocsin_alerts_raised_total{area=~\"$area\"}[28d]))"),
        ("Alerts by kind, 28 days", "short", "{{kind}}", "sum by (kind) (increase(tocsin_alerts_raised_total{area=~\"$area\"}[28d]))"),
    ],
    "Acknowledgement": [
        ("Oldest alert that nobody answered", "s", "{{area}} {{tier}}", "max by (area, tier) (tocsin_oldest_unacknowledged_seconds{area=~\"$area\"})"),
        ("Red alerts acknowledged within an hour, 28 days (goal 95%)", "percentunit", "share", "sum(increase(tocsin_alert_ack_seconds_bucket{tier=\"red\",le=\"3600.0\"}[28d])) / sum(increase(tocsin_alert_ack_seconds_count{tier=\"red\"}[28d]))"),
    ],
    "Clocks": [
        ("Steps of reviews past their time", "short", "{{area}} {{duty}}", "sum by (area, duty) (tocsin_duties_overdue{area=~\"$area\"})"),
        ("Overdue, all", "short", "{{area}}", "sum by (area) (tocsin_duties_overdue{area=~\"$area\"})"),
    ],
}  # fmt: skip
AREA = {
    "name": "area", "type": "query", "label": "Area", "datasource": SOURCE, "multi": True,
    "includeAll": True, "allValue": ".*", "refresh": 2,
    "query": "label_values(tocsin_oldest_unacknowledged_seconds, area)",
    "current": {"text": "All", "value": "$__all"},
}  # fmt: skip


def dashboards() -> dict[str, dict[str, Any]]:
    """Every dashboard by the name of its file."""
    return {
        "operators.json": _dashboard("tocsin-operators", "Tocsin: operators", OPERATORS, []),
        "force.json": _dashboard("tocsin-force", "Tocsin: force", FORCE, [AREA]),
    }


def _dashboard(
    uid: str, title: str, rows: dict[str, list[Panel]], variables: list[dict[str, Any]]
) -> dict[str, Any]:
    return {
        "uid": uid, "title": title, "tags": ["tocsin"], "schemaVersion": 39, "version": 1,
        "editable": False, "timezone": "browser", "refresh": "30s",
        "time": {"from": "now-6h", "to": "now"}, "templating": {"list": variables},
        "panels": list(_panels(rows)),
    }  # fmt: skip


def _panels(rows: dict[str, list[Panel]]) -> Iterator[dict[str, Any]]:
    number, y = 0, 0
    for heading, panels in rows.items():
        number += 1
        yield {"id": number, "type": "row", "title": heading, "collapsed": False, "panels": [],
               "gridPos": {"h": 1, "w": 2 * WIDTH, "x": 0, "y": y}}  # fmt: skip
        for place, (title, unit, legend, expression) in enumerate(panels):
            number += 1
            at = {
                "h": HEIGHT,
                "w": WIDTH,
                "x": WIDTH * (place % 2),
                "y": y + 1 + HEIGHT * (place // 2),
            }
            yield _panel(number, at, title, unit, legend, expression)
        y += 1 + HEIGHT * ((len(panels) + 1) // 2)


def _panel(
    number: int, at: dict[str, int], title: str, unit: str, legend: str, expression: str
) -> dict[str, Any]:
    target = {"refId": "A", "datasource": SOURCE, "expr": expression, "legendFormat": legend}
    return {
        "id": number, "type": "timeseries", "title": title, "datasource": SOURCE, "gridPos": at,
        "fieldConfig": {"defaults": {"unit": unit, "min": 0}, "overrides": []},
        "options": {"legend": {"displayMode": "list", "placement": "bottom"}},
        "targets": [target],
    }  # fmt: skip


def text_of(dashboard: dict[str, Any]) -> str:
    """Write a dashboard as its file holds it."""
    return json.dumps(dashboard, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    for name, dashboard in dashboards().items():
        (HERE / name).write_text(text_of(dashboard))
