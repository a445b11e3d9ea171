"""Evidence of a pair: every factor a likelihood ratio with mean 1, what is unknown exactly 1."""

from __future__ import annotations

import numpy as np
import pytest

from streams.core.series.linking.evidence import Evidence, age_kernel, hour_kernel, weigh
from streams.core.series.linking.limits import CLASSES, FEATURES
from streams.core.series.linking.unit_columns import Columns
from streams.core.series.unit import Key
from tests.core.series.even_ground import AGES, SHARES, EvenUsual, a_unit, limits

PLACE_KIND = FEATURES.index("place_kind")


def weighed(one: dict[str, object], other: dict[str, object], apart: float = 10.0) -> Evidence:
    """The second unit weighed against the first, days apart."""
    units = [a_unit(1, 0.0, **one), a_unit(2, apart, **other)]
    return weigh(2, np.array([1]), Columns(units), EvenUsual(), limits())  # type: ignore[arg-type]


def ratios(one: dict[str, object], other: dict[str, object]) -> dict[str, float]:
    return dict(zip(FEATURES, weighed(one, other).ratios[0].tolist(), strict=True))


@pytest.mark.parametrize(("feature", "field"), [("sex", "sex"), ("method", "method")])
def test_what_one_shares_with_another_has_a_mean_of_one(feature: str, field: str) -> None:
    shares = {value: share for value, share in SHARES[field].items() if value != "unknown"}
    known = sum(shares.values())
    for theirs in shares:
        mean = sum(
            share / known * ratios({field: theirs}, {field: mine})[feature]
            for mine, share in shares.items()
        )
        assert mean * known == pytest.approx(1.0)


def test_the_hour_has_a_mean_of_one() -> None:
    mean = np.mean([ratios({"slot": 0}, {"slot": slot})["slot"] for slot in range(8)])
    assert mean == pytest.approx(1.0)


def test_the_age_has_a_mean_of_one_where_every_age_may_come() -> None:
    years = np.arange(-400.0, 401.0)
    assert age_kernel(years, limits()).sum() == pytest.approx(1.0, abs=0.006)


def test_the_age_has_a_mean_of_at_most_one_at_the_edge_of_life() -> None:
    mean = np.mean([ratios({"age": AGES[0]}, {"age": age})["age"] for age in range(*AGES)])
    assert mean <= 1.0


def test_the_category_has_a_mean_of_one_under_any_background() -> None:
    assert limits().becomes.sum(axis=1) == pytest.approx(np.ones(len(CLASSES)))


def test_three_hours_and_their_neighbours_make_a_day() -> None:
    assert hour_kernel(np.arange(8), limits()).sum() == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("facts", "feature"),
    [
        ({"sex": None}, "sex"),
        ({"age": None}, "age"),
        ({"method": None}, "method"),
        ({"place_kind": None}, "place_kind"),
        ({"slot": None}, "slot"),
        ({"substances": ()}, "substance"),
    ],
)
def test_what_is_unknown_in_either_counts_for_nothing(
    facts: dict[str, object], feature: str
) -> None:
    full = {"method": "hanging", "substances": ("heroin",)}
    assert ratios(full, full | facts)[feature] == 1.0
    assert ratios(full | facts, full)[feature] == 1.0


def test_two_of_unknown_age_are_not_of_one_age() -> None:
    both = weighed({"age": None}, {"age": None})
    alike = weighed({"age": 30}, {"age": 30})
    assert alike.alike[0, 1] > both.alike[0, 1]


def test_the_kind_of_place_counts_for_nothing_at_one_address() -> None:
    home = {"keys": (Key("uprn", "1"),)}
    assert weighed(home, home).ratios[0, PLACE_KIND] == 1.0
    assert weighed({}, {}).ratios[0, PLACE_KIND] != 1.0


def test_a_later_unit_is_as_near_in_time_as_an_earlier_one() -> None:
    assert weighed({}, {}, 40.0).soon == pytest.approx(weighed({}, {}, -40.0).soon)


def test_half_of_both_precisions_is_added_to_the_distance() -> None:
    km = weighed({"precision_km": 0.4}, {"precision_km": 0.2, "x": 31.0}).km[0]
    assert km == pytest.approx(1.3)


def test_without_coordinates_one_small_area_is_a_kilometre_wide() -> None:
    bare = {"x": None, "y": None, "lsoa": "E01000001"}
    assert weighed(bare, bare).km[0] == 1.0
    found = weighed(bare, {"lsoa": "E01000001"})
    assert found.km[0] == 1.0
    assert (found.near[0, :1] == 0).all()


def test_nothing_is_near_what_has_no_place_and_nothing_in_common() -> None:
    bare = {"x": None, "y": None}
    assert len(weighed(bare, bare).others) == 0


def test_a_shared_key_makes_far_units_near() -> None:
    far = {"x": 55.0, "keys": (Key("phone", "a"),)}
    found = weighed({"x": 2.0, "keys": (Key("phone", "a"),)}, far)
    assert found.near[0, :5].tolist() == [0.0] * 5
    assert (found.near[0, 8:] > 0).sum() == 1


def test_a_pair_that_is_too_weak_or_too_long_ago_is_dropped() -> None:
    assert len(weighed({}, {}, 1101.0).others) == 0
    assert len(weighed({}, {"x": 59.0, "sex": "F", "age": 90, "slot": 7}, 900.0).others) == 0


def test_rare_ages_give_large_factors() -> None:
    """A trap of the specification: an infant is alike to an infant as few others are."""

    class Rare(EvenUsual):
        def share(self, feature: str, unit: object) -> float:
            return 0.0005 if feature == "age" else 1.0

    units = [a_unit(1, 0.0, age=0), a_unit(2, 5.0, age=0)]
    found = weigh(2, np.array([1]), Columns(units), Rare(), limits())  # type: ignore[arg-type]
    assert found.ratios[0, FEATURES.index("age")] > 100
