"""What the linker says of one case: its strongest hypothesis, explained member by member.

Source: detection specification, sections 4 and 9.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemas.alerts import Term
from streams.core.incidents import units_of
from streams.core.lookup import CaseRow
from streams.core.series.linking import linked_words, term_words, terms
from streams.core.series.linking.evidence import STREAM
from streams.core.series.linking.hypotheses import Hypothesis
from streams.core.series.linking.terms import LINK_FEATURES, Link
from streams.core.series.thresholds import Lines, alerts_a_year, is_learning, lines
from streams.core.signals import Signal

if TYPE_CHECKING:
    from streams.core.state import AreaState

KIND = "linked_evidence"
Feature = dict[str, str | float | int | bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline(Signal):
    """A finding without words: enough to see whether it is news. To explain it costs much more."""

    found: Hypothesis


def about(focus: CaseRow, state: AreaState) -> Outline | None:
    """The strongest hypothesis that holds a case, outlined; None if none is near its line."""
    linker = state.linker
    best: Hypothesis | None = None
    for name in linker.holding(focus.seq):
        one = state.hypotheses[name]
        if best is None or one.score > best.score:
            best = one
    if best is None:
        return None
    limits = lines(state, STREAM)
    if round(best.score, 6) < _told_from(limits, state):
        return None
    found = best
    return state.once((KIND, found.key, limits), lambda: _outline(found, limits, state))


def neighbours(focus: CaseRow, state: AreaState) -> list[str]:
    """Cases that share a hypothesis with a case, and those whose own was moved in this step."""
    linker = state.linker
    seqs = dict(linker.touched)
    for name in linker.holding(focus.seq):
        seqs.update(dict.fromkeys(one.seq for one in state.hypotheses[name].members))
    seqs.pop(focus.seq, None)
    return [linker.columns.unit(seq).id for seq in sorted(seqs) if seq in linker.columns]


def _seen(found: Hypothesis, state: AreaState) -> Hypothesis | None:
    """A hypothesis as the cases that may be seen now make it, one for each incident."""
    columns = state.linker.columns
    rows = state.rows(columns.unit(one.seq).id for one in found.members if one.seq in columns)
    units = [unit[0].seq for unit in units_of(rows)]
    if len(units) == len(found.members):
        return found
    return state.linker.built(units, state.usual) if len(units) > 1 else None


def explained(signal: Outline, state: AreaState) -> Signal:
    """A finding in words, with the terms that add up to its score."""
    found, linker = signal.found, state.linker
    links = terms.links(found, linker.columns, state.usual, linker.limits)
    shown = _shown(found, linker.limits.counts["evidence"])
    rows = [state.cases[one] for one in signal.members]
    told, score = _terms(found, links, shown, state)
    at = terms.heaviest(found)
    strongest = [name for name in _strongest(told) if name != terms.PLACE_AND_TIME]
    return Signal(
        kind=KIND,
        tier=signal.tier,
        members=signal.members,
        title=linked_words.title(rows, at, state),
        why=linked_words.why(rows, at, strongest, state),
        observed=signal.observed,
        start=signal.start,
        end=signal.end,
        expected=linked_words.expected(rows, at, state),
        score=score,
        line_amber=signal.line_amber,
        line_red=signal.line_red,
        terms=told,
        alerts_a_year=alerts_a_year(state, STREAM, found.score),
        shadow=signal.shadow,
        features=_features(shown, links, state),
    )


def _outline(best: Hypothesis, limits: Lines, state: AreaState) -> Outline | None:
    found, linker = _seen(best, state), state.linker
    if found is None or round(found.score, 6) < _told_from(limits, state):
        return None
    shown = _shown(found, linker.limits.counts["evidence"])
    rows = [state.cases[linker.columns.unit(seq).id] for seq in shown]
    return Outline(
        kind=KIND,
        tier=limits.tier(found.score),
        members=tuple(row.id for row in rows),
        title="",
        why="",
        observed=len(rows),
        start=min(row.case.occurred_from for row in rows),
        end=max(row.case.occurred_from for row in rows),
        score=found.score,
        line_amber=limits.amber,
        line_red=limits.red,
        shadow=is_learning(state, rows[-1].arrived),
        found=found,
    )


def _told_from(limits: Lines, state: AreaState) -> float:
    """The score from which a finding is published, if only as withheld."""
    return limits.amber - state.context.series.thresholds["info_nats"]


def _shown(found: Hypothesis, most: int) -> list[int]:
    """Numbers of the members shown, by arrival: the most likely ones, the newest among them."""
    members = found.members
    if len(members) <= most:
        return [one.seq for one in members]
    ranked = sorted(members[:-1], key=lambda one: (-one.p, one.seq))
    return sorted([members[-1].seq, *(one.seq for one in ranked[: most - 1])])


def _terms(
    found: Hypothesis, links: Sequence[Link], shown: Sequence[int], state: AreaState
) -> tuple[tuple[Term, ...], float]:
    """Terms that add up to the score, and the score at their precision."""
    columns = state.linker.columns
    split = terms.split(found, links, shown)

    def numbers(*seqs: int) -> tuple[str, ...]:
        return tuple(state.cases[columns.unit(seq).id].case.report_id for seq in seqs)

    told = []
    for link, number, nats in split.parts:
        name, units = LINK_FEATURES[number], (columns.unit(link.seq), columns.unit(link.other))
        words = term_words.feature(name, link, *units)
        told.append(Term(name, words, numbers(link.other, link.seq), nats))
    averaged = term_words.averaged(found)
    told.append(Term("averaging", averaged, numbers(*shown), split.averaging))
    if split.hidden:
        told.append(Term("further_members", "members not shown", (), split.hidden))
    return tuple(told), split.score


def _strongest(told: Sequence[Term]) -> list[str]:
    """Features by what they add in all, those that add nothing left out."""
    sums: dict[str, float] = {}
    for term in told:
        if term.name in LINK_FEATURES:
            sums[term.name] = sums.get(term.name, 0.0) + term.weight
    return [name for name in sorted(sums, key=lambda name: -sums[name]) if sums[name] > 0.0]


def _features(shown: Sequence[int], links: Sequence[Link], state: AreaState) -> dict[str, Feature]:
    """For each member its strongest link, every feature in words, bits and times as likely."""
    columns = state.linker.columns
    out: dict[str, Feature] = {}
    for seq in shown:
        mine = [link for link in links if seq in (link.seq, link.other)]
        if not mine:
            continue
        link = max(mine, key=lambda one: (one.strength, -one.seq))
        other = columns.unit(link.other if link.seq == seq else link.seq)
        out[columns.unit(seq).id] = {
            "linked_with": state.cases[other.id].case.report_id,
            **_feature_words(link, state),
        }
    return out


def _feature_words(link: Link, state: AreaState) -> Feature:
    one, other = (state.linker.columns.unit(seq) for seq in (link.seq, link.other))
    return {
        f"link_{name.removeprefix('flag:')}": f"{term_words.feature(name, link, one, other)} "
        f"({term_words.worth(nats)})"
        for name, nats in zip(LINK_FEATURES, link.parts, strict=True)
    }
