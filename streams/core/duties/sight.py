"""What a rule may see of a case: fields, derived flags, the suspect's other roles, the country."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from streams.core.case import Case
from streams.core.duties.calendar import add_year, local_date
from streams.core.duties.offences import Offence, OffenceCodes

CONTACT_SCREEN = timedelta(hours=48)  # [conventions] derived; a screen, no limit in law
RELEASE_DAYS = 14  # local days; the day of release is day 0 (PPO-14)


@dataclass(frozen=True, slots=True)
class Sight:
    """One case as the rules see it, with everything derived from it."""

    case: Case
    flags: frozenset[str]
    suspect_is: frozenset[str]
    offence: Offence | None
    country: str | None


def look_at(case: Case, offences: OffenceCodes, country: str | None) -> Sight:
    """Derive what rules read and reports do not carry."""
    offence = offences.find(case.offence, local_date(case.recorded_at)) if case.offence else None
    return Sight(case, flags_of(case), roles_of_suspect(case), offence, country)


def flags_of(case: Case) -> frozenset[str]:
    """Set or clear the three flags that a time decides: a time beats a flag.

    Units: 48 elapsed hours, 14 local days, 1 calendar year before the death or incident.
    Source: [conventions] derived. Where it happened within an interval, a contact or release
    inside the interval counts as before it; a pregnancy that ended later had not ended.
    """
    flags = set(case.flags)
    last = max(case.occurred_from, case.occurred_to or case.occurred_from)
    for name, moment, is_within in (
        ("police_contact_48h", case.police_contact_at, _is_recent_contact),
        ("prison_release_14d", case.released_at, _is_recent_release),
        ("pregnancy_1y", case.pregnancy_ended_at, _is_recent_pregnancy),
    ):
        if moment is not None:
            flags.discard(name)
            if is_within(moment, case.occurred_from, last):
                flags.add(name)
    return frozenset(flags)


def _is_recent_contact(contact: datetime, first: datetime, last: datetime) -> bool:
    return contact <= last and first - contact <= CONTACT_SCREEN


def _is_recent_release(released: datetime, first: datetime, last: datetime) -> bool:
    return released <= last and (local_date(first) - local_date(released)).days <= RELEASE_DAYS


def _is_recent_pregnancy(ended: datetime, first: datetime, last: datetime) -> bool:
    return local_date(first) <= add_year(local_date(ended))


def roles_of_suspect(case: Case) -> frozenset[str]:
    """Gather every role held by a token that also holds the role suspect."""
    suspects = {
        token
        for person in case.people
        if person.role == "suspect"
        for token in (person.token, person.token_previous)
        if token
    }
    if not suspects:
        return frozenset()
    return frozenset(
        person.role
        for person in case.people
        if person.token in suspects or person.token_previous in suspects
    )


# Fields a rule may name. A word is one value or none; a list may be empty; ages stand one a person.
WORDS: Mapping[str, Callable[[Sight], str | None]] = {
    "kind": lambda s: s.case.kind,
    "category": lambda s: s.case.category,
    "method": lambda s: s.case.method,
    "suspect_status": lambda s: s.case.suspect_status or "none",
    "post_mortem": lambda s: s.case.post_mortem,
    "toxicology": lambda s: s.case.toxicology,
    "home_area": lambda s: s.case.home_area,
    "place.kind": lambda s: s.case.place.kind,
    "place.institution": lambda s: s.case.place.institution,
    "offence": lambda s: s.case.offence,
    "class": lambda s: s.offence.offence_class if s.offence else None,
    "group": lambda s: s.offence.group if s.offence else None,
    "injury": lambda s: s.case.injury,
    "weapon": lambda s: s.case.weapon,
    "relationship": lambda s: s.case.relationship,
    "jurisdiction": lambda s: s.country,
}
LISTS: Mapping[str, Callable[[Sight], frozenset[str]]] = {
    "flags": lambda s: s.flags,
    "suspect_is": lambda s: s.suspect_is,
    "substances": lambda s: frozenset(s.case.substances),
    "cause_icd10": lambda s: frozenset(s.case.cause_icd10),
    "subject.sex": lambda s: frozenset(who.sex for who in s.case.subjects if who.sex),
    "subjects.sex": lambda s: frozenset(who.sex for who in s.case.subjects if who.sex),
    "subject.occupation": lambda s: frozenset(
        who.occupation for who in s.case.subjects if who.occupation
    ),
}
AGES: Mapping[str, Callable[[Sight], tuple[int | None, ...]]] = {
    "subject.age": lambda s: tuple(who.age for who in s.case.subjects),
    "subjects.age": lambda s: tuple(who.age for who in s.case.subjects),
}
