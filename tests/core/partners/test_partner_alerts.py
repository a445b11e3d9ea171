"""What partners hear: less than people are told, and never of fewer than five."""

from __future__ import annotations

import hmac
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest

from schemas.partner_alerts import Description, PartnerAlert, PartnerPlace, Period
from streams.core.case import Case, Person
from streams.core.partners.recipients import Keys
from tests.core.partners.listeners import (
    AMBULANCE,
    COUNCIL,
    KEYS,
    SITE,
    STEPS,
    Heard,
    partners,
)
from tests.core.people_and_places import (
    CARLISLE,
    CUMBRIA,
    Story,
    a_death,
    at,
    metres_north,
    only_live,
)

LSOA = "E01019155"
WORKINGTON = (54.645, -3.545)
FINDER = (Person("finder token", "finder"),)
CUMBERLAND = PartnerPlace("district", "E06000063", "Cumberland")
FURNESS = PartnerPlace("district", "E06000064", "Westmorland and Furness")
CUMBRIA_PLACE = PartnerPlace("police_force_area", CUMBRIA, "Cumbria")


def man(number: int, day: float | None = None, **facts: Any) -> Case:
    """A man hanged in Workington, within metres of the others."""
    given = {
        "where": metres_north(10 * number, of=WORKINGTON),
        "age": 20 + number,
        "method": "hanging",
    } | facts
    return a_death(f"d{number}", number if day is None else day, **given)


def some(n: int, **facts: Any) -> list[Case]:
    return [man(number, **facts) for number in range(n)]


def described(heard: PartnerAlert) -> Description:
    assert heard.described is not None
    return heard.described


def test_two_deaths_are_told_as_an_area_a_month_and_what_to_do() -> None:
    story = Heard().hear(*some(2))

    alert = story.only()
    assert story.heard() == [
        PartnerAlert(
            pseudonym=hmac.new(b"a" * 32, alert.alert_id.encode(), sha256).hexdigest(),
            revision=1,
            kind="similar_near_repeat",
            tier="amber",
            state="open",
            raised_in="2026-03",
            area=CUMBRIA_PLACE,
            described=None,
            next_steps=tuple(STEPS["similar_near_repeat"]),
        )
    ]


def test_four_deaths_are_not_described() -> None:
    assert all(one.described is None for one in Heard().hear(*some(4)).heard())


def test_five_deaths_are_described_by_what_they_share() -> None:
    story = Heard().hear(*some(5, place_lsoa=LSOA))

    assert story.heard()[-1].described == Description(
        count=5,
        period=Period("2026-03", "2026-03", "2026-W10"),
        place=PartnerPlace("lsoa", LSOA, None),
        age_band="18-29",
        sex="M",
        method_group="hanging_or_suffocation",
        institution=None,
    )


def test_a_sixth_to_ninth_changes_nothing_and_a_tenth_adds_five_at_once() -> None:
    story = Heard().hear(*some(9))
    nine = story.heard()[-1]

    story.hear(man(9, age=31))

    assert described(nine).count == 5
    assert described(nine).age_band == "18-29"
    assert story.heard()[-1].revision == nine.revision + 1
    assert described(story.heard()[-1]).count == 10
    assert described(story.heard()[-1]).age_band == "18-39"


@pytest.mark.parametrize(
    ("facts", "place"),
    [
        ({"place_lsoa": LSOA}, PartnerPlace("lsoa", LSOA, None)),
        ({"place_lsoa": "12 Sample Street"}, CUMBERLAND),
        ({"district": "E06000064"}, FURNESS),
        ({"district": "Ann Planted"}, CUMBERLAND),
        ({"where": CARLISLE}, CUMBRIA_PLACE),
    ],
)  # fmt: skip
def test_the_place_is_the_smallest_that_all_share(
    facts: dict[str, Any], place: PartnerPlace
) -> None:
    story = Heard().hear(*some(5, **facts))

    assert described(story.heard()[-1]).place == place


