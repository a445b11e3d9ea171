"""What the console and the audit show to Prometheus. Who looked at what, the audit alone says."""

from __future__ import annotations

from prometheus_client import Counter, Gauge

AUDIT_WRITE_FAILURES = Counter(
    "tocsin_audit_write_failures", "Audit records that could not be written"
)
AUDIT_CHAIN_BREAKS = Counter(
    "tocsin_audit_chain_breaks", "Places where an audit chain does not hold"
)
BUSIEST_READER = Gauge(
    "tocsin_busiest_reader_views", "Alerts that the busiest reader opened in the last hour"
)
STREAMS = Gauge("tocsin_console_streams", "Pages that follow alerts as they come")
