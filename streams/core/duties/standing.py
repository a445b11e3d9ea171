"""Whether a regime is law for a place and a date at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from streams.core.duties.book import Book
from streams.core.duties.conditions import Truth
from streams.core.duties.regimes import DateTested, Jurisdiction, Regime
from streams.core.duties.wording import day


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a thing happened, as finely as is known."""

    area: str
    district: str | None
    country: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a regime applies; why not, or which fact is missing."""

    truth: Truth
    why_not: str = ""
    missing: tuple[str, ...] = ()


APPLIES = Standing(Truth.TRUE)


def locate(
    book: Book, area: str, district: str | None = None, lsoa: str | None = None
) -> Whereabouts:
    """Say where something happened, country included."""
    return Whereabouts(area, district, book.country_of(area, district, lsoa))


def standing(
    book: Book, regime: Regime, where: Whereabouts, occurred: date, aware: date
) -> Standing:
    """Say whether a regime applies: its dates, its country, its areas, in this order.

    Units: ``occurred`` and ``aware`` are London dates.
    """
    tested = occurred if regime.test_date is DateTested.OCCURRED else aware
    why_not = _out_of_force(regime, tested, aware)
    if why_not:
        return Standing(Truth.FALSE, why_not)
    in_country = _in_country(regime, where)
    if in_country.truth is Truth.FALSE:
        return in_country
    in_area = _in_areas(book, regime, where)
    if in_area.truth is Truth.FALSE:
        return in_area
    missing = (*in_country.missing, *in_area.missing)
    return Standing(Truth.UNKNOWN, "", missing) if missing else APPLIES


def _out_of_force(regime: Regime, tested: date, aware: date) -> str:
    """Say why a regime is not in force on the dates, or nothing if it is."""
    of_what = "deaths or incidents" if regime.test_date is DateTested.OCCURRED else "news"
    if regime.in_force_from is None:
        return "not in force: not commenced"
    if tested < regime.in_force_from:
        return f"not in force: only for {of_what} from {day(regime.in_force_from)}"
    if regime.in_force_to is not None and tested > regime.in_force_to:
        return f"not in force: only for {of_what} up to {day(regime.in_force_to)}"
    if regime.aware_by is not None and aware > regime.aware_by:
        return f"not in force: only where known by {day(regime.aware_by)}"
    return ""


def _in_country(regime: Regime, where: Whereabouts) -> Standing:
    """Compare the country; a force of several is in England or Wales, we do not know which."""
    wanted = (
        {"england", "wales"}
        if regime.jurisdiction is Jurisdiction.BOTH
        else {regime.jurisdiction.value}
    )
    if where.country in wanted:
        return APPLIES
    if where.country is not None:
        return Standing(Truth.FALSE, f"the law of {' and '.join(sorted(wanted)).title()} only")
    if regime.jurisdiction is Jurisdiction.BOTH:
        return APPLIES
    return Standing(Truth.UNKNOWN, "", ("country",))


def _in_areas(book: Book, regime: Regime, where: Whereabouts) -> Standing:
    """Look for the area among those listed; a force that only contains one is not known to."""
    if not regime.areas or not regime.areas.isdisjoint({where.area, where.district}):
        return APPLIES
    is_coarse = where.district is None and not regime.areas.isdisjoint(
        book.held.get(where.area, frozenset())
    )
    if is_coarse:
        return Standing(Truth.UNKNOWN, "", ("district",))
    return Standing(Truth.FALSE, "the area is not one of those in which it is in force")
