"""A search for any identity, exact place, exact time or small count in what partners get."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from hypothesis import given

from schemas.topics import partner_topic
from streams.core.detectors import DETECTORS
from streams.core.partners.bands import AGES, ages_between
from streams.publishing import Published, published
from tests.core.partners.happenings import LSOAS, SECRET, Happening, Town, law, lives
from tests.core.partners.listeners import AMBULANCE, COUNCIL, SITE, STEPS
from tests.core.people_and_places import CUMBRIA, configuration

AREA = configuration().areas.by_code[CUMBRIA]
TOPICS = {partner_topic(one).name for one in (AMBULANCE, COUNCIL)}
BANDS = {ages_between(a, b) for b in range(len(AGES)) for a in range(b + 1)}
CODES = {CUMBRIA, *LSOAS, *(one.code for one in AREA.districts)}
NAMES = {None, AREA.name, *(one.name for one in AREA.districts)}
MONTH, WEEK = re.compile(r"2026-\d\d"), re.compile(r"2026-W\d\d")
INSTANT = re.compile(r"\d{4}-\d\d-\d\d")  # a day is more than partners may know
FIRST_OF_MONTH = re.compile(r"2026-\d\d-01T00:00:00Z")
HEX = re.compile(r"[0-9a-f]{64}")
ALIKE = [Happening("report", n, age=20 + n, institution=SITE) for n in range(6)]

ALLOWED: dict[str, Any] = {
    "pseudonym": HEX.fullmatch,
    "revision": lambda n: 1 <= n <= 40,
    "kind": lambda kind: kind in STEPS and kind in DETECTORS,
    "tier": {"red", "amber"}.__contains__,
    "state": {"open", "closed", "resolved"}.__contains__,
    "raised_in": MONTH.fullmatch,
    "area.level": {"police_force_area"}.__contains__,
    "area.code": {CUMBRIA}.__contains__,
    "area.name": {AREA.name}.__contains__,
    "described": lambda value: value is None,
    "described.count": lambda n: n >= 5 and n % 5 == 0,
    "described.period.first_month": MONTH.fullmatch,
    "described.period.last_month": MONTH.fullmatch,
    "described.period.week": lambda w: w is None or WEEK.fullmatch(w),
    "described.place.level": {"lsoa", "district", "police_force_area"}.__contains__,
    "described.place.code": CODES.__contains__,
    "described.place.name": NAMES.__contains__,
    "described.age_band": ({None} | BANDS).__contains__,
    "described.sex": {None, "M", "F"}.__contains__,
    "described.method_group": {None, "hanging_or_suffocation", "drug_poisoning"}.__contains__,
    "described.institution": {None, SITE}.__contains__,
    "next_steps.0": {step for steps in STEPS.values() for step in steps}.__contains__,
}
"""Everything that may stand in a partner's alert, and which values: nothing else may."""


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Go through all plain values with where they stand."""
    if isinstance(value, dict | list):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for name, one in items:
            yield from leaves(one, f"{path}.{name}" if path else str(name))
    else:
        yield path, value


def for_partners(town: Town) -> list[Published]:
    """All that goes to partners' topics."""
    out = [one for outcome in town.said for one in published(CUMBRIA, outcome)]
    return [one for one in out if one.topic not in ("alerts.v1", "alert.revisions.v1",
                                                    "decisions.v1")]  # fmt: skip


@law
@given(lives())
def test_nothing_but_what_is_allowed_stands_in_what_partners_get(life: list[Happening]) -> None:
    for one in for_partners(Town().live_through(life)):
        assert one.topic in TOPICS
        for path, value in leaves(orjson.loads(one.value() or b"{}")):
            assert path in ALLOWED, f"{path} is new: may partners have it?"
            assert ALLOWED[path](value), f"{path}: {value}"


@law
@given(lives())
def test_no_secret_stands_in_key_headers_value_or_line(life: list[Happening]) -> None:
    town = Town().live_through(life)
    alerts = {out.alert.alert_id for out in town.said if out.alert is not None}
    for one in for_partners(town):
        headers = b" ".join(raw for _, raw in one.headers())
        text = b" ".join((one.key.encode(), headers, one.value() or b"", one.line())).decode()
        assert SECRET not in text
        assert not [name for name in alerts if name in text]
        assert {when[:7] for when in INSTANT.findall(text)} == {
            when[:7] for when in FIRST_OF_MONTH.findall(text)
        }
        assert all(day.endswith("-01") for day in INSTANT.findall(text))
        assert not INSTANT.search((one.value() or b"").decode())
        assert "54." not in text
        assert "-3." not in text


@law
@given(lives())
def test_two_recipients_can_join_nothing_by_name(life: list[Happening]) -> None:
    out = for_partners(Town().live_through(life))
    names = {topic: {one.key for one in out if one.topic == topic} for topic in sorted(TOPICS)}

    one, other = names.values()
    assert len(one) == len(other)
    assert one.isdisjoint(other)


def test_the_search_has_something_to_find() -> None:
    """The same search over what people are told finds secrets at once, and partners do hear."""
    town = Town().live_through(ALIKE)
    told = [one for outcome in town.said for one in published(CUMBRIA, outcome)]

    assert SECRET.encode() in b"".join(o.value() or b"" for o in told if o.topic == "alerts.v1")
    described = [orjson.loads(one.value() or b"{}")["described"] for one in for_partners(town)]
    assert [one["count"] for one in described if one] == [5, 5]


@pytest.mark.parametrize("path", sorted(ALLOWED))
def test_every_value_that_is_allowed_is_checked(path: str) -> None:
    """A secret would be refused wherever it stood."""
    with pytest.raises((AssertionError, TypeError)):
        assert ALLOWED[path](f"{SECRET}x")
