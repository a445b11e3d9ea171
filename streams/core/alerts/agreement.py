"""How loud a cluster is: its loudest part, or red where two parts agree on two members.

Parts look at the same reports in different ways, so their scores are never added.
Source: detection specification, sections 6 and 9.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from schemas.alerts import Tier
from streams.core.detectors import DETECTORS
from streams.core.signals import RANK, Signal, strongest_tier
from streams.core.state import AreaState

AGREED = 2  # members on which two parts must agree
LOUD = RANK["amber"]


def tier_of(state: AreaState, signals: Sequence[Signal]) -> Tier:
    """Tier of a cluster; what is in shadow counts only where nothing else was found."""
    live = tuple(one for one in signals if not in_shadow(state, one)) or tuple(signals)
    if any(_agree(one, other) for one, other in combinations(live, 2)):
        return "red"
    return strongest_tier(live)


def in_shadow(state: AreaState, signal: Signal) -> bool:
    """Tell what is written and told to none: its detector is in shadow, or the area is too new."""
    return signal.shadow or state.context.detectors[signal.kind].status == "shadow"


def _agree(one: Signal, other: Signal) -> bool:
    """Tell whether two findings of different parts, each told by itself, share two members."""
    if DETECTORS[one.kind].part == DETECTORS[other.kind].part:
        return False
    if min(RANK[one.tier], RANK[other.tier]) < LOUD:
        return False
    return len(set(one.members) & set(other.members)) >= AGREED
