"""The sample stream keeps its promises: same bytes, rising times, the contract, its stories."""

import csv
import gzip
import json
from collections import Counter
from datetime import datetime, timedelta
from importlib import resources
from itertools import pairwise

import pytest

from schemas.acceptance import CoreFieldsWrong, accept
from schemas.reports import REPORTS
from streams.sample.__main__ import packed
from streams.sample.background import background
from streams.sample.describe import labels, note
from streams.sample.disorder import SILENCES
from streams.sample.ground import ground
from streams.sample.life import Sent
from streams.sample.sample import SEED, line, sample

MOST_LINES = 20_000  # what the embedded broker can hold
COMMAND = f"python -m streams.sample --out streams/data/sample.jsonl.gz --seed {SEED}"


@pytest.fixture(scope="module")
def made():
    return sample()


@pytest.fixture(scope="module")
def shipped():
    file = resources.files("streams.data").joinpath("sample.jsonl.gz")
    return gzip.decompress(file.read_bytes()).decode().splitlines()


def report(one: Sent):
    model = REPORTS[one.event()["type"]]
    return accept(model, one.data)


def story(made, name):
    return next(one for one in made.stories if one.name == name)


def key(one: Sent):
    return one.source, one.data.get("report_id"), one.data.get("version")


def test_same_seed_gives_same_bytes_and_another_seed_others():
    def small(seed):
        return packed(map(line, sample(seed, days=20).sent), "sample.jsonl.gz")

    assert small(5) == small(5)
    assert small(5) != small(6)


def test_shipped_file_note_and_labels_are_what_the_generator_makes(made, shipped):
    data = resources.files("streams.data")
    assert shipped == [line(one) for one in made.sent]
    assert data.joinpath("sample.md").read_text(encoding="utf-8") == note(made, COMMAND)
    assert data.joinpath("sample_labels.csv").read_text(encoding="utf-8") == labels(made)


def test_fewer_lines_than_the_embedded_broker_can_hold(shipped):
    assert 15_000 < len(shipped) < MOST_LINES


def test_time_rises_strictly_over_the_whole_file(made, shipped):
    assert all(before.at < after.at for before, after in pairwise(made.sent))
    times = [
        datetime.fromisoformat(json.loads(one)["time"]) for one in shipped if one.endswith("}}")
    ]
    assert all(before < after for before, after in pairwise(times))


def test_every_message_but_the_planted_faults_meets_the_contract_in_full(made):
    spoilt = {id(one.data) for _, one in made.faults}
    for one in made.sent:
        if id(one.data) not in spoilt:
            accepted = report(one)
            assert accepted.dropped == ()
            assert not one.data.keys() - type(accepted.report).model_fields.keys()


def test_versions_of_a_report_rise_and_equal_versions_are_equal(made):
    spoilt = {id(one.data) for _, one in made.faults}
    seen: dict = {}
    firsts: dict = {}
    for one in made.sent:
        if id(one.data) in spoilt:
            continue
        assert seen.setdefault(key(one), one.data) == one.data
        source, number, version = key(one)
        assert version <= firsts.get((source, number), 0) + 1
        firsts[source, number] = max(version, firsts.get((source, number), 0))


def test_nothing_is_sent_before_it_was_recorded(made):
    spoilt = {id(one.data) for _, one in made.faults}
    for one in made.sent:
        if id(one.data) not in spoilt:
            assert one.at >= datetime.fromisoformat(one.data["recorded_at"])


def test_each_fault_is_refused_used_in_part_or_a_clash(made):
    outcome = Counter()
    for words, one in made.faults:
        if one.raw is not None:
            with pytest.raises(ValueError, match=r"Expecting|Unterminated|delimiter"):
                json.loads(one.raw)
            outcome["no JSON"] += 1
        elif one.event()["type"] not in REPORTS:
            outcome["type"] += 1
        else:
            outcome[_outcome(words, one)] += 1
    assert outcome == {"no JSON": 2, "type": 1, "core": 6, "partial": 4, "whole": 4}


