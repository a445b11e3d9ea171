"""The linker follows corrections: it ends where a fresh replay of the newest versions ends.

Held where what is usual is known and stays: what the reports themselves teach of it depends on
when they came (detection specification, section 10).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from streams.codec import read_row, write_row
from streams.core.area import AreaMachine
from streams.core.watch import KINDS
from tests.core.laws.world import law
from tests.core.people_and_places import (
    CARLISLE,
    CUMBRIA,
    METRE,
    Story,
    a_death,
    configuration,
    only_live,
)
from tests.core.series.even_ground import EvenUsual

KIND = "linked_evidence"
AS_STRONG = 2.0  # nats; weaker hypotheses come and go with what is on the edge of joining
WITHIN = 0.5  # nats


class Known(EvenUsual):
    """What is usual as the state's own has it, but known beforehand."""

    size = 0.5

    def keep_up(self, *_: Any) -> None: ...

    def add(self, *_: Any) -> None: ...

    def remove(self, *_: Any) -> None: ...

    def restored(self, *_: Any) -> None: ...


@dataclass(frozen=True)
class Version:
    """One version of one of a few deaths."""

    number: int
    km: int
    age: int
    method: str
    category: str
    gone: bool = False


versions = st.builds(
    Version,
    number=st.integers(0, 5),
    km=st.sampled_from((0, 0, 1, 30)),
    age=st.sampled_from((22, 23, 60)),
    method=st.sampled_from(("hanging", "drug_poisoning", "unknown")),
    category=st.sampled_from(
        ("suspected_suicide", "unexpected_under_investigation", "suspected_drug_related")
    ),
)
worlds = st.lists(versions, min_size=3, max_size=12)


def a_story() -> Story:
    story = Story(**only_live(KIND))
    story.machine.state.usual = Known()  # type: ignore[assignment]
    return story


def heard(story: Story, said: list[Version]) -> Story:
    """Deaths come 9 days apart, at the place of each first version; corrections in between."""
    seen: dict[int, int] = {}
    for step, one in enumerate(said):
        day = 9.0 * step
        if one.gone:
            story.withdraw(f"d{one.number}", day)
            continue
        seen[one.number] = seen.get(one.number, 0) + 1
        first = next(9.0 * n for n, other in enumerate(said) if other.number == one.number)
        death = a_death(
            f"d{one.number}", first, version=seen[one.number], age=one.age, method=one.method,
            category=one.category, where=(CARLISLE[0] + 1000 * METRE * one.km, CARLISLE[1]),
        )  # fmt: skip
        story.hear_at(replace(death, recorded_at=a_death(day=day).recorded_at).recorded_at, death)
    return story


def scores(story: Story) -> dict[frozenset[str], float]:
    """Members by report, and score, of each hypothesis."""
    state, found = story.machine.state, {}
    for one in state.hypotheses.values():
        units = (state.linker.columns.unit(member.seq).id for member in one.members)
        found[frozenset(unit.split("\x1f")[1] for unit in units)] = one.score
    return found


def agree(one: Story, other: Story) -> bool:
    """Tell whether all that is strong in one story is in the other, with almost its score."""
    first, second = scores(one), scores(other)
    return all(
        abs(mine.get(members, 0.0) - score) <= WITHIN
        for mine, theirs in ((first, second), (second, first))
        for members, score in theirs.items()
        if score >= AS_STRONG
    )


@law
@given(worlds)
def test_a_correction_ends_where_the_newest_versions_end(said: list[Version]) -> None:
    newest = {one.number: one for one in said}
    fresh = [
        newest[one.number] if one.number not in {v.number for v in said[:n]} else None
        for n, one in enumerate(said)
    ]
    story = a_story()
    for step, one in enumerate(fresh):
        if one is not None:
            death = a_death(
                f"d{one.number}", 9.0 * step, age=one.age, method=one.method,
                category=one.category, where=(CARLISLE[0] + 1000 * METRE * one.km, CARLISLE[1]),
            )  # fmt: skip
            story.hear(death)

    assert agree(heard(a_story(), said), story)


@law
@given(worlds, st.integers(0, 5))
def test_what_is_taken_back_leaves_what_the_others_make(said: list[Version], gone: int) -> None:
    left = heard(a_story(), [*said, Version(gone, 0, 22, "unknown", "suspected_suicide", True)])
    never = heard(a_story(), said)
    never.withdraw(f"d{gone}", 9.0 * len(said))
    state = left.machine.state

    for found in state.hypotheses.values():
        assert all(one.seq in state.linker.columns for one in found.members)
        units = [state.linker.columns.unit(one.seq).id for one in found.members]
        assert f"d{gone}" not in {one.split("\x1f")[1] for one in units}
    assert scores(left) == scores(never)


@law
@given(worlds, worlds)
def test_a_restart_changes_nothing(before: list[Version], after: list[Version]) -> None:
    kept, restarted = heard(a_story(), before), heard(a_story(), before)
    machine = AreaMachine(kept.machine.state.context)
    machine.state.usual = Known()  # type: ignore[assignment]
    for kind in KINDS:
        _carry(restarted.machine.state, machine.state, kind)
    machine.restored()
    restarted.machine = machine
    told = len(kept.outcomes)
    later = [replace(one, number=one.number + 3) for one in after]
    for story in (kept, restarted):
        for step, one in enumerate(later):
            day = 9.0 * (len(before) + step)
            story.hear(
                a_death(
                    f"d{one.number}", day, version=100 + step, age=one.age, method=one.method,
                    category=one.category, where=(CARLISLE[0] + 1000 * METRE * one.km, CARLISLE[1]),
                )
            )  # fmt: skip

    assert kept.outcomes[told:] == restarted.outcomes[told:]
    rows = kept.machine.state.hypotheses
    assert {name: write_row(rows[name]) for name in rows} == {
        name: write_row(machine.state.hypotheses[name]) for name in machine.state.hypotheses
    }
    assert configuration().context_of(CUMBRIA).series == machine.state.context.series


def _carry(old: Any, new: Any, kind: str) -> None:
    if kind == "days":
        for name, row in old.days.rows.changed().items():
            if row is not None:
                new.days.restore(name, read_row(kind, write_row(row)))
        return
    rows = getattr(old, kind)
    for name in sorted(rows):
        getattr(new, kind).restore(name, read_row(kind, write_row(rows[name])))
