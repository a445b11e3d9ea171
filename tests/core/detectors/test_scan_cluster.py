"""L7: what the nightly scan found is a line in the digest, and no more."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from streams.core.events import ScanCluster, Scanned
from tests.core.people_and_places import CUMBRIA, Story, a_death, at, metres_north, only_live
from tests.core.restarting import restarted

L7 = "scan_cluster"
NIGHT = at(6).replace(hour=0, minute=0)
NAMES = ("d0", "d1", "d2")


def row_id(number: str) -> str:
    return f"//cumbria.police.uk/niche\x1f{number}"


def a_cluster(*numbers: str, as_of: datetime = NIGHT, p: float = 0.004) -> ScanCluster:
    members = tuple(row_id(number) for number in numbers)
    return ScanCluster(
        members=members, observed=len(members), expected=0.42, radius_km=2.0, days=7, llr=6.5, p=p,
        as_of=as_of,
    )  # fmt: skip


def scanned(*clusters: ScanCluster, as_of: datetime = NIGHT) -> Scanned:
    return Scanned(area=CUMBRIA, time=as_of, clusters=clusters, as_of=as_of, digest="d")


def a_story(*live: str) -> Story:
    story = Story(**only_live(L7, *live))
    for number, name in enumerate((*NAMES, "d3")):
        story.hear(a_death(name, number, where=metres_north(900 * number), age=20 + 15 * number))
    return story.wait(6)


def told(story: Story, event: Scanned) -> Story:
    story.outcomes += story.machine.step(event)
    return story


def test_a_cluster_of_the_night_is_a_line_in_the_digest() -> None:
    (alert,) = told(a_story(), scanned(a_cluster(*NAMES))).alerts(L7)

    assert (alert.tier, alert.family, alert.recipients) == ("info", "linked_series", ("DA",))
    assert alert.title.startswith("3 unexpected deaths within 2 km in 7 days, ")
    assert alert.why == (
        "Three unexpected deaths within 2 km in 7 days, where 0.4 are this place's share; chance "
        "brings one as strong in about one of 250 nights."
    )
    assert [one.report_id for one in alert.evidence] == list(NAMES)


@pytest.mark.parametrize(
    ("event", "because"),
    [
        (scanned(), "the scan found nothing"),
        (scanned(a_cluster("d0", "d1", "gone")), "a report is not here any more"),
    ],
)
def test_stays_quiet_when(event: Scanned, because: str) -> None:
    assert told(a_story(), event).alerts() == [], because


def test_the_next_night_takes_its_place() -> None:
    story = told(a_story(), scanned(a_cluster(*NAMES)))
    later = NIGHT + timedelta(days=1)

    grown = told(story, scanned(a_cluster(*NAMES, "d3", as_of=later), as_of=later))
    (alert,) = grown.alerts(L7)
    assert len(alert.evidence) == 4

    last = NIGHT + timedelta(days=2)
    (alert,) = told(grown, scanned(as_of=last)).alerts(L7)
    assert alert.state == "resolved"


def test_a_repeat_of_a_night_says_nothing() -> None:
    story = told(a_story(), scanned(a_cluster(*NAMES)))
    said = len(story.outcomes)

    told(story, scanned(a_cluster(*NAMES)))

    assert len(story.outcomes) == said


def test_it_makes_no_other_finding_louder() -> None:
    """Three young men at one place are amber by L1; that the scan sees them too adds nothing."""
    alone, both = (Story(**only_live(L7, "similar_near_repeat")) for _ in range(2))
    for story in (alone, both):
        story.hear(a_death("d0", 0), a_death("d1", 2)).wait(6)
    told(both, scanned(a_cluster("d0", "d1")))

    (one,), (other,) = alone.alerts(), both.alerts()
    assert (one.tier, other.tier) == ("amber", "amber")
    assert other.kind == "similar_near_repeat"


def test_a_restart_between_two_nights_changes_nothing() -> None:
    later = NIGHT + timedelta(days=1)
    event = scanned(a_cluster(*NAMES, "d3", as_of=later), as_of=later)
    whole = told(a_story(), scanned(a_cluster(*NAMES)))
    broken = told(a_story(), scanned(a_cluster(*NAMES)))
    broken.machine = restarted(broken.machine)

    told(whole, event)
    told(broken, event)

    assert [one.alert for one in broken.outcomes] == [one.alert for one in whole.outcomes]


def test_a_report_that_is_taken_back_ends_it() -> None:
    story = told(a_story(), scanned(a_cluster(*NAMES))).withdraw("d1", 7)

    (alert,) = story.alerts(L7)
    assert alert.state == "resolved"


def test_members_are_those_of_the_last_night_alone() -> None:
    story = told(a_story(), scanned(a_cluster(*NAMES)))
    later = NIGHT + timedelta(days=1)
    other = replace(a_cluster("d1", "d2", "d3", as_of=later))
    told(story, scanned(other, as_of=later))

    assert [one.members for one in story.machine.state.scan_clusters.values()] == [other.members]
