"""The cases an alert rests on, and those it rested on before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from schemas.alerts import Alert, Evidence
from schemas.decisions import Decision
from streams.console.words import codes

PLACES = {
    "care_home": "care home",
    "custody": "in custody",
    "outdoors": "outdoors",
    "water": "in water",
    "rail": "on the railway",
    "street": "in the street",
    "unknown": "kind of place not known",
    "other": "another kind of place",
}
EXACT = 100.0  # metres; from here on, how exact a place is is said


@dataclass(frozen=True, slots=True)
class Case:
    """One case as a line. ``gone``: when and why it left the alert; None while it is part."""

    number: int | None
    case: Evidence
    where: str
    exact: str | None
    first: str
    now: str
    is_new: bool
    gone: tuple[str, datetime] | None


def cases(
    revisions: Sequence[Alert], decisions: Sequence[Decision], looked_at: Alert | None
) -> tuple[Case, ...]:
    """List the cases of the last of some revisions, numbered; then those that left before it.

    ``looked_at``: the revision that the reader saw last; None for a first look.
    """
    newest = revisions[-1]
    seen = {_key(case) for case in looked_at.evidence} if looked_at else None
    here = [
        _line(number, case, seen is not None and _key(case) not in seen, None)
        for number, case in enumerate(newest.evidence, start=1)
    ]
    return (*here, *_left(revisions, decisions))


def _left(revisions: Sequence[Alert], decisions: Sequence[Decision]) -> Iterator[Case]:
    """Cases of earlier revisions that are no longer part, each with its end."""
    reasons = {one.revision: one.reason for one in decisions if one.revision is not None}
    part = {_key(case) for case in revisions[-1].evidence}
    listed: set[tuple[str, str]] = set()
    for before, after in reversed(list(pairwise(revisions))):
        stays = {_key(case) for case in after.evidence}
        for case in before.evidence:
            if _key(case) in stays or _key(case) in part or _key(case) in listed:
                continue
            listed.add(_key(case))
            is_withdrawn = reasons.get(after.revision) == "report_withdrawn"
            word = "withdrawn" if is_withdrawn else "no longer part since"
            yield _line(None, case, False, (word, after.updated_at))


def _line(
    number: int | None, case: Evidence, is_new: bool, gone: tuple[str, datetime] | None
) -> Case:
    first, now = _category(case.category_first), _category(case.category_now)
    exact = case.place.precision_m
    return Case(
        number=number,
        case=case,
        where=", ".join(filter(None, (case.place.name, _kind(case.place.kind)))),
        exact=f"to about {metres(exact)}" if exact > EXACT else None,
        first=first,
        now="No change" if first == now else now,
        is_new=is_new,
        gone=gone,
    )


def metres(length: float) -> str:
    """Write a distance: 410 m; 2.5 km."""
    return f"{length:.0f} m" if length < 1000 else f"{length / 1000:.2g} km"


def _kind(kind: str) -> str:
    return PLACES.get(kind, codes.spoken(kind))


def _category(category: str | None) -> str:
    return "Not recorded" if category is None else codes.CATEGORIES.get(category, category)


def _key(case: Evidence) -> tuple[str, str]:
    return case.source, case.report_id
