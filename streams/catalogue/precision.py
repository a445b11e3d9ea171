"""How often what a detector found was worth finding, by the verdicts of people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

USEFUL = frozenset({"linked_series", "escalated"})
NO_WORD = frozenset({"duplicate"})  # says nothing of the detector


@dataclass(frozen=True, slots=True)
class Precision:
    """Of so many alerts with a verdict, so many that were worth it."""

    useful: int
    judged: int

    def __str__(self) -> str:
        return f"{self.useful} of {self.judged}"


def precision(alerts: Iterable[Mapping[str, Any]]) -> Mapping[str, Precision]:
    """Count verdicts by detector, over alerts as they stand; each detector of an alert counts.

    Source: domain brief, section 6: show precision per rule. What was opened again has no verdict.
    """
    useful: Counter[str] = Counter()
    judged: Counter[str] = Counter()
    for alert in alerts:
        if alert["verdict"] is None or alert["verdict"] in NO_WORD:
            continue
        parts = [part["kind"] for part in alert["measures"]["parts"]]
        for detector in dict.fromkeys(parts or [alert["kind"]]):
            judged[detector] += 1
            useful[detector] += alert["verdict"] in USEFUL
    return {name: Precision(useful[name], count) for name, count in judged.items()}
