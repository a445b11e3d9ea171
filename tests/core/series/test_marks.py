"""How common looks are: the area's own counts, shrunk to the shipped table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np
import pytest

from streams.core.series.background.marks import VALUES, Marks, marks_of
from streams.core.series.unit import Unit
from tests.core.people_and_places import configuration
from tests.core.series.even_ground import a_unit

SHARED = configuration().shared
FEATURES = ("sex", "age", "method", "place_kind", "slot", "substance")
UNKNOWN = {"sex": None, "age": None, "method": None, "place_kind": None, "slot": None}


def marks(units: Iterable[Unit] = ()) -> Marks:
    counts = Counter(name for unit in units for name in marks_of(unit))
    return Marks(counts, SHARED.series, SHARED.background.classes)


def hanged(number: int, **facts: object) -> Unit:
    return a_unit(number, 1.0, **({"klass": "suicide", "method": "hanging"} | facts))


def test_what_is_unknown_has_a_share_of_exactly_one() -> None:
    unit = a_unit(1, 1.0, **UNKNOWN)

    assert [marks([unit] * 99).share(feature, unit) for feature in FEATURES] == [1.0] * 6
    assert [marks([unit] * 99).like("suicide", letter, unit) for letter in "asmph"] == [1.0] * 5


def test_an_area_without_counts_believes_the_shipped_table() -> None:
    assert marks().like("suicide", "s", hanged(1)) == pytest.approx(0.75)
    assert marks().like("suicide", "m", hanged(1)) == pytest.approx(0.58)


def test_fifty_reports_weigh_as_much_as_the_shipped_table() -> None:
    women = [hanged(number, sex="F") for number in range(50)]

    assert marks(women).like("suicide", "s", hanged(1)) == pytest.approx(0.75 / 2)


def test_what_was_never_seen_stays_possible() -> None:
    men = [hanged(number, place_kind="home") for number in range(950)]

    assert marks(men).share("place_kind", hanged(1, place_kind="custody")) >= 0.5 / 1000


@pytest.mark.parametrize("feature", ["sex", "method", "place_kind", "slot"])
def test_shares_of_all_that_is_known_add_up_to_one(feature: str) -> None:
    units = [hanged(number, sex="FM"[number % 2], slot=number % 8) for number in range(2000)]
    learned = marks(units)
    values = VALUES["place" if feature == "place_kind" else feature]

    # of_method: given the sex; of the place: given the method
    total = sum(learned.share(feature, hanged(1, **{feature: value})) for value in values)

    assert total == pytest.approx(1.0, abs=0.12)


def test_ages_are_a_smooth_density_that_adds_up_to_one() -> None:
    learned = marks([hanged(number, age=42) for number in range(500)])
    density = np.array([learned.share("age", hanged(1, age=age)) for age in range(131)])

    assert density.sum() == pytest.approx(1.0, abs=0.02)
    assert density[42] == density.max()
    assert density[42] > density[47] > density[60]


def test_the_ages_within_five_years_are_eleven_single_years() -> None:
    learned = marks([hanged(number, age=20 + number % 50) for number in range(5000)])

    assert learned.like("suicide", "a", hanged(1, age=45)) == pytest.approx(11 / 50, rel=0.1)


def test_an_unknown_one_never_agrees_and_makes_agreement_rarer() -> None:
    known = [hanged(number) for number in range(500)]
    unknown = [hanged(number, sex=None) for number in range(500)]

    assert marks([*known, *unknown]).like("suicide", "s", hanged(1)) == pytest.approx(0.5, abs=0.05)
    assert marks([*known, *unknown]).share("sex", hanged(1)) > 0.9


def test_a_substance_is_rare_until_it_is_named_often() -> None:
    dead = {"klass": "drug", "drug": True, "method": "drug_poisoning"}
    units = [a_unit(n, 1.0, **dead, substances=("heroin",)) for n in range(500)]
    rare = SHARED.series.scan["rare_substance"]

    assert marks(units).rarity("heroin") > 0.8
    assert marks(units).rarity("metonitazene") < rare
    assert marks().rarity("metonitazene") < rare
