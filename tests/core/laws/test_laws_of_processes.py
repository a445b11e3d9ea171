"""Another process, with another order of its sets, says the same bytes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SCRIPT = """
from hashlib import sha256
from random import Random
from streams.publishing import published
from tests.core.laws.world import AREAS, CATEGORIES, METHODS, Sent, replayed, timed

chance, versions, seen = Random(7), [], {}
for _ in range(120):
    number = chance.randrange(40)
    seen[number] = seen.get(number, 0) + 1
    versions.append(Sent(
        number, seen[number], withdrawn=seen[number] > 1 and chance.random() < 0.2,
        area=chance.choice(AREAS), place=chance.randrange(5), days_ago=chance.randrange(200),
        age=chance.choice((22, 23, 30)), method=chance.choice(METHODS),
        category=chance.choice(CATEGORIES), home=chance.choice((None, "1", "2")),
        finder=chance.choice((None, "f", "g")), incident=chance.choice((None, None, "fire")),
    ))
said = replayed(timed(versions)).told()
lines = b"".join(one.line() for area, out in said for one in published(area, out))
print(len(lines), sha256(lines).hexdigest())
"""


def said_with(seed: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        capture_output=True,
        check=True,
        cwd=Path(__file__).parents[3],
        env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": "."},
        text=True,
    )
    return done.stdout


def test_two_processes_with_other_orders_of_sets_say_the_same_bytes() -> None:
    one, other = said_with("1"), said_with("2")

    assert int(one.split()[0]) > 100_000
    assert one == other
