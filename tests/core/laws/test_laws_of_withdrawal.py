"""A report that is taken back leaves the clusters as if it had never been.

Held for the first month of an area, in which what is usual is the shipped rate alone. Later a
report also teaches its neighbourhood what is usual, and alerts keep the score of the day on which
they were last looked at (detection specification, section 10).
"""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.core.laws.world import Sent, law, replayed, streams, timed, versions_of

GONE = 9  # number of the report that is taken back


@law
@given(streams(), versions_of(GONE))
def test_what_came_last_and_is_taken_back_leaves_the_clusters_as_they_were(
    versions: list[Sent], last: Sent
) -> None:
    undone = [*versions, last, replace(last, version=2, withdrawn=True)]

    assert replayed(timed(undone)).clusters() == replayed(timed(versions)).clusters()


@law
@given(streams(), versions_of(GONE), st.data())
def test_what_came_anywhere_and_is_taken_back_leaves_the_same_members(
    versions: list[Sent], gone: Sent, data: st.DataObject
) -> None:
    stream = timed(versions)
    place = data.draw(st.integers(0, len(stream)))
    when = stream[place - 1][0] if place else 0
    with_it = [*stream[:place], (when, gone), *stream[place:]]
    with_it.append((len(stream) + 1, replace(gone, version=2, withdrawn=True)))

    left, never = replayed(with_it), replayed(stream)

    assert members_of(left) == members_of(never)


@law
@given(streams(withdrawals=False), st.data())
def test_a_correction_leaves_the_members_that_the_newest_versions_give(
    versions: list[Sent], data: st.DataObject
) -> None:
    first, newest = {}, {}
    for when, sent in timed(versions):
        first.setdefault(sent.number, when)
        newest[sent.number] = sent
    if any(sent.category == "homicide" for sent in versions):
        return  # what turned into a homicide is looked at over 24 months; its newest version is not

    fresh = [(first[number], newest[number]) for number in first]

    assert members_of(replayed(timed(versions))) == members_of(replayed(fresh))


def members_of(world) -> list[tuple[tuple[str, ...], str]]:
    return sorted((members, tier) for _, members, tier in world.clusters())
