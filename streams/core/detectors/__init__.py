"""One file, one detector. The lists of what is watched for are derived from the files here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol

from schemas.alerts import History
from streams.core.lookup import CaseRow
from streams.core.signals import Detector, Signal
from streams.core.state import AreaState


class CaseDetector(Protocol):
    """A detector that is asked about one case: what it sees there, and who sees it too.

    ``neighbours``: other cases about which it may say something else because of this one.
    If it has ``moments``: when the clock alone changes what it sees in a case (later moments are
    waited for, earlier ones passed over). If it has ``reads_alerts``: whether what it sees in a
    case depends on the alerts that hold it.
    """

    DETECTOR: Detector
    evaluate: Callable[[CaseRow, AreaState], Iterator[Signal]]
    neighbours: Callable[[CaseRow, AreaState], Iterable[str]]


class Learner(Protocol):
    """A detector that keeps rows of its own: it hears each change of a case before it is asked.

    ``absorb(before, after, state)``: the case as it was (None: new) and as it is (None: gone).
    """

    DETECTOR: Detector
    absorb: Callable[[CaseRow | None, CaseRow | None, AreaState], None]


class Charted(Protocol):
    """A detector that can say how its place did in the weeks before what it found."""

    DETECTOR: Detector
    history: Callable[[Signal, AreaState], History | None]


class Explaining(Protocol):
    """A detector that outlines what it finds, and explains it once it is to be told."""

    DETECTOR: Detector
    explain: Callable[[Signal, AreaState], Signal]


_MODULES = [import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__)]

DETECTORS: Mapping[str, Detector] = {
    module.DETECTOR.id: module.DETECTOR for module in _MODULES if hasattr(module, "DETECTOR")
}
SERIES_DETECTORS: Mapping[str, CaseDetector] = {
    module.DETECTOR.id: module
    for module in _MODULES
    if hasattr(module, "DETECTOR") and module.DETECTOR.family in ("linked_series", "surge")
}
SINGLE_DETECTORS: Mapping[str, CaseDetector] = {
    module.DETECTOR.id: module
    for module in _MODULES
    if hasattr(module, "evaluate") and module.DETECTOR.family == "review_due"
}
CLOCKED: Mapping[str, Callable[[CaseRow, AreaState], Iterable[datetime]]] = {
    module.DETECTOR.id: module.moments for module in _MODULES if hasattr(module, "moments")
}
ALERT_READERS: Mapping[str, Callable[[CaseRow], bool]] = {
    module.DETECTOR.id: module.reads_alerts
    for module in _MODULES
    if hasattr(module, "reads_alerts")
}
CHARTED: Mapping[str, Charted] = {
    module.DETECTOR.id: module for module in _MODULES if hasattr(module, "history")
}
EXPLAINING: Mapping[str, Explaining] = {
    module.DETECTOR.id: module for module in _MODULES if hasattr(module, "explain")
}
LEARNERS: Mapping[str, Learner] = {
    module.DETECTOR.id: module for module in _MODULES if hasattr(module, "absorb")
}
