"""Two toy stages: Receive files each report once, Watch counts them by area and alerts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from streams.agents.stage import Count, Output, Record, Settled, StagePlan
from streams.core.rows import Rows

REPORTS = ("death.reports.v1", "violence.reports.v1")
EVENTS, ALERTS, QUARANTINE = "area.events", "alerts.v1", "quarantine.v1"
OUTPUTS = (EVENTS, ALERTS, QUARANTINE)
EVERY = 5  # an alert for each fifth report of an area and day
BOMB = "bomb"  # an area that makes the core fail
DAY = 739_617  # 2026-01-01, as an ordinal


class ToyReceive:
    """Files a report to its area once, whatever is repeated; sets bad ones aside."""

    name = "receive"
    inputs = REPORTS

    def __init__(self) -> None:
        self.filed = Rows[int]()

    def __len__(self) -> int:
        return len(self.filed)

    def restore(self, key: str, value: bytes) -> None:
        self.filed.restore(key, int(value))

    def restored(self) -> None:
        """Nothing is derived from the rows."""

    def idle(self, now_ms: int) -> Settled | None:
        return None

    def time_of(self, record: Record) -> int | None:
        report = _read(record)
        return report["time"] if report else None

    def apply(self, records: Sequence[Record]) -> Settled:
        outputs = []
        for record in records:
            report = _read(record)
            if report is None:
                outputs.append(Output(QUARANTINE, record.key, record.value, _place(record)))
                continue
            if report["area"] == BOMB:
                raise ZeroDivisionError
            key = f"filed/{report['id']}"
            if (self.filed.get(key) or 0) < report["version"]:
                self.filed.put(key, report["version"])
                area = report["area"].encode()
                outputs.append(Output(EVENTS, area, record.value, _place(record)))
        n = len(outputs)
        counts = (Count("reports_settled_total", (records[0].topic, "accepted", ""), n),)
        return Settled(tuple(outputs), written(self.filed), counts)


class ToyWatch:
    """Counts an area's reports by day and alerts at each fifth of a sliding week."""

    name = "watch"
    inputs = (EVENTS,)

    def __init__(self) -> None:
        self.days = Rows[int]()

    def __len__(self) -> int:
        return len(self.days)

    def restore(self, key: str, value: bytes) -> None:
        self.days.restore(key, int(value))

    def restored(self) -> None:
        """Nothing is derived from the rows."""

    def time_of(self, record: Record) -> int | None:
        return None

    def idle(self, now_ms: int) -> Settled | None:
        return None

    def window(self, area: str, days: range) -> int:
        """Sum an area's days."""
        return sum(self.days.get(f"{area}/{day}") or 0 for day in days)

    def apply(self, records: Sequence[Record]) -> Settled:
        alerts = []
        for record in records:
            report = json.loads(record.value or b"")
            row = f"{report['area']}/{DAY}"
            self.days.put(row, (self.days.get(row) or 0) + 1)
            n = self.window(report["area"], range(DAY - 6, DAY + 1))
            if n % EVERY == 0:
                told = json.dumps({"area": report["area"], "n": n, "last": report["id"]})
                alerts.append(Output(ALERTS, f"{report['area']}-{n}".encode(), told.encode()))
        return Settled(tuple(alerts), written(self.days))


PLANS = (
    StagePlan(name="receive", inputs=REPORTS, make=lambda _: ToyReceive()),
    StagePlan(
        name="watch", inputs=(EVENTS,), make=lambda _: ToyWatch(), identity={"areas": "digest"}
    ),
)


def a_report(number: int, time: int | None = None, area: str | None = None) -> bytes:
    """Write a report; its area follows from its number."""
    report = {
        "id": f"r{number}",
        "version": 1,
        "area": area or f"A{number % 7}",
        "time": number if time is None else time,
    }
    return json.dumps(report).encode()


def replay(log: Iterable[Record]) -> list[bytes | None]:
    """Return the alerts that Watch raises over one partition's log."""
    return [output.value for output in ToyWatch().apply(list(log)).outputs]


def written(rows: Rows[int]) -> dict[str, bytes | None]:
    """Return the changed rows as bytes."""
    return {key: None if n is None else b"%d" % n for key, n in rows.changed().items()}


def _read(record: Record) -> dict | None:
    try:
        return json.loads(record.value or b"")
    except ValueError:
        return None


def _place(record: Record) -> tuple[tuple[str, bytes], ...]:
    place = f"{record.topic} {record.partition} {record.offset}"
    return (("from", place.encode()),)
