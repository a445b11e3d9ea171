"""Sending anything twice changes nothing; the same log says the same, also after a restart."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from streams.publishing import published
from tests.core.laws.world import AREAS, Sent, World, law, replayed, streams, timed

any_stream = streams(areas=AREAS, others=True)


def restarted(versions: list[Sent], stops: set[int]) -> World:
    world = World()
    for when, sent in timed(versions):
        world.hear(sent, when, when)
        if when in stops:
            world.restart()
    return world


def lines_of(world: World) -> bytes:
    return b"".join(one.line() for area, said in world.told() for one in published(area, said))


@law
@given(any_stream)
def test_every_report_sent_twice_says_the_same_once(versions: list[Sent]) -> None:
    twice = [pair for pair in timed(versions) for _ in range(2)]

    assert replayed(twice).told(as_of=False) == replayed(timed(versions)).told(as_of=False)


@law
@given(any_stream, st.data())
def test_repeats_and_old_versions_anywhere_change_nothing(
    versions: list[Sent], data: st.DataObject
) -> None:
    stream = timed(versions)
    for place in sorted(data.draw(st.sets(st.integers(1, len(versions)))), reverse=True):
        repeated = data.draw(st.integers(0, place - 1))
        stream.insert(place, (stream[place - 1][0], versions[repeated]))

    assert replayed(stream).told(as_of=False) == replayed(timed(versions)).told(as_of=False)


@law
@given(any_stream)
def test_the_same_stream_gives_the_same_bytes(versions: list[Sent]) -> None:
    assert lines_of(replayed(timed(versions))) == lines_of(replayed(timed(versions)))


@law
@given(any_stream, st.data())
def test_a_restart_anywhere_changes_nothing(versions: list[Sent], data: st.DataObject) -> None:
    stops = data.draw(st.sets(st.integers(1, len(versions))))
    assert restarted(versions, stops).told() == replayed(timed(versions)).told()


@law
@given(any_stream, st.randoms(use_true_random=False))
def test_versions_in_any_order_end_at_the_newest(versions: list[Sent], chance: Any) -> None:
    shuffled = list(versions)
    chance.shuffle(shuffled)
    newest = {sent.number: sent.version for sent in versions}

    world = replayed(timed(shuffled))

    for number, version in newest.items():
        filed = world.pipeline.receive.filed[f"//force/x\x1fr{number}"]
        assert filed.version == version
