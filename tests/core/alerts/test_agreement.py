"""Two parts that agree on two members make a cluster red; one part twice does not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from streams.core.alerts.agreement import tier_of
from streams.core.signals import Signal
from tests.core.people_and_places import START, Story, configuration


def a_signal(kind: str = "similar_near_repeat", *members: str, **facts: Any) -> Signal:
    given: dict[str, Any] = {"tier": "amber", "members": members or ("a", "b", "c")}
    return Signal(
        kind=kind, title="", why="", observed=3, start=START, end=START, **(given | facts)
    )


SCAN = "local_excess"


@pytest.mark.parametrize(
    ("signals", "tier", "because"),
    [
        ((a_signal(),), "amber", "one part alone is as loud as it is"),
        ((a_signal(), a_signal(SCAN)), "red", "a rule and the scan agree on three"),
        ((a_signal(), a_signal(SCAN, "b", "c", "d")), "red", "on two"),
        ((a_signal(), a_signal(SCAN, "c", "d")), "amber", "on one is not enough"),
        ((a_signal(), a_signal("same_address")), "amber", "two rules are one part"),
        ((a_signal(), a_signal("drug_spike")), "red", "a rule and a count are two"),
        ((a_signal(), a_signal(SCAN, shadow=True)), "amber", "what is in shadow lifts nothing"),
        ((a_signal(SCAN, shadow=True, tier="red"),), "red", "but is as loud as it is by itself"),
        ((a_signal(tier="info"), a_signal(SCAN)), "amber", "what calls nobody lifts nothing"),
        ((a_signal(tier="red"),), "red", "a rule's red is red"),
    ],
)
def test_tier(signals: tuple[Signal, ...], tier: str, because: str) -> None:
    assert tier_of(Story().machine.state, signals) == tier, because


def test_a_detector_in_shadow_lifts_nothing() -> None:
    table = configuration().shared.detectors[SCAN]
    story = Story(**{SCAN: replace(table, status="shadow")})

    assert tier_of(story.machine.state, (a_signal(), a_signal(SCAN))) == "amber"
