"""A desk on the shipped sample: the last weeks of one force, through the real core."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path

from schemas import envelope
from schemas.topics import ALERTS, AREAS
from streams.configuration import DATA, Configuration, load
from streams.console.desk.desk import Desk, take_all
from streams.console.desk.facts import Record
from streams.console.desk.view import DeskView
from streams.console.viewer import Role, Viewer
from streams.publishing import Published
from streams.replay.lines import Line, read_lines
from streams.replay.replay import Replay

SAMPLE = DATA / "sample.jsonl.gz"
LINES = 2500  # of the end of the sample: enough for every screen, quick to run
CACHE = Path(__file__).parents[2] / ".pytest_cache" / "console"

SUPERVISOR = Viewer("u-0417", "S. Okafor", Role.SUPERVISOR, None, None, ("DDI", "DI"))
ANALYST = Viewer("u-1201", "R. Patel", Role.ANALYST, None, None, ("DA",))
VIEWER = Viewer("u-2002", "M. Evans", Role.VIEWER)
OPERATOR = Viewer("u-3003", "Operations", Role.OPERATOR)


@cache
def configuration() -> Configuration:
    """The shipped rules."""
    return load()


@cache
def sample_records() -> tuple[Record, ...]:
    """What the sample puts on the topics; kept between runs until the rules or the core change."""
    code = (one.read_bytes() for one in sorted(DATA.parent.rglob("core/**/*.py")))
    made_by = SAMPLE.read_bytes() + configuration().digest.encode() + b"".join(code)
    digest = sha256(made_by).hexdigest()[:12]
    kept = CACHE / f"{digest}-{LINES}.pickle"
    if kept.exists():
        return pickle.loads(kept.read_bytes())
    replay = Replay(configuration())
    told = [record for _, made in played(replay) for record in made]
    records = (*told, *records_of(list(replay.standings())))
    CACHE.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(pickle.dumps(records))
    return records


def played(replay: Replay):
    """Feed the end of the sample to a replay, giving each line with the records that it made."""
    for line in list(read_lines([SAMPLE]))[-LINES:]:
        yield line, records_of(replay.apply(line)[0])


def standings(replay: Replay) -> list[Record]:
    """How each area stands, as a live worker says each minute."""
    return records_of(list(replay.standings()))


def records_of(published: list[Published]) -> list[Record]:
    """What a worker would have put on the topics."""
    return [
        Record(one.topic, one.key, one.value(), one.time, one.id)
        for one in published
        if not one.topic.startswith("partner.")
    ]


def sample_desk() -> Desk:
    """A desk of your own that has read the sample."""
    return take_all(Desk(configuration()), sample_records())


@cache
def few_records() -> tuple[Record, ...]:
    """The records of a few unanswered alerts of each area, and how the areas stand."""
    view = sample_view()
    waiting = view.unanswered()
    kept = {one.alert_id for code in view.areas
            for one in [w for w in waiting if w.areas[0] == code][:5]}  # fmt: skip
    return tuple(one for one in sample_records() if one.key in kept or one.topic == AREAS)


def few_desk() -> Desk:
    """A small desk of your own: quick to make."""
    return take_all(Desk(configuration()), few_records())


def sample_view(viewer: Viewer = SUPERVISOR) -> DeskView:
    """The sample as a viewer sees it."""
    return DeskView(sample_desk(), viewer)


def sample_now() -> datetime:
    """The clock of the sample: the moment of its newest record."""
    return max(one.at for one in sample_records() if one.topic == ALERTS).astimezone(UTC)


def ordered(replay: Replay, command: dict, number: int) -> list[Record]:
    """Give an order to a replay, as if it came on the topic; what it leads to comes back."""
    event = envelope.attributes_of(
        type="tocsin.command.v1", source="//tocsin/console", id=command["command_id"],
        subject=command.get("area"), time=envelope.parse_instant(command["at"]),
        dataschema="tocsin.command.v1.json",
    )  # fmt: skip
    line = Line(number, envelope.to_json({**event, "data": command}), 0)
    return records_of(replay.apply(line)[0])
