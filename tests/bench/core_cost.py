"""What a line costs the core, by part; bytes of state a case; whether cost grows with history.

    python -m tests.bench.core_cost FILE [LINES]

CPU time of this process, sampled: each sample counts for the innermost part that was at work.
On a machine that others share, compare shares rather than microseconds.
"""

from __future__ import annotations

import signal
import sys
from collections import Counter
from itertools import islice, pairwise
from pathlib import Path
from time import process_time
from types import FrameType

from streams.codec import write_row
from streams.configuration import load
from streams.core.pipeline import Pipeline
from streams.publishing import published
from streams.replay.lines import Line, arrival_of, read_lines

EVERY_S = 0.002
STEPS = 10  # equal parts of the file, for how cost moves with history
PARTS = {
    "core/series/linking": "linker",
    "core/series/scan": "class scan",
    "core/series": "background",
    "core/surges": "counters",
    "core/windows": "windows",
    "core/detectors": "rules",
    "core/duties": "duties",
    "core/alerts": "alerts",
    "core/partners": "alerts",
    "core/reading": "receive",
    "core/receive": "receive",
    "core/case_of": "receive",
    "core/filing": "receive",
    "core/borders": "receive",
    "replay/lines": "receive",
    "schemas/acceptance": "receive",
    "schemas/envelope": "receive",
    "core/identities": "recognise",
    "core/state": "file",
    "core/lookup": "file",
    "core/copies": "file",
    "streams/publishing": "encode",
    "core/area.": "area",
    "core/asking": "area",
    "core/watch": "area",
}  # fmt: skip; the first that a file's path holds


def part_of(frame: FrameType | None) -> str:
    """Name the innermost part at work."""
    while frame is not None:
        path = frame.f_code.co_filename
        for mark, part in PARTS.items():
            if mark in path:
                return part
        frame = frame.f_back
    return "rest"


def state_bytes(pipeline: Pipeline) -> tuple[int, int]:
    """Bytes of all rows of Watch, and how many of them are cases."""
    rows = pipeline.watch.changed()
    size = sum(len(name) + len(write_row(row)) for name, row in rows.items() if row is not None)
    return size, sum(name.startswith("cases|") for name in rows)


def main(file: Path, most: int | None) -> None:
    """Replay a file and say what it cost."""
    configuration = load()
    pipeline = Pipeline(configuration.areas, configuration.shared.across, configuration.context_of)
    lines: list[Line] = list(islice(read_lines([file]), most))
    samples: Counter[str] = Counter()

    def sample(_: int, frame: FrameType | None) -> None:
        samples[part_of(frame)] += 1

    signal.signal(signal.SIGPROF, sample)
    marks = [process_time()]
    signal.setitimer(signal.ITIMER_PROF, EVERY_S, EVERY_S)
    for number, line in enumerate(lines, start=1):
        for area, outcome in pipeline.hear(arrival_of(line))[1]:
            for one in published(area, outcome):
                one.line()
        if number * STEPS // len(lines) > (number - 1) * STEPS // len(lines):
            marks.append(process_time())
    signal.setitimer(signal.ITIMER_PROF, 0)

    spent = 1e6 * (marks[-1] - marks[0]) / len(lines)
    print(f"{len(lines)} lines, {spent:.0f} microseconds a line")
    for part, number in samples.most_common():
        share = number / samples.total()
        print(f"{part:>12} {share * spent:8.0f} {share:6.1%}")
    size, cases = state_bytes(pipeline)
    print(f"state: {size / max(cases, 1):.0f} bytes a case, {cases} cases with their copies")
    tenth = len(lines) / STEPS
    each = [f"{1e6 * (end - start) / tenth:.0f}" for start, end in pairwise(marks)]
    print("by tenth of the file:", " ".join(each))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else None)
