"""Every version of every report: when it is sent, when it arrives, and what is known by then."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from tests.bench.detection.rows import DEATH, MISSING, VIOLENCE, Rows
from tests.bench.detection.tables import CATEGORIES, UNCLEAR

RESENT_SIZE = 400  # reports of an old file that is sent again
VERSION = np.dtype(
    [
        ("row", "i8"),
        ("no", "i2"),
        ("sent", "f8"),  # days from the start
        ("arrives", "f8"),
        ("what", "i1"),  # category as of this version
        ("lab", "?"),  # the substance is known
        ("gone", "?"),  # withdrawn
        ("status", "i1"),  # violence: 1 relationship known; missing: 1 found safe, 2 found dead
    ]
)
Versions = NDArray[np.void]


class _Story:
    """The versions so far, each built on the one before."""

    def __init__(self, first: Versions) -> None:
        self.now = first
        self.all = [first.copy()]

    def amend(self, which: NDArray[np.bool_], delay: NDArray[np.float64], **change: Any) -> None:
        """Send another version of some reports, so many days after the one before."""
        self.now["no"][which] += 1
        self.now["sent"][which] += delay[which]
        for name, value in change.items():
            self.now[name][which] = value[which] if isinstance(value, np.ndarray) else value
        self.all.append(self.now[which].copy())


def versions(rows: Rows, rng: Generator, end: float, resent: int) -> Versions:
    """Draw all versions sent before ``end`` (days); ``resent`` old files are sent twice."""
    sent = _told(rows, rng, end)
    stray = rng.random(len(sent)) < 0.004
    sent["arrives"] = sent["sent"] + rng.exponential(5e-5, len(sent))
    sent["arrives"] += np.where(stray, rng.gamma(1, 3, len(sent)), 0)
    again = sent[rng.random(len(sent)) < 0.01].copy()  # sent twice
    again["arrives"] += rng.gamma(0.5, 3, len(again))
    out = [sent, again]
    for _ in range(resent):
        when, area = rng.uniform(0.4, 0.9) * end, rng.choice(rows["area"])
        recent = (sent["sent"] < when) & (sent["sent"] > when - 60)
        old = sent[(rows["area"][sent["row"]] == area) & recent][:RESENT_SIZE].copy()
        old["arrives"] = when
        out.append(old)
    return np.concatenate(out)


def _told(rows: Rows, rng: Generator, end: float) -> Versions:
    """What senders let be known, first versions and amendments."""
    n, kind = len(rows), rows["kind"]
    story = _Story(_first(rows, rng))
    death, found = kind == DEATH, rows["found"] >= 0
    unclear = death & (rows["first"] == UNCLEAR)
    story.amend(unclear & (rng.random(n) < 0.92), rng.gamma(1.2, 6, n), what=rows["what"])
    untested = death & (rows["sub"] > 0) & ~story.now["lab"]
    story.amend(untested & (rng.random(n) < 0.9), 14 + rng.gamma(4, 9, n), lab=True)
    suspicious = CATEGORIES.index("suspicious")
    story.amend(death & (rng.random(n) < 0.003), rng.gamma(2, 60, n), what=suspicious)
    violent = kind == VIOLENCE
    story.amend(violent & (rng.random(n) < 0.12), rng.gamma(1, 6, n), status=1)
    missing = (kind == MISSING) & ~found
    story.amend(missing & (rng.random(n) < 0.985), rng.gamma(0.5, 3, n), status=1)
    story.amend(found, 3 + rng.gamma(2, 4, n), status=2)
    story.amend(rng.random(n) < 0.0015, rng.gamma(2, 10, n), gone=True)
    all_versions = np.concatenate(story.all)
    return all_versions[all_versions["sent"] < end]


def _first(rows: Rows, rng: Generator) -> Versions:
    """First versions; every third area's sender exports once a day at six."""
    n, recorded = len(rows), rows["t"] + rows["lag"]
    first = np.zeros(n, VERSION)
    first["row"], first["no"], first["what"] = np.arange(n), 1, rows["first"]
    first["lab"] = rows["early"] & (rows["sub"] > 0)
    daily = np.floor(recorded + 0.75) + 0.25 + rng.uniform(0, 0.01, n)
    at_once = recorded + rng.gamma(1, 0.05, n)
    first["sent"] = np.where(rows["area"] % 3 == 1, daily, at_once)
    return first