def test_one_elsewhere_and_the_district_is_told() -> None:
    story = Heard().hear(*some(4, place_lsoa=LSOA), man(4, place_lsoa="E01019156"))

    assert described(story.heard()[-1]).place.level == "district"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"sex": None}, "sex"),
        ({"sex": "U"}, "sex"),
        ({"age": None}, "age_band"),
        ({"method": "unknown"}, "method_group"),
    ],
)
def test_what_is_not_known_of_one_is_told_of_none(facts: dict[str, Any], field: str) -> None:
    (first, *others) = some(5)
    changed = man(0, **facts)
    assert changed != first

    last = Heard().hear(changed, *others).heard()[-1]

    assert last.described is None or getattr(last.described, field) is None


def test_several_reports_of_one_death_count_once() -> None:
    twice = [
        man(n, day=0, token="one person", where=metres_north(400, of=WORKINGTON))
        for n in range(10, 15)
    ]

    story = Heard().hear(*some(3), *twice)

    assert all(one.described is None for one in story.heard())


def test_the_dead_of_one_incident_count_once() -> None:
    fire = [man(n, day=6, incident="fire") for n in range(10, 16)]

    assert all(one.described is None for one in Heard().hear(*some(3), *fire).heard())


def test_a_death_that_was_described_is_never_described_again() -> None:
    """Two alerts that overlap would tell the difference of their members."""
    story = Heard("similar_near_repeat", "drug_spike")
    story.hear(*[man(n, day=n * 0.6, method="drug_poisoning", category="suspected_drug_related")
                 for n in range(9)])  # fmt: skip
    state = story.machine.state
    groups = [set(block.members) for one in state.disclosed.values() for block in one.blocks]

    assert groups
    assert sum(map(len, groups)) == len(set().union(*groups))


def test_a_death_taken_back_and_sent_again_under_another_number_is_not_described_twice() -> None:
    """Found by the attacker who subtracts."""
    first = [man(n, token=f"person {n}") for n in range(9)]
    story = Heard().hear(*first).withdraw("d1", 10)

    again = replace(first[1], report_id="d1 again", recorded_at=at(11))
    story.hear(again)
    assert described(story.heard()[-1]).count == 5

    story.hear(man(10, day=12, token="person 10"))
    assert described(story.heard()[-1]).count == 10


def test_a_correction_does_not_change_what_was_described() -> None:
    story = Heard().hear(*some(5))
    before = len(story.heard())

    story.hear(replace(man(2, day=9, age=71), version=2))

    assert story.heard()[before:] == []


def test_withdrawn_one_by_one_they_are_told_as_one_group_until_nothing_is_left() -> None:
    story = Heard().hear(*some(5))
    five = described(story.heard()[-1])

    for number in range(5):
        story.withdraw(f"d{number}", 10 + number)

    assert [one.described for one in story.heard()[-2:]] == [five, five]
    assert [one.state for one in story.heard()[-2:]] == ["open", "resolved"]


def test_who_acknowledges_and_what_is_said_inside_is_no_news() -> None:
    story = Heard().hear(*some(2))
    alert_id = story.only().alert_id
    before = len(story.heard())

    story.order("acknowledge", 3, alert_id=alert_id)
    story.order("assign", 3.1, alert_id=alert_id, to="bob")
    story.order("comment", 3.2, alert_id=alert_id, text="Ann Planted")

    assert len(story.heard()) == before


def test_a_verdict_closes_it_and_new_deaths_open_it_again() -> None:
    story = Heard().hear(*some(2))
    name = story.only().alert_id

    story.order("close", 3, alert_id=name, verdict="explained", reason="Ann Planted")
    story.hear(man(4))

    assert [one.state for one in story.heard()] == ["open", "closed", "open"]
    assert [one.revision for one in story.heard()] == [1, 2, 3]


def test_what_is_silenced_is_not_told_to_partners_until_its_end() -> None:
    story = Heard().hear(*some(3))
    match = {"alert_id": story.only().alert_id}
    before = len(story.heard())
    story.order("silence", 2.1, match=match, until=at(3).isoformat(), reason="x",
                role="supervisor")  # fmt: skip

    story.hear(man(3, day=2.7), man(4, day=2.9))
    hidden = len(story.heard())
    story.hear(man(5, day=4))

    assert hidden == before
    assert described(story.heard()[before]).count == 5


def test_a_detector_in_shadow_tells_no_partner() -> None:
    story = Heard()
    state = story.machine.state
    table = state.context.detectors["similar_near_repeat"]
    shadow = {"similar_near_repeat": replace(table, status="shadow")}
    state.context = replace(state.context, detectors={**state.context.detectors, **shadow})

    story.hear(*some(3))

    assert story.alerts()
    assert story.news() == []


