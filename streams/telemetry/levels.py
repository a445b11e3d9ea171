"""Numbers that stand for as long as a partition is ours: its lag, the rows and clocks of its areas.

They are replaced whole and go with the partition: of two workers none shows what the other has.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import REGISTRY, Collector

from streams.telemetry import closed_sets as sets

Level = tuple[str, tuple[str, ...], float]
"""Name without ``tocsin_``, labels, value."""

_TIER, _AREA, _DUTY = sets.Declared(sets.TIERS), sets.Ours(), sets.Ours()
_TOPIC, _PARTITION = sets.Ours(), sets.Ours()

KINDS: Mapping[str, tuple[str, tuple[tuple[str, Callable[[str], str]], ...], Callable[..., float]]]
KINDS = {
    "source_lag_records": (
        "Records not yet settled", (("topic", _TOPIC), ("partition", _PARTITION)), sum,
    ),
    "sender_last_report_timestamp_seconds": (
        "When a sender last reported", (("sender", sets.SENDERS),), max,
    ),
    "sender_expected_gap_seconds": (
        "Silence of a sender that is too long", (("sender", sets.SENDERS),), min,
    ),
    "oldest_unacknowledged_seconds": (
        "Age of the oldest alert told that nobody answered", (("tier", _TIER), ("area", _AREA)),
        max,
    ),
    "duties_overdue": (
        "Steps of reviews past their time", (("duty", _DUTY), ("area", _AREA)), sum,
    ),
}  # fmt: skip
"""What is shown: its help, its labels with their closed sets, and how values of one label join."""


class Levels(Collector):
    """What is shown now, by who shows it."""

    def __init__(self) -> None:
        self._shown: dict[Hashable, tuple[Level, ...]] = {}

    def show(self, by: Hashable, levels: Iterable[Level]) -> None:
        """Put these in place of what was shown by the same before."""
        self._shown[by] = tuple(levels)

    def drop(self, by: Hashable) -> None:
        """Show nothing of it any more."""
        self._shown.pop(by, None)

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Give Prometheus each kind, with a value for each of its labels."""
        found: dict[str, dict[tuple[str, ...], list[float]]] = {kind: {} for kind in KINDS}
        for levels in list(self._shown.values()):
            for kind, labels, value in levels:
                pairs = zip(KINDS[kind][1], labels, strict=True)
                closed = tuple(allowed(label) for (_, allowed), label in pairs)
                found[kind].setdefault(closed, []).append(value)
        for kind, (words, named, join) in KINDS.items():
            family = GaugeMetricFamily(f"tocsin_{kind}", words, labels=[name for name, _ in named])
            for labels, values in sorted(found[kind].items()):
                family.add_metric(list(labels), join(values))
            yield family


LEVELS = Levels()
REGISTRY.register(LEVELS)
