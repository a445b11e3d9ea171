"""Chance that is no chance: the same area, class, month and number always draw the same.

Source: detection specification, section 2, determinism.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.int64]


def shuffled(number: int, *seed: object) -> Indices:
    """An order of so many things that the seed alone decides."""
    return next(shuffles(number, *seed))


def shuffles(number: int, *seed: object) -> Iterator[Indices]:
    """Orders of so many things, one after the other, that the seed alone decides.

    Raw output of the bit generator, whose stream numpy promises to keep, is sorted.
    """
    digest = sha256("|".join(map(str, seed)).encode()).digest()
    bits = np.random.PCG64(int.from_bytes(digest[:16], "big"))
    while True:
        raw = np.asarray(bits.random_raw(number), dtype=np.uint64)
        yield np.argsort(raw, kind="stable")
