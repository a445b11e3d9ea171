"""Wide classes in place of exact facts: ages, methods, months and weeks, statistical areas."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from schemas.partner_alerts import MethodGroup
from streams.core.areas import Area
from streams.core.case import Case, Place
from streams.core.duties.calendar import LONDON

AGES = (0, 18, 30, 40, 50, 60, 70, 80)  # years: the first of each band; ten wide where adult
LSOA = re.compile(r"[EW]01\d{6}")  # England and Wales
PLACED_M = 1_000.0  # a place known less exactly than this says nothing of its district
METHOD_GROUPS: Mapping[str, MethodGroup] = {
    "natural": "natural",
    "drug_poisoning": "drug_poisoning",
    "other_poisoning": "other_poisoning",
    "hanging": "hanging_or_suffocation",
    "asphyxia": "hanging_or_suffocation",
    "sharp": "sharp_instrument",
    "blunt": "blunt_force",
    "unarmed": "blunt_force",
    "firearm": "firearm_or_explosion",
    "explosion": "firearm_or_explosion",
    "fall": "fall",
    "drowning": "drowning",
    "fire": "fire",
    "vehicle": "vehicle",
    "sexual": "other",
    "neglect": "other",
    "other": "other",
}


def band_of(age: int) -> int:
    """Number of the band of an age in years, from 0."""
    return max(number for number, first in enumerate(AGES) if first <= max(age, 0))


def ages_between(youngest: int, oldest: int) -> str:
    """Write a run of bands as ages: 18-29, 30-49, 80 and over."""
    if oldest == len(AGES) - 1:
        return f"{AGES[youngest]} and over"
    return f"{AGES[youngest]}-{AGES[oldest + 1] - 1}"


def month_of(moment: datetime) -> str:
    """Local month, such as 2026-11."""
    return f"{moment.astimezone(LONDON):%Y-%m}"


def week_of(moment: datetime) -> str:
    """Local ISO week, such as 2026-W48."""
    year, week, _ = moment.astimezone(LONDON).isocalendar()
    return f"{year:04d}-W{week:02d}"


def lsoa_of(place: Place) -> str | None:
    """Small area of a place, if the sender gave a code that is one."""
    return place.lsoa if place.lsoa is not None and LSOA.fullmatch(place.lsoa) else None


def district_of(case: Case, area: Area) -> str | None:
    """Code of the district of a case: as sent, or that of the clearly nearest label point."""
    codes = {one.code for one in area.districts}
    if case.district in codes:
        return case.district
    if case.place.precision_m > PLACED_M:
        return None
    found = area.district_at(case.place.lat, case.place.lon)
    return found.code if found is not None else None
