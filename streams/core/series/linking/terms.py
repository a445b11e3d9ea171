"""Why units belong together: the strongest link of each member, feature by feature.

Source: detection specification, section 9, *What the analyst sees*.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from streams.core.series.background.usual import Usual
from streams.core.series.linking.evidence import Evidence, weigh_each
from streams.core.series.linking.hypotheses import Hypothesis, unpack
from streams.core.series.linking.limits import FEATURES, LinkerLimits
from streams.core.series.linking.unit_columns import Columns

PLACE_AND_TIME = "place_and_time"
LINK_FEATURES = (PLACE_AND_TIME, *FEATURES)
DIGITS = 6  # significant, of a published number
Scale = tuple[int, int, int]  # neighbourhood, time scale, consistency


@dataclass(frozen=True, slots=True)
class Link:
    """A member and the earlier one that it is most strongly linked to.

    ``parts``: nats of each of LINK_FEATURES in the neighbourhood, time scale and consistency of
    ``at``; their sum is the logarithm of one term of the evidence.
    """

    seq: int
    other: int
    km: float
    at: Scale
    parts: tuple[float, ...]

    @property
    def strength(self) -> float:
        """Logarithm of the evidence, nats."""
        return sum(self.parts)


def heaviest(hypothesis: Hypothesis) -> Scale:
    """Neighbourhood, time scale and consistency with most weight."""
    weights = unpack(hypothesis.weights)
    place, scale, tight = np.unravel_index(int(weights.argmax()), weights.shape)
    return int(place), int(scale), int(tight)


def links(
    hypothesis: Hypothesis, columns: Columns, usual: Usual, limits: LinkerLimits
) -> list[Link]:
    """The strongest link of each member but the first, as things are usual now.

    A link is read at the heaviest scale, or, where the two do not meet there, at their own best.
    """
    found = []
    at, weights = heaviest(hypothesis), unpack(hypothesis.weights)
    chance = {one.seq: one.p for one in hypothesis.members if one.seq in columns}
    seqs = list(chance)
    for seq, evidence in zip(seqs[1:], weigh_each(seqs, columns, usual, limits), strict=False):
        if len(evidence.others):
            chances = np.array([chance[one] for one in evidence.others.tolist()])
            terms = evidence.terms * chances[:, None, None, None]
            pair, where = _strongest(terms, weights, at)
            found.append(_link(seq, pair, where, evidence, limits))
    return found


def _strongest(terms: np.ndarray, weights: np.ndarray, at: Scale) -> tuple[int, Scale]:
    there = terms[:, at[0], at[1], at[2]]
    if there.max() > 0.0:
        return int(there.argmax()), at
    weighed = terms * weights
    if weighed.max() <= 0.0:  # Where they meet, the series has long had no weight.
        weighed = terms
    pair, place, scale, tight = np.unravel_index(int(weighed.argmax()), weighed.shape)
    return int(pair), (int(place), int(scale), int(tight))


def _link(seq: int, pair: int, at: Scale, evidence: Evidence, limits: LinkerLimits) -> Link:
    place, scale, tight = at
    near = float(evidence.near[pair, place] * evidence.soon[pair, scale])
    theta = limits.theta[:, tight]
    alike = 1.0 - theta + theta * evidence.ratios[pair]
    return Link(
        seq=seq,
        other=int(evidence.others[pair]),
        km=float(evidence.km[pair]),
        at=at,
        parts=tuple(math.log(one) for one in (near, *alike.tolist())),
    )


@dataclass(frozen=True, slots=True)
class Split:
    """A score in nats at the precision of its terms: (link, feature, nats), and what is left.

    ``averaging``: what the mixture and the price of time make of them; ``hidden``: what members
    that are not shown added. All add up to ``score``.
    """

    score: float
    parts: tuple[tuple[Link, int, float], ...]
    averaging: float
    hidden: float


def split(hypothesis: Hypothesis, found: Iterable[Link], shown: Iterable[int]) -> Split:
    """Split a score by members and features."""
    wanted = set(shown)
    parts = [
        (link, number, nats)
        for link in found
        if link.seq in wanted
        for number, nats in enumerate(link.parts)
    ]
    hidden = sum(one.gain for one in hypothesis.members if one.seq not in wanted)
    digits = _digits([hypothesis.score, hidden, *(nats for _, _, nats in parts)])
    rounded = [(link, number, round(nats, digits)) for link, number, nats in parts]
    score, others = round(hypothesis.score, digits), round(hidden, digits)
    averaging = score - others - sum(nats for _, _, nats in rounded)
    told = tuple(part for part in rounded if part[2] != 0.0)
    return Split(score, told, round(averaging, digits), others)


def _digits(values: Sequence[float]) -> int:
    """Decimals that every one of the values, and their rest, keeps in what is published."""
    largest = sum(abs(value) for value in values)
    return DIGITS - 1 - math.floor(math.log10(max(largest, 10.0)))
