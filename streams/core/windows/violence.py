"""Serious violence: what counts, and how much of it is usual in a week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from streams.core.areas import Area
from streams.core.case import Case
from streams.core.duties.calendar import local_date
from streams.core.duties.offences import OffenceCodes
from streams.core.errors import ConfigurationError
from streams.core.windows import ears, farrington
from streams.core.windows.blocks import BLOCK_KM2
from streams.core.windows.days import WHOLE_AREA
from streams.core.windows.poisson import tail
from streams.core.windows.weeks import WEEK

STREAM = "serious_violence"
CLASSES = frozenset({"homicide", "attempted", "serious_violence"})  # of offence_codes.csv
DAYS_A_YEAR = 365.25
HIDDEN = ears.C2[0] - 1  # newest weeks that C2 leaves out


class Usual(Protocol):
    """What is usual in a week: expected cases, and the chance of so many or more."""

    @property
    def mean(self) -> float:
        """Cases expected in the week."""

    def chance(self, n: int) -> float:
        """Probability of ``n`` cases or more."""


@dataclass(frozen=True, slots=True)
class Shipped:
    """The shipped rate: a Poisson law."""

    mean: float

    def chance(self, n: int) -> float:
        """Probability of ``n`` cases or more."""
        return tail(n, self.mean)


@dataclass(frozen=True, slots=True)
class Serious:
    """What counts as serious: ``rates`` per million residents a year by group of offence."""

    rates: Mapping[str, float]
    injuries: frozenset[str]

    def holds(self, case: Case, offences: OffenceCodes) -> bool:
        """Tell whether a report of violence is one of serious violence."""
        if case.kind != "violence":
            return False
        if case.injury in self.injuries:
            return True
        offence = offences.find(case.offence, local_date(case.recorded_at))
        return (
            offence is not None
            and offence.offence_class in CLASSES
            and (offence.group in self.rates)
        )

    def a_week(self, area: Area, places: Sequence[str]) -> float:
        """Return the reports that the shipped rates put in an area or a block in a week."""
        whole = tuple(places) == (WHOLE_AREA,)
        millions = area.millions if whole else area.people_a_km2 * BLOCK_KM2 / 1e6
        return sum(self.rates.values()) * millions / DAYS_A_YEAR * WEEK


def serious_from(table: Mapping[str, Any]) -> Serious:
    """Read ``serious_violence.toml``.

    Raises:
        ConfigurationError: a rate is no number above 0, or the injuries are no list.
    """
    rates, injuries = table.get("rates"), table.get("injuries")
    faults = []
    if not isinstance(rates, Mapping) or not rates:
        faults.append("serious violence: [rates] must name at least one group")
        rates = {}
    for group, rate in rates.items():
        if isinstance(rate, bool) or not isinstance(rate, int | float) or rate <= 0:
            faults.append(f"serious violence: [rates] {group} must be a number above 0")
    if not isinstance(injuries, list) or not all(isinstance(one, str) for one in injuries):
        faults.append("serious violence: injuries must be a list of words")
        injuries = []
    if faults:
        raise ConfigurationError(faults)
    return Serious({group: float(rate) for group, rate in rates.items()}, frozenset(injuries))


def usual_in(
    weeks: Sequence[int], at: int, known: int, shipped: float, *, years: float, ears_weeks: float
) -> Usual:
    """What is usual in the week ``at``, by how long the area is known.

    ``weeks``: counts by week back, the newest first; ``known``: whole weeks before week ``at``
    that were watched; ``years``: from which the same season of past years is compared;
    ``ears_weeks``: from which the weeks just before are. ``shipped``: reports a week.

    Source: detection specification, section 7.
    """
    grown = int(known / farrington.WEEKS_A_YEAR)
    if grown >= years:
        season = [back for back in farrington.weeks_back(grown) if back <= known]
        return farrington.usual([weeks[at + back] for back in season])
    before = [back for back in ears.C2 if back <= known]
    if len(before) >= ears_weeks - HIDDEN:
        return ears.baseline([weeks[at + back] for back in before])
    return Shipped(shipped)
