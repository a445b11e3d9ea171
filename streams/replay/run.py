"""A replay from files to files, whole lines only, in order."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from schemas.topics import ALERT_REVISIONS, AREAS, DECISIONS, partner_topic
from streams.configuration import Configuration
from streams.publishing import Published
from streams.replay.lines import Line, UnreadableFile
from streams.replay.replay import Replay, Summary, quarantine_line


def run(
    configuration: Configuration,
    lines: Iterable[Line],
    alerts: Path,
    decisions: Path | None = None,
    quarantine: Path | None = None,
    *,
    partners: Path | None = None,
    standings: Path | None = None,
    until: datetime | None = None,
    seen: Callable[[Line], None] = lambda _: None,
) -> Summary:
    """Replay lines; write alert revisions, decisions and what was set aside.

    ``standings``: a file for how each area stands at the end; ``partners``: a folder for
    what partners hear, one file a recipient, as each has one topic.

    Raises:
        UnreadableFile: an input cannot be read to its end.
    """
    replay = Replay(configuration)
    with ExitStack() as stack:
        stack.enter_context(_seldom_collected())
        sinks = {
            ALERT_REVISIONS: stack.enter_context(_opened(alerts)),
            DECISIONS: stack.enter_context(_opened(decisions)),
            AREAS: stack.enter_context(_opened(standings)),
        }
        for name in configuration.recipients:
            sink = stack.enter_context(_opened(_for_partner(partners, name)))
            sinks[partner_topic(name).name] = sink
        aside = stack.enter_context(_opened(quarantine))
        for line in lines:
            published, quarantined = replay.apply(line)
            _write(published, sinks)
            if quarantined is not None and aside is not None:
                aside.write(quarantine_line(quarantined))
            seen(line)
        if until is not None:
            _write(replay.until(until), sinks)
        if standings is not None:
            _write(replay.standings(), sinks)
    return replay.summary


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """Look for cycles seldom: rows hold none, and to look for some among millions takes long."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def _write(published: Iterable[Published], sinks: dict[str, BinaryIO | None]) -> None:
    for one in published:
        sink = sinks.get(one.topic)
        if sink is not None:
            sink.write(one.line())


def _for_partner(folder: Path | None, name: str) -> Path | None:
    if folder is None:
        return None
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise UnreadableFile(folder, f"cannot be made ({fault.strerror})") from None
    return folder / f"{name}.jsonl"


@contextmanager
def _opened(path: Path | None) -> Iterator[BinaryIO | None]:
    if path is None:
        yield None
        return
    try:
        file = path.open("wb")
    except OSError as fault:
        raise UnreadableFile(path, f"cannot be written ({fault.strerror})") from None
    with file:
        yield file
