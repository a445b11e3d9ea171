"""What the notifier shows to Prometheus; channels are those of its file, a closed set."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

from streams.telemetry.metrics import SECONDS

NOTIFY = Counter("tocsin_notify", "Attempts to tell", ("channel", "outcome"))
DELIVERY_SECONDS = Histogram(
    "tocsin_notify_delivery_seconds",
    "From Kafka's having the decision to the answer of its receiver",
    ("channel", "tier"),
    buckets=SECONDS,
)
UNDELIVERED = Gauge("tocsin_told_undelivered", "Decisions not told to the end after 5 minutes")
OLDEST = Gauge("tocsin_told_oldest_seconds", "Age of the oldest decision not told to the end")
LATE_SECONDS = 300.0


def count(outcome: str, channel: str) -> None:
    """Count one attempt."""
    NOTIFY.labels(channel, outcome).inc()


def took(channel: str, tier: str | None, seconds: float) -> None:
    """Note how long a message took from its decision."""
    DELIVERY_SECONDS.labels(channel, tier or "none").observe(max(0.0, seconds))


def waiting(ages: list[float]) -> None:
    """Show how long decisions have waited that are not told to the end (seconds)."""
    UNDELIVERED.set(sum(age > LATE_SECONDS for age in ages))
    OLDEST.set(max(ages, default=0.0))
