"""The book of rules: regimes, offence codes, holidays and areas, read once and then only asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from streams.core.duties.calendar import Holidays, read_holidays
from streams.core.duties.offences import OffenceCodes, read_offence_codes
from streams.core.duties.regime_file import read_regimes
from streams.core.duties.regimes import Regime
from streams.core.duties.tables import Table
from streams.core.errors import ConfigurationError

COUNTRIES = {"E": "england", "W": "wales", "S": "scotland", "N": "northern_ireland"}
WHOLE_COUNTRIES = frozenset(COUNTRIES.values())


@dataclass(frozen=True, slots=True)
class Book:
    """All that duties are judged by. ``country`` by area; ``held`` = areas within an area."""

    version: str
    regimes: Mapping[str, Regime]
    offences: OffenceCodes
    holidays: Holidays
    country: Mapping[str, str]
    held: Mapping[str, frozenset[str]]

    def country_of(self, area: str, district: str | None, lsoa: str | None) -> str | None:
        """Say which country an area lies in; none for a force of several, with nothing finer."""
        known = self.country.get(area) or COUNTRIES.get(_letter(area))
        if known in WHOLE_COUNTRIES:
            return known
        return COUNTRIES.get(_letter(district)) or COUNTRIES.get(_letter(lsoa))


def _letter(code: str | None) -> str:
    """Give the country letter of a GSS code (``E23000002``), or nothing for another code."""
    return code[0] if code and code[1:].isdigit() and len(code) == len("E23000002") else ""


def build_book(
    regimes: Mapping[str, object],
    offence_codes: str,
    bank_holidays: str,
    areas: Mapping[str, object],
) -> Book:
    """Build the book from parsed ``regimes.toml`` and ``areas.json`` and the text of two CSVs.

    Errors: ``ConfigurationError`` with all faults of all four at once. Of an area only ``code``
    is needed; without ``country`` its code's first letter says it, without ``districts`` only
    [contains] of the regime file says what it holds.
    """
    faults: list[str] = []
    rules = read_regimes(regimes, faults)
    offences = read_offence_codes(offence_codes, faults)
    holidays = read_holidays(bank_holidays, faults)
    country: dict[str, str] = {}
    held: dict[str, frozenset[str]] = dict(rules.contains)
    for place, item in enumerate(Table("areas", areas, faults).items("areas")):
        area = Table(f"areas[{place}]", item, faults)
        code = area.text("code")
        named = area.text("country", is_optional=True)
        if named:
            country[code] = named.lower().replace(" ", "_")
        districts = frozenset(
            Table(f"{area.where}.districts[{number}]", district, faults).text("code")
            for number, district in enumerate(area.items("districts"))
        )
        held[code] = held.get(code, frozenset()) | districts
    if faults:
        raise ConfigurationError(faults)
    return Book(rules.version, rules.by_id, offences, holidays, country, held)
