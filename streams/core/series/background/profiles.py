"""Profile by place: how usual people like this one are round here, against the whole area.

RR_l = RR_{l+1} E[r | n, E]: n earlier units of the profile in the two by two cells of level l
about the place, E = rate of these cells * W * p(profile) * RR_{l+1}.

Source: detection specification, section 3, profile by place.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from streams.core.series.background.grid import LEVELS, RADII_KM
from streams.core.series.shrinkage import Floats, TwoGammas
from streams.core.series.unit import Unit

Profile: TypeAlias = tuple[str, int, str]
Spot: TypeAlias = tuple[Profile, float, float]
BAND_ENDS = (18, 30, 45, 60, 75)  # years of age; six bands
METHOD_GROUPS = {
    None: "not known", "natural": "not known",
    "drug_poisoning": "poison", "other_poisoning": "poison",
    "hanging": "neck", "asphyxia": "neck",
    "fall": "fall",
    "drowning": "drowning",
    "sharp": "attack", "blunt": "attack", "firearm": "attack", "unarmed": "attack",
    "sexual": "attack", "explosion": "attack",
}  # fmt: skip
OTHER = "other"
LEVELS_DOWN = range(LEVELS - 1, -1, -1)
PROFILES = 2 * (len(BAND_ENDS) + 1) * 7


def profile_of(unit: Unit) -> Profile | None:
    """Sex, age band and group of methods; None where sex or age is not known."""
    if unit.sex is None or unit.age is None:
        return None
    band = sum(unit.age >= end for end in BAND_ENDS)
    return unit.sex, band, METHOD_GROUPS.get(unit.method, OTHER)


class Profiles:
    """Places of the linker's units in the window of the background, by profile."""

    def __init__(self, prior_marks: float, least: float, law: TwoGammas) -> None:
        self._prior, self._least, self._law = prior_marks, least, law
        self._places: dict[Profile, dict[str, tuple[float, float]]] = {}
        self._arrays: dict[Profile, Floats] = {}
        self._number = 0
        self._moved: dict[str, Spot | None] = {}  # what a unit was when last asked

    def add(self, unit: Unit) -> None:
        """Count a unit, if its place and looks are known."""
        spot = _spot(unit)
        if spot is not None:
            self._places.setdefault(spot[0], {})[unit.id] = spot[1:]
            self._arrays.pop(spot[0], None)
            self._number += 1
            self._note(unit.id, None, spot)

    def remove(self, unit: Unit) -> None:
        """Take a unit out again."""
        spot = _spot(unit)
        if spot is not None:
            del self._places[spot[0]][unit.id]
            self._arrays.pop(spot[0], None)
            self._number -= 1
            self._note(unit.id, spot, None)

    def have_changed(self) -> bool:
        """Tell whether any ratio may differ since this was last asked.

        A unit that went and came back as it was has changed nothing.
        """
        changed, self._moved = bool(self._moved), {}
        return changed

    def ratios(
        self, unit: Unit, days: float, squares: Callable[[Floats, Floats, Floats], Floats]
    ) -> Floats:
        """RR of a unit at every level, 1 where its place or looks are not known.

        ``squares``: events a day in squares about points, as `RateTable.squares`.
        """
        profile = profile_of(unit)
        if profile is None or unit.x is None or unit.y is None:
            return np.ones(LEVELS)
        places = self._of(profile)
        share = (len(places) + self._prior / PROFILES) / (self._number + self._prior)
        middles = np.round(np.array([[unit.x], [unit.y]]) / RADII_KM) * RADII_KM
        inside = np.abs(places[:, :, None] - middles[None]) < RADII_KM
        number = inside.all(axis=1).sum(axis=0).tolist()
        rates = squares(middles[0], middles[1], RADII_KM)
        out, ratio = np.empty(LEVELS), 1.0
        for level, seen, rate in zip(LEVELS_DOWN, number[::-1], rates[::-1].tolist(), strict=True):
            ratio *= self._law.ratio(seen, rate * days * share * ratio)
            out[level] = ratio
        return np.maximum(out, self._least)

    def _note(self, name: str, before: Spot | None, after: Spot | None) -> None:
        first = self._moved.pop(name, before)
        if first != after:
            self._moved[name] = first

    def _of(self, profile: Profile) -> Floats:
        if profile not in self._arrays:
            places = list(self._places.get(profile, {}).values())
            self._arrays[profile] = np.array(places, dtype=np.float64).reshape(-1, 2)
        return self._arrays[profile]


def _spot(unit: Unit) -> Spot | None:
    """Profile and place of a unit; None where either is not known."""
    profile = profile_of(unit)
    if profile is None or unit.x is None or unit.y is None:
        return None
    return profile, unit.x, unit.y
