"""Recognise over Kafka: mentions of tokens in, links to the areas' logs out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from schemas.topics import MENTIONS
from streams.agents.logs import Logs
from streams.agents.stage import Count, Output, Record, Settled
from streams.agents.tables import KindTables
from streams.codec import read_mention
from streams.core.across import Across
from streams.core.events import CaseFiled
from streams.core.identities import Recognise

NAME = "recognise"
INPUTS: tuple[str, ...] = (MENTIONS,)


class RecogniseStage:
    """One partition of the mentions: the tokens whose names lie on it."""

    name = NAME
    inputs = INPUTS

    def __init__(self, across: Across, logs: Logs) -> None:
        self._logs = logs
        self._core = Recognise(across)
        self._tables = KindTables(
            known=self._core.known,
            reached=self._core.reached,
        )

    def __len__(self) -> int:
        return len(self._tables)

    def restore(self, key: str, value: bytes) -> None:
        """Take back one row."""
        self._tables.restore(key, value)

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
        return Settled(tuple(outputs), self._tables.changed(), counts)
