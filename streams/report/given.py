"""What may be given beside the events: people by age, small areas, an earlier report."""

from __future__ import annotations

import csv
from collections.abc import Callable
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import Any

import orjson

from schemas.areas import AreaFile
from streams.configuration import DATA
from streams.core.errors import ConfigurationError
from streams.report.made import Tables
from streams.report.measures.standard import BANDS

PEOPLE = ("area", "sex", "band", "people", "year")
PLACES = ("lsoa", "district")
DEPRIVED, FIFTHS = "deprivation", 5
People = dict[tuple[str, str], float]


def tables(
    area: str, areas: Path | None = None, population: Path | None = None,
    lsoas: Path | None = None, previous: Path | None = None,
) -> Tables:  # fmt: skip
    """Read the tables, and note the digest of each.

    Raises:
        ConfigurationError: naming every fault of every file.
    """
    faults: list[str] = []
    digests: list[tuple[str, str]] = []

    def given(name: str, path: Path | None, read: Callable[[bytes, Path], Any]) -> Any:
        if path is None:
            return None
        try:
            raw = path.read_bytes()
            digests.append((name, sha256(raw).hexdigest()))
            return read(raw, path)
        except OSError as fault:
            faults.append(f"{path}: {fault.strerror or 'unreadable'}")
        except (ValueError, KeyError, TypeError) as fault:
            faults.append(f"{path}: {fault}")
        return None

    file = AreaFile.model_validate(orjson.loads((areas or DATA / "areas.json").read_bytes()))
    here = next((one for one in file.areas if one.code == area), None)
    names = {one.code: one.name or one.code for one in file.areas}
    codes = [d.code for d in here.districts] if here else []
    bands = given("population", population, _people) or {}
    no_places: tuple[dict[str, str], dict[str, int]] = ({}, {})
    places, deprived = given("small areas", lsoas, _places) or no_places
    earlier = given("previous", previous, _earlier)
    if faults:
        raise ConfigurationError(faults)
    return Tables(
        {d.code: d.population for d in here.districts if d.population} if here else {},
        {code: names.get(code, code) for code in here.neighbours} if here else {},
        bands.get(area) or _together([bands[code] for code in codes if code in bands]),
        {code: bands[code] for code in codes if code in bands}, places, deprived,
        earlier, tuple(digests),
    )  # fmt: skip


def _lines(raw: bytes, wanted: tuple[str, ...]) -> list[dict[str, str]]:
    rows = csv.DictReader(StringIO(raw.decode("utf-8-sig"), newline=""))
    lacking = [name for name in wanted if name not in (rows.fieldnames or ())]
    if lacking:
        raise ValueError(f"the first line must name {', '.join(lacking)}")
    return list(rows)


def _people(raw: bytes, path: Path) -> dict[str, People]:
    """People of each area or district by sex and band, in the newest year given of it."""
    lines = _lines(raw, PEOPLE)
    newest: dict[str, str] = {}
    for one in lines:
        newest[one["area"]] = max(newest.get(one["area"], ""), one["year"])
    found: dict[str, People] = {}
    for one in lines:
        if one["year"] == newest[one["area"]]:
            found.setdefault(one["area"], {})[one["sex"], one["band"]] = float(one["people"])
    if wrong := sorted({band for people in found.values() for _, band in people} - set(BANDS)):
        raise ValueError(f"bands are five years wide, such as {BANDS[0]}; not {', '.join(wrong)}")
    return found


def _together(parts: list[People]) -> People:
    found: People = {}
    for people in parts:
        for group, n in people.items():
            found[group] = found.get(group, 0.0) + n
    return found


def _places(raw: bytes, path: Path) -> tuple[dict[str, str], dict[str, int]]:
    """The district of each small area and, where a column names it, its fifth by deprivation."""
    lines = _lines(raw, PLACES)
    fifths = {one["lsoa"]: int(one[DEPRIVED]) for one in lines if one.get(DEPRIVED)}
    if wrong := sorted({one for one in fifths.values() if not 1 <= one <= FIFTHS}):
        raise ValueError(f"{DEPRIVED} is 1 (the most deprived) to {FIFTHS}; not {wrong[0]}")
    return {one["lsoa"]: one["district"] for one in lines}, fifths


def _earlier(raw: bytes, path: Path) -> Any:
    data = orjson.loads(raw)
    if data.get("schema") != "tocsin-report/1":
        raise ValueError("no figures.json of an earlier report")
    return data
