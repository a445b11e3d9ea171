"""One file, one detector. The lists of what is watched for are derived from the files here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol

from streams.core.lookup import CaseRow
from streams.core.signals import Detector, Signal
from streams.core.state import AreaState


class SeriesDetector(Protocol):
    """A detector of linked series or surges: what it says about one case.

    ``neighbours``: other cases about which it may say something else because of this one.
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


_MODULES = [import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__)]

DETECTORS: Mapping[str, Detector] = {
    module.DETECTOR.id: module.DETECTOR for module in _MODULES if hasattr(module, "DETECTOR")
}
SERIES_DETECTORS: Mapping[str, SeriesDetector] = {
    module.DETECTOR.id: module
    for module in _MODULES
    if hasattr(module, "DETECTOR") and module.DETECTOR.family in ("linked_series", "surge")
}
LEARNERS: Mapping[str, Learner] = {
    module.DETECTOR.id: module for module in _MODULES if hasattr(module, "absorb")
}
