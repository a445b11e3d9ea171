"""An attacker who keeps every revision of every alert and subtracts: never a group under five."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from schemas.partner_alerts import PartnerAlert
from streams.core.partners.blocks import Disclosure
from tests.core.partners.happenings import (
    SECRET,
    Happening,
    Town,
    law,
    lives,
    person_of,
)
from tests.core.partners.listeners import AMBULANCE, COUNCIL

FEWEST = 5


def people_in(disclosure: Disclosure) -> frozenset[int]:
    """Those whose deaths a description was made of."""
    ids = [member for block in disclosure.standing for member in block.members]
    return frozenset(person_of(int(one.rsplit(f"{SECRET}report", 1)[1])) for one in ids)


def has_lost_a_group(town: Town) -> bool:
    """Tell whether one whole group may have come in place of another."""
    return any(block.is_gone for one in town.state.disclosed.values() for block in one.blocks)


def sequences(town: Town, recipient: str) -> dict[str, list[PartnerAlert]]:
    """What one partner holds: all revisions by pseudonym."""
    out: dict[str, list[PartnerAlert]] = {}
    for outcome in town.said:
        for news in outcome.partners:
            if news.recipient == recipient and news.alert is not None:
                out.setdefault(news.pseudonym, []).append(news.alert)
    return out


@law
@given(lives())
def test_whatever_is_subtracted_leaves_five_people_or_none(life: list[Happening]) -> None:
    """All sums and differences of the groups ever described are made of their common pieces."""
    groups: set[frozenset[int]] = set()
    Town(seen=lambda town: groups.update(map(people_in, town.state.disclosed.values()))
         ).live_through(life)  # fmt: skip

    ordered = sorted(groups, key=sorted)
    pieces = Counter(
        tuple(person in group for group in ordered) for person in {p for g in groups for p in g}
    )
    assert all(people >= FEWEST for people in pieces.values()), (ordered, pieces)


@law
@given(lives())
def test_a_description_changes_only_with_five_more_or_five_fewer(life: list[Happening]) -> None:
    town = Town().live_through(life)
    for recipient in (AMBULANCE, COUNCIL):
        for revisions in sequences(town, recipient).values():
            assert [one.revision for one in revisions] == list(range(1, len(revisions) + 1))
            for before, after in pairwise(revisions):
                assert before != after
                if before.described != after.described:
                    counts = [one.described.count if one.described else 0
                              for one in (before, after)]  # fmt: skip
                    assert abs(counts[1] - counts[0]) >= FEWEST or has_lost_a_group(town)


@law
@given(lives())
def test_one_that_comes_last_changes_no_description_unless_it_makes_five(
    life: list[Happening],
) -> None:
    """With and without the last report, partners hold the same descriptions, or one more group."""
    reports = [n for n, one in enumerate(life) if one.what == "report"]
    if not reports:
        return
    upto = life[: reports[-1]]
    without, within = Town().live_through(upto), Town().live_through(life[: reports[-1] + 1])
    one, other = sequences(without, COUNCIL), sequences(within, COUNCIL)
    for pseudonym, revisions in one.items():
        last, now = revisions[-1].described, other[pseudonym][-1].described
        if last != now:
            fives = abs((now.count if now else 0) - (last.count if last else 0))
            assert fives >= FEWEST or has_lost_a_group(within)


@law
@given(lives(), st.frozensets(st.integers(0, 25), max_size=4))
def test_a_restart_anywhere_tells_partners_the_same(
    life: list[Happening], stops: frozenset[int]
) -> None:
    again = Town(stops=stops).live_through(life)

    assert again.said == Town().live_through(life).said
