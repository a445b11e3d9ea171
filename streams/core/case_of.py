"""From a checked report to the case that detection sees: defaults filled in and said aloud."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from schemas.reports import DeathReport, Event, MissingReport, ViolenceReport
from schemas.reports import Place as ReportedPlace
from schemas.reports import Subject as ReportedSubject
from streams.core.case import (
    Case,
    CaseKind,
    CategorySource,
    Identifier,
    Person,
    Place,
    Subject,
)

SENDER_CLOCK = timedelta(days=1)  # an event later than its record by more is a typing mistake
KINDS: dict[type[Event], CaseKind] = {
    DeathReport: "death",
    ViolenceReport: "violence",
    MissingReport: "missing",
}


def case_of(
    report: Event, source: str, area: str, district: str | None, gaps: tuple[str, ...]
) -> tuple[Case, list[str]]:
    """Make the case, and name fields that contradict each other (they are left out)."""
    place, wrong = _place(report.place)
    start, missing = report.occurred_from, []
    if start is not None and start > report.recorded_at + SENDER_CLOCK:
        start = None
        wrong.append("occurred_from")
    elif start is None:
        missing.append("occurred_from")
    start = start or report.recorded_at
    end = report.occurred_to
    if end is not None and report.occurred_from is not None and end < start:
        end = None
        wrong.append("occurred_to")
    case = Case(
        kind=KINDS[type(report)],
        source=source,
        report_id=report.report_id,
        version=report.version,
        area=area,
        district=district,
        recorded_at=report.recorded_at,
        occurred_from=start,
        occurred_to=end,
        found_at=report.found_at,
        incident=report.incident,
        place=place,
        method=report.method,
        substances=tuple(dict.fromkeys(word.strip().lower() for word in report.substances)),
        flags=tuple(dict.fromkeys(report.flags)),
        people=tuple(
            Person(p.token, p.role, p.professional, p.token_previous) for p in report.people
        ),
        identifiers=tuple(Identifier(i.kind, i.token) for i in report.identifiers),
        gaps=tuple(dict.fromkeys((*gaps, *wrong, *missing))),
        **_of_its_kind(report),
    )
    return case, wrong


def _place(place: ReportedPlace) -> tuple[Place, list[str]]:
    lat, lon, wrong = place.lat, place.lon, []
    if (lat is None) != (lon is None):
        wrong = ["place.lat" if lat is None else "place.lon"]
        lat = lon = None
    elif lat == 0 and lon == 0:
        wrong = ["place.lat", "place.lon"]  # what many systems write for a place not known
        lat = lon = None
    return Place(
        lat=lat,
        lon=lon,
        precision_m=place.precision_m,
        lsoa=place.lsoa,
        uprn=place.uprn,
        kind=place.kind,
        institution=place.institution,
        ward=place.ward,
        venue=place.venue,
    ), wrong


def _of_its_kind(report: Event) -> dict[str, Any]:
    if isinstance(report, DeathReport):
        return _of_death(report)
    if isinstance(report, ViolenceReport):
        return {
            "subjects": tuple(_subject(one) for one in report.subjects),
            "offence": report.offence,
            "injury": report.injury,
            "weapon": report.weapon,
            "relationship": report.relationship,
        }
    if isinstance(report, MissingReport):
        return {
            "subjects": (_subject(report.subject),),
            "last_seen_at": report.last_seen_at,
            "status": report.status,
            "risk": report.risk,
            "found_report_id": report.found_report_id,
        }
    return {}


def _of_death(report: DeathReport) -> dict[str, Any]:
    said = report.category_source
    return {
        "subjects": (_subject(report.subject),),
        "category": report.category,
        "category_source": said
        and CategorySource(said.scheme, said.value, said.asserted_by, said.asserted_at),
        "post_mortem": report.post_mortem,
        "toxicology": report.toxicology,
        "cause_icd10": tuple(report.cause_icd10),
        "coroner_ref": report.coroner_ref,
        "body_release_at": report.body_release_at,
        "suspect_status": report.suspect_status,
        "charged_at": report.charged_at,
        "police_contact_at": report.police_contact_at,
        "released_at": report.released_at,
        "pregnancy_ended_at": report.pregnancy_ended_at,
        "home_area": report.home_area,
    }


def _subject(one: ReportedSubject) -> Subject:
    return Subject(one.token, one.sex, one.age, one.ethnicity, one.occupation)
