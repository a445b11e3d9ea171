"""An area with a lively year of reports of every stream, corrections among them; and a restart."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

from streams.codec import read_row, write_row
from streams.core.area import AreaMachine
from streams.core.case import Case, Identifier
from streams.core.watch import KINDS
from tests.core.people_and_places import METRE, Story, a_death, at, only_live

TOWNS = ((54.895, -2.934), (54.66, -2.75), (54.33, -2.74))
LOOKS: tuple[dict[str, Any], ...] = (
    {"category": "suspected_suicide", "method": "hanging", "place_kind": "home"},
    {"category": "suspected_drug_related", "method": "drug_poisoning", "substances": ("heroin",)},
    {"category": "unexpected_under_investigation", "substances": ("metonitazene",)},
    {"category": "unexpected_not_suspicious", "place_kind": "hospital",
     "place_institution": "CUH", "place_ward": "7"},
    {"category": "unexpected_not_suspicious", "place_kind": "care_home",
     "place_institution": "home"},
    {"category": "homicide", "method": "sharp"},
    {"category": "unexpected_not_suspicious", "place_kind": "home", "method": "natural"},
    {"kind": "violence", "category": None, "offence": "20A", "method": "sexual",
     "relationship": "stranger"},
)  # fmt: skip
ROLES = ("next_of_kin", "lodger", "gp", "carer")


def reports(seed: int, number: int, days: float) -> list[Case]:
    """First versions, in order of time."""
    chance = Random(seed)
    times = sorted(chance.uniform(0, days) for _ in range(number))
    return [_report(chance, n, day) for n, day in enumerate(times)]


def _report(chance: Random, number: int, day: float) -> Case:
    town = chance.choice(TOWNS)
    reach = chance.choice((300, 3000, 20_000)) * METRE
    return a_death(
        f"r{number}", day,
        where=(town[0] + chance.gauss(0, reach), town[1] + chance.gauss(0, reach)),
        age=chance.choice((None, 19, 22, 40, 55, 80)), sex=chance.choice("MFU"),
        people={f"token-{chance.randrange(40)}": chance.choice(ROLES)},
        identifiers=(Identifier("phone", f"phone-{chance.randrange(60)}"),),
        incident=chance.choice((None,) * 9 + ("fire",)),
        **chance.choice(LOOKS),
    )  # fmt: skip


def corrected(seed: int, first: list[Case]) -> list[tuple[float, Case]]:
    """Corrections of three in ten: (day, second version)."""
    chance = Random(seed)
    out = []
    for number, case in enumerate(first):
        if chance.random() < 0.3 and case.kind == "death":
            other = _report(chance, number, 0.0)
            change = replace(
                case, version=2, category=other.category or case.category, method=other.method,
                subjects=chance.choice((case.subjects, other.subjects)),
                place=chance.choice((case.place, other.place)), people=other.people,
                substances=other.substances,
            )  # fmt: skip
            day = (case.recorded_at - at(0)).total_seconds() / 86400
            out.append((day + chance.uniform(1, 60), change))
    return out


def an_area(*live: str) -> Story:
    return Story(**only_live(*(live or ("local_excess",))))


def restarted(story: Story) -> AreaMachine:
    """A machine that has read only what an edge would have stored, as bytes."""
    machine = AreaMachine(story.machine.state.context)
    for kind in KINDS:
        rows: Any = getattr(story.machine.state, kind)
        held = rows.rows if kind == "days" else rows
        for key in sorted(held):
            getattr(machine.state, kind).restore(key, read_row(kind, write_row(held[key])))
    machine.restored()
    return machine


def stored(machine: AreaMachine, *kinds: str) -> dict[str, bytes]:
    """Rows of some kinds as bytes."""
    return {
        f"{kind}|{key}": write_row(getattr(machine.state, kind)[key])
        for kind in kinds
        for key in sorted(getattr(machine.state, kind))
    }
