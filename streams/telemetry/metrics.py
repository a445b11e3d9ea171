"""What the worker shows to Prometheus; every label is a closed set or becomes ``other``."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)  # operations.md: .05 to 300 s
RECORDS = (1, 10, 50, 100, 250, 500, 1000, 2000)
MOST_AREAS = 200  # more label values than police areas exist is a leak, not an area

_OUTCOMES = frozenset({"accepted", "partial", "repeat", "quarantined"})
_ACROSS = frozenset({"copy", "link", "finding"})
_TIERS = frozenset({"red", "amber", "info"})

REPORTS_SETTLED = Counter("tocsin_reports_settled", "Reports settled", ("topic", "outcome"))
ALERTS_RAISED = Counter("tocsin_alerts_raised", "Alerts raised", ("kind", "tier", "area"))
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
OWNED_PARTITIONS = Gauge("tocsin_owned_partitions", "Owned and restored", ("topic",))
SOURCE_LAG = Gauge("tocsin_source_lag_records", "Not yet settled", ("topic", "partition"))

_COUNTED: dict[str, tuple[Counter, tuple[frozenset[str] | None, ...]]] = {
    "reports_settled_total": (REPORTS_SETTLED, (None, _OUTCOMES)),
    "alerts_raised_total": (ALERTS_RAISED, (None, _TIERS, None)),
    "across_total": (ACROSS, (_ACROSS, None)),
    "decisions_total": (DECISIONS, (None, None)),
    "calibrations_total": (CALIBRATIONS, (None, None)),
}
_seen: dict[tuple[str, int], set[str]] = {}


def count(metric: str, labels: tuple[str, ...], n: int) -> None:
    """Add to a metric by its name without ``tocsin_``; unknown label values become ``other``."""
    counter, allowed = _COUNTED[metric]
    closed = [
        _closed(metric, place, value, known)
        for place, (value, known) in enumerate(zip(labels, allowed, strict=True))
    ]
    counter.labels(*closed).inc(n)


def _closed(metric: str, place: int, value: str, known: frozenset[str] | None) -> str:
    """Return the value if its set is known or still small, else ``other``."""
    if known is not None:
        return value if value in known else "other"
    seen = _seen.setdefault((metric, place), set())
    if value in seen or len(seen) < MOST_AREAS:
        seen.add(value)
        return value
    return "other"
