"""Reports with one wrong field each, as data: what is changed, and what must become of it."""

from __future__ import annotations

from typing import Any, Final

GONE: Final = object()
"""Stands for a field that is left out."""

CORE: Final = "quarantined:core_field"
PARTIAL: Final = "partial"
ACCEPTED: Final = "accepted"

_DEEP: dict[str, Any] = {}
for _ in range(900):
    _DEEP = {"in": _DEEP}

PERSON = {"token": "p1", "role": "finder"}
PHONE = {"kind": "phone", "token": "t1"}

DEATHS: Final[dict[str, tuple[dict[str, Any], str]]] = {
    "no report_id": ({"report_id": GONE}, CORE),
    "no version": ({"version": GONE}, CORE),
    "no area": ({"area": GONE}, CORE),
    "no recorded_at": ({"recorded_at": GONE}, CORE),
    "no category": ({"category": GONE}, CORE),
    "null report_id": ({"report_id": None}, CORE),
    "null version": ({"version": None}, CORE),
    "null area": ({"area": None}, CORE),
    "null recorded_at": ({"recorded_at": None}, CORE),
    "null category": ({"category": None}, CORE),
    "empty report_id": ({"report_id": ""}, CORE),
    "report_id of 121 characters": ({"report_id": "x" * 121}, CORE),
    "report_id of 600 kB": ({"report_id": "x" * 600_000}, CORE),
    "report_id a number": ({"report_id": 12345}, CORE),
    "report_id with control characters": ({"report_id": "CTRL-\u0000\u001b[31m\u001f@"}, ACCEPTED),
    "report_id @": ({"report_id": "@"}, ACCEPTED),
    "version 0": ({"version": 0}, CORE),
    "version negative": ({"version": -1}, CORE),
    "version a float": ({"version": 1.0}, CORE),
    "version true": ({"version": True}, CORE),
    "version text": ({"version": "1"}, CORE),
    "version of 30 digits": ({"version": 10**29}, CORE),
    "version of 63 bits": ({"version": 2**63 - 1}, CORE),
    "withdrawn yes": ({"withdrawn": "yes"}, PARTIAL),
    "area in small letters": ({"area": "e23000002"}, CORE),
    "area a list": ({"area": ["E23000002"]}, CORE),
    "area unknown": ({"area": "E23000099"}, "quarantined:unknown_area"),
    "area a district": ({"area": "E08000025"}, ACCEPTED),
    "category unknown": ({"category": "unexplained"}, CORE),
    "category in capitals": ({"category": "HOMICIDE"}, CORE),
    "recorded_at without offset": ({"recorded_at": "2026-03-01T12:00:00"}, CORE),
    "recorded_at a day": ({"recorded_at": "2026-03-01"}, CORE),
    "recorded_at a number": ({"recorded_at": 1772366400}, CORE),
    "recorded_at a leap second": ({"recorded_at": "2016-12-31T23:59:60Z"}, CORE),
    "recorded_at 30 February": ({"recorded_at": "2026-02-30T12:00:00Z"}, CORE),
    "recorded_at in year 1": ({"recorded_at": "0001-01-01T00:00:00+14:00"}, CORE),
    "recorded_at in year 9999": ({"recorded_at": "9999-12-31T23:59:59-12:00"}, CORE),
    "recorded_at with small z and t": ({"recorded_at": "2026-03-01t12:00:00z"}, ACCEPTED),
    "recorded_at in Arabic digits": ({"recorded_at": "٢٠٢٦-03-01T12:00:00Z"}, CORE),
    "occurred_from later": ({"occurred_from": "2026-03-09T00:00:00Z"}, PARTIAL),
    "occurred_from not known": ({"occurred_from": GONE}, ACCEPTED),
    "occurred_to before occurred_from": ({"occurred_to": "2026-02-01T00:00:00Z"}, PARTIAL),
    "found_at nonsense": ({"found_at": "at dawn"}, PARTIAL),
    "incident an object": ({"incident": {"number": 4}}, PARTIAL),
    "place a list": ({"place": [54.9, -2.9]}, PARTIAL),
    "place null": ({"place": None}, ACCEPTED),
    "place kind unknown": ({"place": {"kind": "castle"}}, PARTIAL),
    "lat out of range": ({"place": {"lat": 549.0, "lon": -2.9}}, PARTIAL),
    "lat text": ({"place": {"lat": "54.9", "lon": -2.9}}, PARTIAL),
    "lat without lon": ({"place": {"lat": 54.9}}, PARTIAL),
    "lat and lon 0": ({"place": {"lat": 0, "lon": 0}}, PARTIAL),
    "lat of 300 digits": ({"place": {"lat": 10**299, "lon": -2.9}}, PARTIAL),
    "lat not a number": ({"place": {"lat": float("nan"), "lon": -2.9}}, PARTIAL),
    "lon infinite": ({"place": {"lat": 54.9, "lon": float("-inf")}}, PARTIAL),
    "precision negative": ({"place": {"precision_m": -5}}, PARTIAL),
    "uprn a number": ({"place": {"uprn": 100110}}, ACCEPTED),
    "uprn letters": ({"place": {"uprn": "abc"}}, PARTIAL),
    "method unknown": ({"method": "poisened"}, PARTIAL),
    "method null": ({"method": None}, ACCEPTED),
    "substances text": ({"substances": "heroin"}, PARTIAL),
    "flags an object": ({"flags": {"custody": True}}, PARTIAL),
    "flag unknown": ({"flags": ["custody", "left_handed"]}, ACCEPTED),
    "flag of 65 characters": ({"flags": ["custody", "x" * 65]}, PARTIAL),
    "flags 101": ({"flags": [f"f{n}" for n in range(101)]}, PARTIAL),
    "one of three people without token": (
        {"people": [PERSON, {"role": "gp"}, {"token": "p3", "role": "gp"}]},
        PARTIAL,
    ),
    "role unknown": ({"people": [{"token": "p1", "role": "milkman"}]}, PARTIAL),
    "professional text": ({"people": [{**PERSON, "professional": "no"}]}, PARTIAL),
    "token of 600 kB": ({"people": [{"token": "x" * 600_000, "role": "gp"}]}, PARTIAL),
    "10,000 people": ({"people": [PERSON] * 10_000}, PARTIAL),
    "people an object": ({"people": PERSON}, PARTIAL),
    "identifier kind unknown": (
        {"identifiers": [PHONE, {"kind": "pigeon", "token": "t"}]},
        PARTIAL,
    ),
    "identifiers of lists": ({"identifiers": [[], [[]]]}, PARTIAL),
    "subject a list": ({"subject": []}, PARTIAL),
    "age forty": ({"subject": {"age": "forty"}}, PARTIAL),
    "age -1": ({"subject": {"age": -1}}, PARTIAL),
    "age 131": ({"subject": {"age": 131}}, PARTIAL),
    "age true": ({"subject": {"age": True}}, PARTIAL),
    "age with a fraction": ({"subject": {"age": 44.5}}, PARTIAL),
    "age not a number": ({"subject": {"age": float("nan")}}, PARTIAL),
    "sex unknown": ({"subject": {"sex": "female"}}, PARTIAL),
    "post_mortem unknown": ({"post_mortem": "full"}, PARTIAL),
    "toxicology unknown": ({"toxicology": True}, PARTIAL),
    "suspect_status unknown": ({"suspect_status": "arrested"}, PARTIAL),
    "category_source text": ({"category_source": "coroner"}, PARTIAL),
    "cause_icd10 text": ({"cause_icd10": "X42"}, PARTIAL),
    "home_area a name": ({"home_area": "Cumbria"}, PARTIAL),
    "everything but the core wrong": (
        {"place": 1, "method": 2, "flags": 3, "people": 4, "subject": 5, "substances": 6},
        PARTIAL,
    ),
    "unknown fields": ({"weather": "rain", "officer": {"rank": 3}}, ACCEPTED),
    "unknown field 900 levels deep": ({"weather": _DEEP}, ACCEPTED),
    "lone surrogate in occupation": ({"subject": {"occupation": "\ud800"}}, PARTIAL),
    "lone surrogate in report_id": ({"report_id": "\udfff"}, CORE),
}
VIOLENCE: Final[dict[str, tuple[dict[str, Any], str]]] = {
    "no offence": ({"offence": GONE}, CORE),
    "offence in words": ({"offence": "grievous bodily harm"}, CORE),
    "offence unclassified": ({"offence": "unclassified"}, ACCEPTED),
    "subjects an object": ({"subjects": {"sex": "F"}}, PARTIAL),
    "injury unknown": ({"injury": "sore"}, PARTIAL),
    "weapon unknown": ({"weapon": "sword"}, PARTIAL),
    "relationship unknown": ({"relationship": "it's complicated"}, PARTIAL),
}
MISSING: Final[dict[str, tuple[dict[str, Any], str]]] = {
    "status unknown": ({"status": "gone"}, PARTIAL),
    "risk unknown": ({"risk": "extreme"}, PARTIAL),
    "last_seen_at in words": ({"last_seen_at": "Tuesday"}, PARTIAL),
    "found_report_id too long": ({"found_report_id": "x" * 121}, PARTIAL),
}
COUNTS: Final[dict[str, tuple[dict[str, Any], str]]] = {
    "no measure": ({"measure": GONE}, CORE),
    "measure unknown": ({"measure": "parking_fines"}, CORE),
    "count negative": ({"count": -3}, CORE),
    "count a float": ({"count": 3.5}, CORE),
    "period reversed": ({"period_to": "2026-01-01T00:00:00Z"}, CORE),
    "no period_from": ({"period_from": GONE}, CORE),
    "breakdown a list": ({"breakdown": ["M"]}, PARTIAL),
}
COMMANDS: Final[dict[str, tuple[dict[str, Any], str]]] = {
    "no fields": (
        dict.fromkeys(("command_id", "by", "role", "at", "action", "alert_id"), GONE),
        CORE,
    ),
    "action unknown": ({"action": "arrest"}, CORE),
    "role unknown": ({"role": "chief"}, CORE),
    "note of 2,001 characters": ({"note": "x" * 2001}, CORE),
    "external a day that is not": ({"external": {"pfd_sent": "2026-02-30"}}, CORE),
    "an area nobody knows": ({"area": "E23000099"}, "quarantined:unknown_area"),
    "no alert and no area": ({"alert_id": GONE}, "quarantined:unknown_area"),
    "of an alert nobody knows": ({}, ACCEPTED),
}