def test_a_finding_about_one_person_keeps_the_alert_from_partners() -> None:
    story = Heard("similar_near_repeat", "shared_person")

    story.hear(*some(2, people=FINDER))

    assert {p.kind for p in story.only().measures.parts} >= {"shared_person"}
    assert story.news() == []


def test_a_finding_about_one_person_that_comes_later_stops_the_news_but_not_its_end() -> None:
    story = Heard("similar_near_repeat", "shared_person").hear(*some(2))
    before = len(story.heard())

    story.hear(*[replace(one, version=2, people=FINDER, recorded_at=at(5)) for one in some(2)])
    between = len(story.heard())
    story.order("close", 6, alert_id=story.only().alert_id, verdict="explained", reason="x",
                role="supervisor")  # fmt: skip

    assert between == before
    assert [one.state for one in story.heard()[before:]] == ["closed"]


@pytest.mark.parametrize(
    "fields",
    [{"areas": ["E23000003"]}, {"kinds": ["drug_spike"]}, {"tiers": ["info"]}],
)
def test_a_recipient_hears_only_of_its_areas_kinds_and_tiers(fields: dict[str, Any]) -> None:
    story = Heard(told=partners(**fields)).hear(*some(3))

    assert story.news(AMBULANCE) == []
    assert story.news(COUNCIL)


def test_two_recipients_have_other_names_for_one_alert() -> None:
    story = Heard().hear(*some(6))

    one, other = story.heard(AMBULANCE), story.heard(COUNCIL)
    assert {a.pseudonym for a in one}.isdisjoint(a.pseudonym for a in other)
    assert [replace(a, pseudonym="") for a in one] == [replace(a, pseudonym="") for a in other]


def test_an_institution_is_named_to_itself_alone() -> None:
    story = Heard().hear(*some(6, place_institution=SITE, place_kind="outdoors"))

    assert described(story.heard(AMBULANCE)[-1]).institution == SITE
    assert described(story.heard(COUNCIL)[-1]).institution is None


def test_a_neighbours_case_that_is_only_copied_here_is_not_counted() -> None:
    story = Heard().hear(*some(4))
    state = story.machine.state
    border = man(7, day=4.5)
    filed, _ = state.file(border)
    state.cases.put(filed.id, replace(filed, border=True))

    story.hear(replace(man(3, day=5), version=2))

    assert all(one.described is None for one in story.heard())


def test_while_a_key_is_changed_an_alert_keeps_its_name_and_new_ones_have_the_new() -> None:
    story = Heard().hear(*some(2))
    (first,) = {one.pseudonym for one in story.heard()}

    story.change_partners(partners({**KEYS, AMBULANCE: Keys(b"n" * 32, b"a" * 32)}))
    story.hear(man(3), *[man(n, where=metres_north(90_000 + n)) for n in (20, 21)])

    changed = story.heard()[1:]
    assert changed[0].pseudonym == first
    other = story.alerts()[1].alert_id
    assert changed[-1].pseudonym == hmac.new(b"n" * 32, other.encode(), sha256).hexdigest()


def test_once_a_key_is_changed_the_old_name_ends_and_the_alert_begins_under_the_new() -> None:
    story = Heard().hear(*some(2))
    before = len(story.news())

    story.change_partners(partners({**KEYS, AMBULANCE: Keys(b"n" * 32)}))
    story.hear(man(3))

    gone, new = story.news()[before:]
    assert (gone.pseudonym, gone.alert) == (story.news()[0].pseudonym, None)
    assert new.alert is not None
    assert (new.pseudonym != gone.pseudonym, new.alert.revision) == (True, 1)


def test_keys_stand_in_no_row() -> None:
    story = Heard().hear(*some(6))
    state = story.machine.state

    rows = repr([*state.partner_alerts.values(), *state.disclosed.values(), state.context])

    assert "aaaaaaaa" not in rows
    assert "cccccccc" not in rows


def test_with_no_recipient_nothing_is_kept_for_partners() -> None:
    story = Story(**only_live("similar_near_repeat")).hear(*some(6))

    assert len(story.machine.state.disclosed) == len(story.machine.state.partner_alerts) == 0
