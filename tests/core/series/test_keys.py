"""Keyed places: a rare token is strong, a landlord is weak, and the newest days do not count."""

from __future__ import annotations

import pytest

from streams.core.series.background.keys import KeyCounts
from streams.core.series.unit import Key
from tests.core.people_and_places import configuration
from tests.core.series.even_ground import a_unit

SETTINGS = configuration().shared.series
YEAR = 365.25


def counted(*keys: Key) -> KeyCounts:
    counts = KeyCounts(SETTINGS)
    for number, key in enumerate(keys):
        counts.add(a_unit(number, 1.0, keys=(key,)), 1)
    return counts


def rate(counts: KeyCounts, key: Key, days: float = YEAR, stream: str = "person") -> float:
    events, length = counts.rate(stream, key, days)
    return events / length


def person(name: str, role: str = "next_of_kin") -> Key:
    return Key("person", name, role)


def test_before_anything_came_the_shipped_rate_holds() -> None:
    assert rate(counted(), person("x"), 0.0) * YEAR == pytest.approx(
        SETTINGS.keyed["token"].shipped
    )


def test_a_landlord_of_many_is_weak_and_a_stranger_is_strong() -> None:
    kin = [person(f"k{number}") for number in range(300)]
    landlord = [person("l", "landlord")] * 12

    counts = counted(*kin, *landlord)

    assert rate(counts, person("l", "landlord")) * YEAR > 5.0
    assert rate(counts, person("new")) * YEAR < 0.05


def test_who_has_a_role_in_which_people_come_again_starts_from_more() -> None:
    kin = [person(f"k{number}") for number in range(100)]
    carers = [person(f"c{number % 20}", "carer") for number in range(100)]

    counts = counted(*kin, *carers)

    assert rate(counts, person("new", "carer")) > 3 * rate(counts, person("new"))


def test_what_is_taken_out_again_leaves_no_trace() -> None:
    counts = counted(person("a"), person("a"), person("b"))
    counts.add(a_unit(9, 1.0, keys=(person("a"),)), 1)
    counts.add(a_unit(9, 1.0, keys=(person("a"),)), -1)

    assert rate(counts, person("a")) == rate(
        counted(person("a"), person("a"), person("b")), person("a")
    )


def test_a_practice_is_known_better_to_the_linker_than_to_the_scan() -> None:
    practice = Key("practice", "p")
    counts = KeyCounts(SETTINGS)

    assert counts.rate("linker", practice, 0.0)[0] == 5.0
    assert counts.rate("practice", practice, 0.0)[0] == 1.0


@pytest.mark.parametrize(
    ("kind", "weight"), [("ward", 1.0), ("home", 1.0), ("uprn", 0.1), ("phone", 0.5)]
)
def test_events_that_a_prior_counts_as(kind: str, weight: float) -> None:
    assert KeyCounts(SETTINGS).rate("linker", Key(kind, "x"), 0.0)[0] == weight
