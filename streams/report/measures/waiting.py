"""How long things take, while some still wait."""

from __future__ import annotations

from collections.abc import Sequence

QUARTERS = (0.25, 0.5, 0.75)


def quartiles(days: Sequence[float], ended: Sequence[bool | int]) -> list[float | None]:
    """Give the Kaplan-Meier quartiles; what still waits counts as long as it has waited.

    Units: days; None where a quartile is not reached. Source: Kaplan and Meier (1958),
    J. Am. Stat. Assoc. 53.
    """
    found: list[float | None] = [None, None, None]
    at_risk, waiting = len(days), 1.0
    for day in sorted(set(days)):
        here = [bool(done) for one, done in zip(days, ended, strict=True) if one == day]
        waiting *= 1 - sum(here) / at_risk
        at_risk -= len(here)
        for i, quarter in enumerate(QUARTERS):
            if found[i] is None and 1 - waiting > quarter + 1e-12:
                found[i] = float(day)
    return found
