"""The measured rates of chance alerts are those of the rules that are shipped."""

import tomllib

import pytest

from streams.configuration import DATA, load
from streams.core.config import rates_from
from streams.sample.chance import Run, area_of, interval, told
from streams.sample.rule_rates import CHECK, MEASURED, main, rules_digest

AGAIN = "measure again: python -m streams.sample.rule_rates --out streams/data/rule_rates.toml"


@pytest.fixture(scope="module")
def shipped():
    return tomllib.loads((DATA / "rule_rates.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def configuration():
    return load()


def test_limits_and_shipped_rates_are_those_that_were_measured(shipped):
    assert shipped["meta"]["rules"] == rules_digest(), AGAIN


def test_a_change_of_limits_changes_the_digest(tmp_path):
    for name in MEASURED:
        (tmp_path / name).write_bytes((DATA / name).read_bytes())
    assert rules_digest(tmp_path) == rules_digest()

    limits = (tmp_path / "detectors.toml").read_text(encoding="utf-8")
    (tmp_path / "detectors.toml").write_text(
        limits.replace("radius_m = 500.0", "radius_m = 400.0"), encoding="utf-8"
    )

    assert rules_digest(tmp_path) != rules_digest()


def test_a_small_run_tells_again_what_the_file_says(shipped, configuration):
    check = shipped["check"]
    run = Run(check["seed"], check["area"], check["start_up_days"], check["days"])
    said = {(kind, tier): n for kind, tiers in check["alerts"].items() for tier, n in tiers.items()}

    assert run == CHECK
    assert dict(told(run, configuration)) == said, AGAIN
    assert any(kind == "similar_near_repeat" for kind, _ in said)


def test_every_tier_that_somebody_is_told_of_has_a_rate(shipped, configuration):
    told_of = {
        (kind, tier)
        for kind, detector in configuration.shared.detectors.items()
        for tier in detector.tiers
    }
    assert rates_from(shipped).by_kind.keys() == told_of


def test_rates_and_intervals_follow_from_the_counts(shipped):
    for tiers in shipped["rate"].values():
        for row in tiers.values():
            low, high = (bound / row["million_years"] for bound in interval(row["alerts"]))
            assert sum(row["by_area"].values()) == row["alerts"]
            assert row["a_year"] == pytest.approx(row["alerts"] / row["million_years"], rel=1e-3)
            assert (row["low"], row["high"]) == pytest.approx((low, high), rel=1e-3)


def test_two_seeds_and_a_year_of_three_areas_at_least_were_measured(shipped):
    assert len(shipped["meta"]["seeds"]) >= 2
    assert len(shipped["area"]) == 3
    assert shipped["meta"]["days"] >= 365


def test_a_part_of_a_force_is_measured_with_its_own_people_and_surface(configuration):
    areas = configuration.areas.by_code
    east, essex = area_of("east", areas), area_of("essex", areas)

    assert east.millions == pytest.approx(0.80, abs=0.01)
    assert 3_500 < east.people_a_km2 < 4_500
    assert essex == areas["E23000028"]


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [(0, 0.0, 3.689), (1, 0.0253, 5.572), (5, 1.623, 11.668), (100, 81.36, 121.63)],
)
def test_intervals_are_those_of_the_printed_tables(count, low, high):
    assert interval(count) == pytest.approx((low, high), rel=1e-3)


def test_unknown_areas_are_refused_by_name(tmp_path, capsys):
    with pytest.raises(SystemExit):
        main(["--out", str(tmp_path / "rates.toml"), "--areas", "kent"])
    assert "unknown areas: kent; known: east, essex, cumbria" in capsys.readouterr().err
