"""Findings in words: what was only outlined while cases were asked, explained as it is told."""

from __future__ import annotations

from collections.abc import Iterable

from streams.core.detectors import EXPLAINING
from streams.core.signals import Signal
from streams.core.state import AreaState


def explained(state: AreaState, signals: Iterable[Signal]) -> tuple[Signal, ...]:
    """Findings as people read them; what is in words already stays as it is."""
    return tuple(_explained(state, signal) for signal in signals)


def _explained(state: AreaState, signal: Signal) -> Signal:
    detector = EXPLAINING.get(signal.kind)
    return signal if detector is None else detector.explain(signal, state)
