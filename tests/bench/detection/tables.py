"""What the benchmark is made of, read from ``tables.toml``: areas, background, families, traps."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

Shares = Mapping[str, float]  # weight by name; need not add up to 1


@dataclass(frozen=True, slots=True)
class Area:
    """An area as a square about a middle. Units: people, square km, degrees."""

    code: str
    people: float
    km2: float
    lat: float
    lon: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """How reports of one kind look. ``age``: a mixture [weight, mean, sd], or [low, high]."""

    female: float
    age: list[Any]
    method: Shares
    place: Shares
    flags: Shares = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Background(Marks):
    """What comes anyway: ``rate`` per million residents a year."""

    rate: float
    dep: float = 0
    hot: float = 0
    winter: float = 0
    night: float = 0
    known: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Family(Marks):
    """One family of series. Ranges are [low, high]; units: days, km, hours."""

    site: str
    n: tuple[int, int]
    days: tuple[float, float]
    km: tuple[float, float] = (1, 1)
    hours: tuple[float, float] = (0, 24)
    category: Shares = field(default_factory=dict)
    offence: Shares = field(default_factory=dict)
    person: Shares = field(default_factory=dict)
    relationship: Shares = field(default_factory=dict)
    shown: float = 1.0
    substance: str | None = None
    early_lab: float = 0.15
    overdoses: int = 0
    missing_first: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Trap:
    """Reports that look like a series to a careless rule, and how they differ from others."""

    count: int
    size: int
    like: str
    yearly: bool = False
    place: Shares | None = None
    method: Shares | None = None
    age: list[Any] | None = None

    def marks(self) -> Marks:
        """The ordinary report's marks, with what is different here."""
        ordinary = BACKGROUND[self.like]
        own = {name: getattr(self, name) for name in ("place", "method", "age")}
        usual = {one.name: getattr(ordinary, one.name) for one in fields(Marks)}
        return Marks(**{**usual, **{name: it for name, it in own.items() if it is not None}})


_TABLES: Mapping[str, Any] = tomllib.loads(
    Path(__file__).with_name("tables.toml").read_text(encoding="utf-8")
)
AREAS: Mapping[str, Area] = {
    code: Area(code, row["people"] * 1000.0, float(row["km2"]), row["lat"], row["lon"])
    for code, row in _TABLES["area"].items()
}
BACKGROUND: Mapping[str, Background] = {
    name: Background(**row) for name, row in _TABLES["background"].items()
}
FAMILIES: Mapping[str, Family] = {name: Family(**row) for name, row in _TABLES["family"].items()}
TRAPS: Mapping[str, Trap] = {name: Trap(**row) for name, row in _TABLES["trap"].items()}
FIRST_UNCLEAR: Shares = _TABLES["first_unclear"]
SUBSTANCE_SHARES: Shares = _TABLES["substances"]
ANY_FLAGS: Shares = _TABLES["any_flags"]

# The vocabularies. A row holds positions in these.
FLAGS = [*ANY_FLAGS, "note_present", "non_fatal_strangulation"]
OFFENCES = [name for name in BACKGROUND if name[0].isdigit()]
CATEGORIES = [
    *(name for name in BACKGROUND if name not in OFFENCES and name != "missing"),
    "unexpected_under_investigation",
]
UNCLEAR = CATEGORIES.index("unexpected_under_investigation")
METHODS = sorted({one for row in (*BACKGROUND.values(), *FAMILIES.values()) for one in row.method})
PLACES = sorted({one for row in (*BACKGROUND.values(), *FAMILIES.values()) for one in row.place})
SUBSTANCES = ["", *SUBSTANCE_SHARES]
ROLES = ["finder", "caller", "next_of_kin", "landlord", "carer", "lodger", "beneficiary"]
RELATIONS = ["partner", "other_family", "acquaintance", "stranger", "unknown"]
