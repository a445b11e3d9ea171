"""Hypotheses: units that may be one series, how likely, and what each new member adds.

A mixture over neighbourhoods, time scales and consistencies, priced for the time in which no
member came, so that E[e^S] <= 1 under the background.
Source: detection specification, section 4, *From pairs to series*.
"""

from __future__ import annotations

import math
from base64 import b64decode, b64encode
from dataclasses import dataclass

import numpy as np

from streams.core.series.linking.limits import CONSISTENCIES, PLACES, SCALES, LinkerLimits
from streams.core.series.linking.unit_columns import Floats

SHAPE = (PLACES, SCALES, CONSISTENCIES)


@dataclass(frozen=True, slots=True)
class Member:
    """A unit in a hypothesis: ``seq`` of its lead, ``p`` of membership, ``gain`` in nats."""

    seq: int
    p: float
    gain: float = 0.0


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A row. It is named by the unit that seeded it, its first member.

    ``score`` in nats; ``mass``: decayed membership for each time scale; ``last``: when it last
    grew, in days since 2000 on the clock; ``weights``: over (place, scale, consistency), packed.
    """

    members: tuple[Member, ...]
    score: float
    mass: tuple[float, ...]
    last: float
    weights: str

    @property
    def seed(self) -> int:
        """Number of the unit that it began with."""
        return self.members[0].seq

    @property
    def key(self) -> str:
        """Name of the row."""
        return str(self.seed)


def begun(seq: int, day: float) -> Hypothesis:
    """A hypothesis of one unit, at the moment (days since 2000) at which it came."""
    return Hypothesis((Member(seq, 1.0),), 0.0, (1.0,) * SCALES, day, EVEN)


@dataclass(frozen=True, slots=True)
class Grown:
    """What H hypotheses would be with one unit more.

    ``ratio`` (H,) likelihood ratios; ``gain`` (H,) nats; ``weights`` (H, places, scales, 2).
    """

    ratio: Floats
    gain: Floats
    weights: Floats
    decay: Floats

    def after(self, row: int, before: Hypothesis, seq: int, day: float) -> Hypothesis:
        """The hypothesis of a row with the unit as its newest member."""
        p = float(self.ratio[row] / (1.0 + self.ratio[row]))
        gain = float(self.gain[row])
        mass = tuple(
            float(m * d + p) for m, d in zip(before.mass, self.decay[row].tolist(), strict=True)
        )
        members = (*before.members, Member(seq, p, gain))
        weights = pack(self.weights[row])
        return Hypothesis(members, before.score + gain, mass, max(day, before.last), weights)


def grow(
    weights: Floats, mass: Floats, idle: Floats, evidence: Floats, limits: LinkerLimits
) -> Grown:
    """Weigh one unit into H hypotheses.

    ``weights`` and ``evidence`` (H, places, scales, 2), ``mass`` (H, scales), ``idle`` (H,): days
    since each last grew.
    """
    taus = np.array(limits.taus)
    decay = np.exp(-idle[:, None] / taus)
    price = np.exp(-limits.kappa * mass * (1.0 - decay))
    ratio = (weights * evidence).sum(axis=(1, 2, 3))
    value = weights * (1.0 + evidence) * price[:, None, :, None]
    total = value.sum(axis=(1, 2, 3))
    return Grown(ratio, np.log(total), value / total[:, None, None, None], decay)


def pack(weights: Floats) -> str:
    """Write weights as text: those of places that no evidence ever raised stand once.

    Single precision: a score moves by less than 1e-6 for it.
    """
    single = weights.astype(np.float32).reshape(PLACES, -1)
    rest = single.min(axis=0)
    told = (single != rest).any(axis=1)
    mask = np.packbits(told).tobytes()
    return b64encode(mask + rest.tobytes() + single[told].tobytes()).decode()


def unpack(text: str) -> Floats:
    """Read weights back, shape (places, scales, 2)."""
    raw = b64decode(text)
    bits = -(-PLACES // 8)
    told = np.unpackbits(np.frombuffer(raw[:bits], np.uint8))[:PLACES].astype(bool)
    values = np.frombuffer(raw[bits:], np.float32).reshape(-1, SCALES * CONSISTENCIES)
    out = np.empty((PLACES, values.shape[1]))
    out[:] = values[0]
    out[told] = values[1:]
    return out.reshape(SHAPE)


EVEN = pack(np.full(SHAPE, 1.0 / math.prod(SHAPE)))
