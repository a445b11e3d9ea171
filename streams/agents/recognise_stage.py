"""Recognise over Kafka: mentions of tokens in, links to the areas' logs out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from schemas.topics import MENTIONS
from streams.agents.logs import Logs
from streams.agents.stage import Count, Output, Record, Settled
from streams.codec import read_mention, read_row, write_row
from streams.core.across import Across
from streams.core.events import CaseFiled
from streams.core.identities import Recognise
from streams.core.rows import Rows

NAME = "recognise"
INPUTS: tuple[str, ...] = (MENTIONS,)


class RecogniseStage:
    """One partition of the mentions: the tokens whose names lie on it."""

    name = NAME
    inputs = INPUTS

    def __init__(self, across: Across, logs: Logs) -> None:
        self._logs = logs
        self._core = Recognise(across)
        self._rows: dict[str, Rows[Any]] = {
            "known": self._core.known,
            "reached": self._core.reached,
        }

    def __len__(self) -> int:
        return sum(len(rows) for rows in self._rows.values())

    def restore(self, key: str, value: bytes) -> None:
        """Take back one row."""
        kind, name = key.split("|", 1)
        self._rows[kind].restore(name, read_row(kind, value))

    def restored(self) -> None:
        """Nothing is derived from the rows here."""

    def time_of(self, record: Record) -> int | None:
        """Mentions are in the order in which Receive wrote them."""
        return None

    def idle(self, now_ms: int) -> Settled | None:
        """Nothing falls due here."""
        return None

    def apply(self, records: Sequence[Record]) -> Settled:
        """Apply mentions in order."""
        outputs: list[Output] = []
        links: Counter[str] = Counter()
        for record in records:
            if record.value is None:
                continue
            for link in self._core.apply(read_mention(record.value)):
                outputs.append(self._logs.output(link))
                links[link.area] += isinstance(link, CaseFiled)
        counts = tuple(Count("across_total", ("link", area), n) for area, n in links.items() if n)
        return Settled(tuple(outputs), self._changed(), counts)

    def _changed(self) -> dict[str, bytes | None]:
        return {
            f"{kind}|{key}": None if row is None else write_row(row)
            for kind, rows in self._rows.items()
            for key, row in rows.changed().items()
        }
