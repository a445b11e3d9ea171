"""What the worker counts and times for Prometheus; every label is a closed set."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import Counter, Gauge, Histogram

from streams.telemetry import closed_sets as sets

SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)  # operations.md: .05 to 300 s
ANSWER_SECONDS = (300, 900, 1800, 3600, 7200, 14400, 28800, 86400)  # people take longer: to a day
RECORDS = (1, 10, 50, 100, 250, 500, 1000, 2000)

REPORTS_SETTLED = Counter(
    "tocsin_reports_settled", "Reports settled", ("topic", "outcome", "sender")
)
FIELDS_DROPPED = Counter(
    "tocsin_fields_dropped", "Fields for which a report was set aside", ("field", "reason")
)
REPORT_OUTCOME_SECONDS = Histogram(
    "tocsin_report_outcome_seconds",
    "From the broker's having a report to the commit of what came of it",
    buckets=SECONDS,
)
EVENT_LAG_SECONDS = Histogram(
    "tocsin_event_lag_seconds",
    "From a sender's letting a report be known to the broker's having it",
    ("sender",),
    buckets=SECONDS,
)
CLOCK_AHEAD = Gauge(
    "tocsin_sender_clock_ahead_seconds", "By how much a sender's clock is ahead", ("sender",)
)
ALERTS_RAISED = Counter("tocsin_alerts_raised", "Alerts raised", ("kind", "tier", "area"))
ACK_SECONDS = Histogram(
    "tocsin_alert_ack_seconds",
    "From an alert to its acknowledgement",
    ("tier",),
    buckets=ANSWER_SECONDS,
)
DECISIONS = Counter("tocsin_decisions", "Decisions published", ("decision", "reason"))
ACROSS = Counter("tocsin_across", "Cases and findings sent to another area", ("kind", "area"))
CALIBRATIONS = Counter(
    "tocsin_calibrations", "Lines and scans that the calibrator found", ("stream", "area")
)
KILLERS = Counter("tocsin_killers", "Records set aside because the core crashed", ("stage",))
FENCED = Counter("tocsin_fenced", "Owners replaced by a newer one", ("stage",))
COMMIT_SECONDS = Histogram("tocsin_commit_seconds", "One transaction", buckets=SECONDS)
BATCH_RECORDS = Histogram("tocsin_batch_records", "Records a transaction", buckets=RECORDS)
RESTORE_SECONDS = Histogram("tocsin_restore_seconds", "Rows read back", ("stage",), buckets=SECONDS)
STATE_ROWS = Gauge("tocsin_state_rows", "Rows held", ("stage",))
STATE_ROWS_CEILING = Gauge("tocsin_state_rows_ceiling", "Rows that may be held", ("stage",))
OWNED_PARTITIONS = Gauge("tocsin_owned_partitions", "Owned and restored", ("topic",))
SOURCE_PARTITIONS = Gauge("tocsin_source_partitions", "Partitions to be owned", ("topic",))
CANARY_SUCCESS = Gauge(
    "tocsin_canary_last_success_timestamp_seconds",
    "When a canary last came back through a partition; at first, when the worker began",
    ("partition",),
)

Closed = Callable[[str], str]
_KIND, _AREA, _TOPIC, _STREAM = sets.Ours(), sets.Ours(), sets.Ours(), sets.Ours()
_COUNTED: dict[str, tuple[Counter, tuple[Closed, ...]]] = {
    "reports_settled_total": (
        REPORTS_SETTLED, (_TOPIC, sets.Declared(sets.OUTCOMES), sets.SENDERS),
    ),
    "fields_dropped_total": (
        FIELDS_DROPPED, (sets.Declared(sets.FIELDS), sets.Declared(sets.REFUSALS)),
    ),
    "alerts_raised_total": (ALERTS_RAISED, (_KIND, sets.Declared(sets.TIERS), _AREA)),
    "across_total": (ACROSS, (sets.Declared(("copy", "link", "finding")), _AREA)),
    "decisions_total": (
        DECISIONS, (sets.Declared(sets.DECISIONS), sets.Declared(sets.REASONS)),
    ),
    "calibrations_total": (CALIBRATIONS, (_STREAM, _AREA)),
}  # fmt: skip
_MEASURED: dict[str, tuple[Histogram | Gauge, tuple[Closed, ...]]] = {
    "event_lag_seconds": (EVENT_LAG_SECONDS, (sets.SENDERS,)),
    "sender_clock_ahead_seconds": (CLOCK_AHEAD, (sets.SENDERS,)),
    "alert_ack_seconds": (ACK_SECONDS, (sets.Declared(sets.TIERS),)),
}


def count(metric: str, labels: tuple[str, ...], n: int) -> None:
    """Add to a metric by its name without ``tocsin_``; unknown label values become ``other``."""
    counter, allowed = _COUNTED[metric]
    counter.labels(*_closed(allowed, labels)).inc(n)


def measure(metric: str, labels: tuple[str, ...], value: float) -> None:
    """Note one value of a metric by its name without ``tocsin_``."""
    kind, allowed = _MEASURED[metric]
    one = kind.labels(*_closed(allowed, labels))
    if isinstance(one, Histogram):
        one.observe(value)
    else:
        one.set(value)


def _closed(allowed: tuple[Closed, ...], labels: tuple[str, ...]) -> list[str]:
    return [close(value) for close, value in zip(allowed, labels, strict=True)]
