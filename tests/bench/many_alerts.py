"""Ten thousand open alerts in one area: what a tick, a command and the state cost.

    python -m tests.bench.many_alerts [NUMBER]

Each alert is a death after police contact with a running clock, on ground of its own; the rules
about duties are live, those that compare cases are not. Times are CPU of this process.
"""

from __future__ import annotations

import sys
from statistics import median
from time import process_time

from streams.codec import write_row
from streams.core.watch import KINDS
from tests.core.people_and_places import Story, a_death, only_live

LIVE = ("review_due", "deadline_breach", "reclassified", "body_release_risk", "feed_silent")
COMMANDS = 200


def a_full_area(number: int) -> Story:
    """An area in which so many alerts are open."""
    story = Story(**only_live(*LIVE))
    for one in range(number):
        where = (50.0 + (one // 100) * 0.05, -5.0 + (one % 100) * 0.06)
        case = a_death(f"d{one}", one / number, where=where, age=40, flags=("police_contact_48h",))
        story.hear(case)
    return story


def _cpu(story: Story, day: float) -> float:
    begun = process_time()
    story.wait(day)
    return process_time() - begun


def main(number: int) -> None:
    """Fill an area; print what is asked of it."""
    begun = process_time()
    story = a_full_area(number)
    print(f"{len(story.open_alerts())} alerts open; filling: {process_time() - begun:.1f} s")

    quiet = [_cpu(story, 1.001 + one / 10_000) for one in range(50)]
    print(f"tick in which nothing falls due: {1e3 * median(quiet):.3f} ms")

    names = [alert.alert_id for alert in story.open_alerts()[:COMMANDS]]
    spent = []
    for one, name in enumerate(names):
        begun = process_time()
        answer = story.order("acknowledge", 1.01 + one / 1e6, alert_id=name)
        spent.append(process_time() - begun)
        assert answer.decision == "command_done"
    spent.sort()
    print(f"command: median {1e3 * median(spent):.2f} ms, worst {1e3 * spent[-1]:.2f} ms")

    print(f"tick in which every clock runs out: {_cpu(story, 2.2):.2f} s")
    print(f"tick with the daily list of what is overdue: {_cpu(story, 2.9):.2f} s")

    sizes = {kind: _bytes(story, kind) for kind in KINDS}
    largest = sorted(sizes, key=lambda kind: -sizes[kind])[:4]
    print(f"state: {sum(sizes.values()) / 1e6:.1f} MB of rows", end="; ")
    print(", ".join(f"{kind} {sizes[kind] / 1e6:.1f}" for kind in largest))


def _bytes(story: Story, kind: str) -> int:
    rows = getattr(story.machine.state, kind)
    rows = rows.rows if kind == "days" else rows
    return sum(len(write_row(rows[key])) for key in rows)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