def _outcome(words, one):
    try:
        dropped = report(one).dropped
    except CoreFieldsWrong:
        return "core"
    assert bool(dropped) == ("partial" in words)
    return "partial" if dropped else "whole"


@pytest.mark.parametrize("name", ["east", "essex", "cumbria"])
def test_towns_homes_and_sites_lie_inside_the_force(name):
    place = ground(name)
    assert all(place.inside(spot.lat, spot.lon) for spot in place.spots)
    assert {spot.district for spot in place.spots} == place.territory_districts


def test_places_lie_inside_the_force_that_sends_them(made):
    grounds = {one.territory.area: one for one in map(ground, ("east", "essex"))}
    for one in made.sent[::7]:
        place = one.data.get("place", {})
        if "lat" in place and place["lat"] < 90 and one.data["area"] in grounds:
            assert grounds[one.data["area"]].inside(place["lat"], place["lon"])


def test_every_member_of_every_story_is_in_the_file(made):
    sent = {key(one) for one in made.sent}
    for one in made.stories:
        for life in one.lives:
            assert {key(version) for version in life.sent} <= sent


def test_barking_keeps_the_gaps_and_weekdays_of_the_real_series(made):
    lives = story(made, "barking").lives
    days = [datetime.fromisoformat(life.data["found_at"]).date() for life in lives]
    file = resources.files("streams.data").joinpath("known_series.csv")
    real = [
        datetime.fromisoformat(row["date"]).date()
        for row in csv.DictReader(file.read_text(encoding="utf-8").splitlines())
        if row["series"] == "barking-2014-15"
    ]
    assert {(day - was).days % 7 for day, was in zip(days, real, strict=True)} == {0}
    assert len({day - was for day, was in zip(days, real, strict=True)}) == 1
    assert all(life.sent[0].data["method"] == "unknown" for life in lives)
    assert all(life.data["category"] == "homicide" for life in lives)
    finders = [
        person["token"]
        for life in lives[1:3]
        for person in life.data["people"]
        if person["role"] == "finder"
    ]
    assert len(finders) == 2
    assert len(set(finders)) == 1


def test_batch_lies_within_seven_kilometres_and_sixteen_days(made):
    lives = story(made, "drug batch").lives
    found = [datetime.fromisoformat(life.data["found_at"]) for life in lives]
    lats = [life.data["place"]["lat"] for life in lives]
    lons = [life.data["place"]["lon"] for life in lives]
    assert max(found) - min(found) < timedelta(days=16)
    assert (max(lats) - min(lats)) * 111.2 < 7
    assert (max(lons) - min(lons)) * 69.1 < 7


def test_fire_is_told_half_with_and_half_without_the_incident(made):
    lives = story(made, "fire").lives
    assert Counter("incident" in life.data for life in lives) == {True: 7, False: 7}
    arrivals = [life.sent[0].at for life in lives]
    assert timedelta(days=1) < max(arrivals) - min(arrivals) < timedelta(days=2)


def test_silent_feeds_are_silent(made):
    for silence in SILENCES:
        times = [one.at for one in made.sent if one.source == silence.source]
        longest = max(after - before for before, after in pairwise(times))
        assert longest >= timedelta(hours=silence.hours)


def test_background_has_the_asked_length_order_and_nothing_planted():
    events = list(background(3, ["cumbria"], days=60))
    times = [datetime.fromisoformat(event["time"]) for event in events]
    assert times == sorted(set(times))
    assert {event["subject"] for event in events} == {"E23000002"}
    kinds = Counter(event["type"] for event in events)
    assert set(kinds) == set(REPORTS)
    deaths = sum(
        event["type"].startswith("tocsin.death") and event["data"]["version"] == 1
        for event in events
    )
    expected = 1935 * 0.503 * 60 / 365.25  # the rates of the table, summed
    assert abs(deaths - expected) < 4 * expected**0.5
