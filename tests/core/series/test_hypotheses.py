"""Hypotheses: null discipline, what is found and what is not, and rows that say all."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from streams.codec import read_row, write_row
from streams.core.series.linking.hypotheses import EVEN, SHAPE, begun, grow, pack, unpack
from streams.core.series.linking.linker import replayed
from streams.core.series.unit import Key, Unit
from tests.core.series.even_ground import EvenUsual, a_unit, drawn, limits, linked

TAUS = np.array(limits().taus)


def priced(state: object, unit: Unit, end: float) -> float:
    """e^S of a unit's hypothesis, less the price of the time in which nobody came until the end."""
    rows = state.hypotheses  # type: ignore[attr-defined]
    found = rows.get(str(unit.seq)) or begun(unit.seq, unit.day)
    decay = np.exp(-(end - found.last) / TAUS)
    price = np.exp(-limits().kappa * np.array(found.mass) * (1.0 - decay))
    return float(np.exp(found.score) * (unpack(found.weights) * price[None, :, None]).sum())


def test_where_nothing_is_linked_the_mean_of_e_to_the_score_is_not_above_one() -> None:
    found = []
    for seed in (11, 12):
        units = drawn(np.random.default_rng(seed), 700)
        state = linked(units)
        found += [priced(state, unit, units[-1].day) for unit in units]

    error = float(np.std(found) / np.sqrt(len(found)))
    assert np.mean(found) <= 1.0 + 2.0 * error
    assert max(found) < 1400 / 2  # Ville: one in 1400 hypotheses may come as far as e^S = 1400


def planted(**facts: object) -> list[Unit]:
    """A quiet background, and after it five deaths 20 days apart of people alike."""
    units = drawn(np.random.default_rng(5), 120)
    start = units[-1].day
    series = [
        a_unit(121 + n, start + 20.0 * (n + 1), age=24 + n % 3, method="hanging", klass="suicide",
               **{"x": 12.0 + 0.2 * n, "y": 40.0, "place_kind": "outdoors"} | facts)
        for n in range(5)
    ]  # fmt: skip
    return [*units, *series]


def test_a_series_alike_and_near_is_found_by_its_third() -> None:
    units = planted()
    state = linked(units[:-2])
    best = max(state.hypotheses.values(), key=lambda one: one.score)

    assert {one.seq for one in best.members} >= {121, 122, 123}
    assert best.score > 6.0


def test_a_series_whose_every_feature_changes_is_not() -> None:
    state = linked(drawn(np.random.default_rng(5), 120))
    opposite = [
        {"sex": "M", "age": 22, "method": "hanging", "klass": "suicide", "x": 2.0, "slot": 0},
        {"sex": "F", "age": 85, "method": "natural", "klass": "unexpected", "x": 20.0, "slot": 4},
        {"sex": "M", "age": 50, "method": None, "klass": "accident", "x": 40.0, "slot": 2},
        {"sex": "F", "age": 33, "method": "drug_poisoning", "klass": "drug", "x": 58.0, "slot": 6},
    ]
    units = [
        a_unit(121 + n, 100.0 + 60.0 * n, **facts)  # type: ignore[arg-type]
        for n, facts in enumerate(opposite)
    ]
    before = len(state.hypotheses)
    state = linked([*drawn(np.random.default_rng(5), 120), *units])

    assert len(state.hypotheses) == before
    assert all(one.seq < 121 for h in state.hypotheses.values() for one in h.members)


def test_a_rare_shared_phone_links_what_lies_far_apart() -> None:
    phone = {"keys": (Key("phone", "a"),)}
    units = [
        a_unit(n + 1, 30.0 * n, x=10.0 * n, **phone)  # type: ignore[arg-type]
        for n in range(4)
    ]
    (best, *_) = sorted(linked(units).hypotheses.values(), key=lambda one: -one.score)

    assert len(best.members) == 4


def test_a_long_silence_costs() -> None:
    units = planted()[120:]
    late = [
        replace(one, day=one.day + 700, arrived=one.arrived.replace(year=2003)) for one in units
    ]
    columns = linked(units).linker.columns
    soon = replayed(columns, [121, 122, 123], EvenUsual(), limits())  # type: ignore[arg-type]
    columns.put(late[2])
    after = replayed(columns, [121, 122, 123], EvenUsual(), limits())  # type: ignore[arg-type]

    assert soon is not None
    assert after is not None
    assert after.score < soon.score


def test_built_again_from_its_members_it_is_the_same() -> None:
    state = linked(planted())
    for found in state.hypotheses.values():
        seqs = [one.seq for one in found.members]
        again = replayed(state.linker.columns, seqs, state.usual, limits())
        assert again is not None
        assert again.members[0].seq == found.members[0].seq
        assert again.score == pytest.approx(found.score, abs=1e-6)


def test_a_unit_stays_in_six_hypotheses_and_one_of_its_own() -> None:
    crowd = [a_unit(n, float(n), age=50, klass="homicide") for n in range(1, 41)]
    state = linked(crowd)

    assert max(len(state.linker.holding(n)) for n in range(1, 41)) <= 7


def test_a_hypothesis_keeps_its_seed_and_its_newest_members() -> None:
    crowd = [a_unit(n, float(n), age=50, klass="homicide") for n in range(1, 101)]
    state = linked(crowd)

    assert max(len(found.members) for found in state.hypotheses.values()) <= 64
    assert all(found.key == str(found.members[0].seq) for found in state.hypotheses.values())


def test_weights_are_written_and_read_back_as_they_were() -> None:
    weights = np.full(SHAPE, 1e-3)
    weights[2, 1, 0], weights[9] = 0.25, 1e-30

    assert unpack(pack(weights)) == pytest.approx(weights, rel=1e-6)
    assert len(pack(weights)) < len(pack(np.random.default_rng(0).random(SHAPE)))
    assert unpack(EVEN).sum() == pytest.approx(1.0)


def test_a_row_is_small_and_survives_storage() -> None:
    for found in linked(planted()).hypotheses.values():
        stored = write_row(found)
        assert read_row("hypotheses", stored) == found
        assert len(stored) < 500 + 100 * len(found.members)


def test_evidence_of_any_size_leaves_weights_that_add_up_to_one() -> None:
    huge = np.full((1, *SHAPE), 1e12)
    huge[0, 3] = 0.0
    grown = grow(unpack(EVEN)[None], np.ones((1, 3)), np.array([5000.0]), huge, limits())

    assert np.isfinite(grown.gain).all()
    assert grown.weights.sum() == pytest.approx(1.0)
