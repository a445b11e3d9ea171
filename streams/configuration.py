"""Reads the dated files that the core decides by, checks them all, and says every fault at once."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

import orjson
from pydantic import ValidationError

from schemas.areas import Area as AreaRow
from schemas.areas import AreaFile
from streams.core.across import across_from
from streams.core.alerting import alerting_from
from streams.core.areas import Area, Areas, District
from streams.core.config import background_from, detectors_from, rates_from
from streams.core.detectors import DETECTORS
from streams.core.duties.book import build_book
from streams.core.errors import ConfigurationError
from streams.core.partners.partner_file import partners_from
from streams.core.partners.recipients import Partners
from streams.core.roles import check_roles, roles_from
from streams.core.series.settings import series_from
from streams.core.state import Context
from streams.core.windows.violence import serious_from
from streams.partner_keys import read_keys

DATA = Path(__file__).parent / "data"
DETECTORS_FILE = "detectors.toml"
ROLES_FILE = "roles.toml"
RULES = (
    DETECTORS_FILE,
    "alerting.toml",
    "across.toml",
    "background.toml",
    "rule_rates.toml",
    "regimes.toml",
    "offence_codes.csv",
    "bank_holidays_ew.csv",
    "serious_violence.toml",
    "series.toml",
    ROLES_FILE,
    "partners.toml",
)
DIGEST_LENGTH = 16  # hexadecimal characters


@dataclass(frozen=True)
class Configuration:
    """Areas, limits, rates and regimes, as read from one set of files.

    ``rules``: the folder or file that replaced shipped ones, for the words that stand beside them.
    """

    areas: Areas
    shared: Context
    digest: str
    gaps: tuple[str, ...]
    rules: Path | None = None

    @property
    def recipients(self) -> tuple[str, ...]:
        """Names of the partners that are told of alerts, each with a topic of its own."""
        return self.shared.partners.names

    def context_of(self, area: str) -> Context:
        """What the state machine of one area is told.

        Raises:
            ConfigurationError: the area file does not hold it.
        """
        if area not in self._contexts:
            raise ConfigurationError([f"area {area} stands in the log and not in the area file"])
        return self._contexts[area]

    @cached_property
    def _contexts(self) -> Mapping[str, Context]:
        return {code: replace(self.shared, area=area) for code, area in self.areas.by_code.items()}


def load(
    areas: Path | None = None, rules: Path | None = None, *, partner_keys: Path | None = None
) -> Configuration:
    """Read the area file and the rules.

    ``rules``: a folder of files that replace shipped ones, or one file in place of the
    detectors' limits. ``partner_keys``: folder of the partners' keys, for those who write to
    partners; the digest holds none of them.

    Raises:
        ConfigurationError: naming every fault of every file.
    """
    _check_rules(rules)
    area_bytes = _bytes(areas or DATA / "areas.json")
    raw = {name: _bytes(_chosen(rules, name)) for name in RULES}
    digest = sha256(area_bytes)
    for name in RULES:
        digest.update(raw[name])
    short = digest.hexdigest()[:DIGEST_LENGTH]
    tables = {name: _toml(name, raw[name]) for name in RULES if name.endswith(".toml")}
    across, rows = across_from(tables["across.toml"]), _area_rows(area_bytes)
    known = Areas.of(
        (_area(row) for row in rows),
        sha256(area_bytes).hexdigest()[:DIGEST_LENGTH],
        across.border_km,
    )
    detectors = detectors_from(tables["detectors.toml"], DETECTORS.values())
    book = build_book(
        tables["regimes.toml"],
        raw["offence_codes.csv"].decode(),
        raw["bank_holidays_ew.csv"].decode(),
        orjson.loads(area_bytes),
    )
    shared = Context(
        area=next(iter(known.by_code.values())),
        areas=known,
        detectors=detectors,
        background=background_from(tables["background.toml"]),
        rates=rates_from(tables["rule_rates.toml"]),
        book=book,
        alerting=alerting_from(tables["alerting.toml"]),
        across=across,
        partners=_partners(tables["partners.toml"], known, partner_keys),
        serious=serious_from(tables["serious_violence.toml"]),
        series=series_from(tables["series.toml"]),
        config_digest=short,
        version=version("tocsin"),
    )
    check_roles(roles_from(tables[ROLES_FILE]), roles_used(shared))
    return Configuration(known, shared, short, tuple(_switched_off(rows)), rules)


def roles_used(shared: Context) -> Mapping[str, tuple[str, ...]]:
    """Gather the roles that the rules name, by the place where they do."""
    used = {
        f"detectors: [{name}]": tuple(r for roles in one.recipients.values() for r in roles)
        for name, one in shared.detectors.items()
    }
    used |= {f"regime {one.id}": one.recipients for one in shared.book.regimes.values()}
    for tier, chain in shared.alerting.chains.items():
        used[f"alerting, escalation, {tier}"] = chain.roles
    used["alerting, overdue"] = shared.alerting.overdue.roles
    return used


def _partners(table: Mapping[str, Any], known: Areas, folder: Path | None) -> Partners:
    keys, faults = read_keys(table, folder) if folder is not None else ({}, [])
    return partners_from(table, DETECTORS.values(), known.by_code.keys(), keys, faults)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        reason = fault.strerror or "unreadable"
        raise ConfigurationError([f"{path}: {reason}; name a file that can be read"]) from None


def _chosen(rules: Path | None, name: str) -> Path:
    if rules is None:
        return DATA / name
    if rules.is_file():
        return rules if name == DETECTORS_FILE else DATA / name
    return rules / name if (rules / name).exists() else DATA / name


def _check_rules(rules: Path | None) -> None:
    """Refuse a folder that holds no rules: nobody may think that theirs are in force."""
    if rules is None or rules.is_file() or any((rules / name).exists() for name in RULES):
        return
    raise ConfigurationError(
        [f"{rules}: no file and no folder that holds one of {', '.join(RULES)}"]
    )


def _toml(name: str, raw: bytes) -> Mapping[str, Any]:
    try:
        return tomllib.loads(raw.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise ConfigurationError([f"{name}: not TOML: {fault}"]) from None


def _area_rows(raw: bytes) -> list[AreaRow]:
    try:
        return AreaFile.model_validate(orjson.loads(raw)).areas
    except orjson.JSONDecodeError as fault:
        raise ConfigurationError([f"area file: not JSON: {fault}"]) from None
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False, include_context=False)
        raise ConfigurationError(
            f"area file: {'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in faults
        ) from None


def _area(row: AreaRow) -> Area:
    return Area(
        code=row.code,
        name=row.name or row.code,
        country=row.country,
        people=row.population,
        km2=row.area_km2,
        lat=row.centroid.lat if row.centroid else None,
        lon=row.centroid.lon if row.centroid else None,
        districts=tuple(District(d.code, d.name or d.code, d.lat, d.lon) for d in row.districts),
        outline=tuple(
            tuple((point[0], point[1]) for point in ring)
            for ring in (row.geometry.rings if row.geometry else ())
        ),
    )


def _switched_off(rows: list[AreaRow]) -> Iterator[str]:
    """Say what an area file without people, surface or outlines cannot give."""
    bare = [row.code for row in rows if row.population is None or row.area_km2 is None]
    if bare:
        yield f"no residents or surface for {_few(bare)}: rates there are those of an average area"
    shapeless = [row.code for row in rows if row.geometry is None]
    if shapeless:
        yield f"no outline for {_few(shapeless)}: cases near their borders are not copied there"


def _few(codes: list[str]) -> str:
    return ", ".join(codes[:5]) + (" and others" if len(codes) > 5 else "")
