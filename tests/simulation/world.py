"""A worker in a model of Kafka, driven by one seed: crashes, takeovers, repeats, reorderings.

The stages are those of the worker; what carries them is the model. A failing seed tells the same
story again: ``python -m tests.simulation SEED``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random
from typing import Literal

import orjson

from schemas.topics import ALERT_REVISIONS, COMMANDS
from streams.agents.stage import Record, Settled, Stage, StagePlan
from streams.settings import read
from streams.worker import plans
from tests.core.laws.world import AREAS, CATEGORIES, METHODS, PLACES, STEP, Sent
from tests.core.people_and_places import START, configuration
from tests.simulation.broker import Broker, Fenced, Place

PARTITIONS = 3
MESSAGES = 40
REPORTS = 25
MOST_TAKEN = 12  # records in a batch
ORDERS = ("acknowledge", "close", "comment", "silence", "release", "split", "reopen")
Clock = Literal["wall", "events"]


@dataclass(slots=True)
class Owner:
    """One process's hold on a stage's partition; ``epoch`` is what the broker knows it by."""

    plan: StagePlan
    partition: int
    stage: Stage
    epoch: int
    position: dict[str, int]

    @property
    def place(self) -> Place:
        """Stage and partition."""
        return self.plan.name, self.partition


class Simulation:
    """One story under one seed."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.clock: Clock = self.chance.choice(("wall", "events"))
        settings = read(partitions=PARTITIONS, clock=self.clock)
        self.plans = plans(settings, configuration())
        self.broker = Broker(PARTITIONS)
        self.broker.now_ms = int(START.timestamp() * 1000)
        self.owners: list[Owner] = []
        self.crashes = self.fenced = 0
        self._versions: dict[int, int] = {}
        self._sent: list[tuple[str, bytes | None, bytes]] = []
        for plan in self.plans:
            for partition in range(PARTITIONS):
                self._take_over(plan, partition)

    def run(self) -> Simulation:
        """Send everything, with crashes on the way, then let what is left be done."""
        waiting = MESSAGES
        while waiting or self._lag():
            if waiting and self.chance.random() < 0.35:
                self._send()
                waiting -= 1
            self._step(self.chance.choice(self.owners))
        return self

    def alone(self, plan: StagePlan, partition: int) -> tuple[list[Settled], Mapping[str, bytes]]:
        """What one process that never failed makes of the same records in the same order."""
        stage, rows = plan.make(partition), dict[str, bytes]()
        stage.restored()
        out = []
        for records in self.broker.journals[plan.name, partition].settled:
            settled = stage.apply(records)
            out.append(settled)
            for key, row in settled.rows.items():
                if row is None:
                    rows.pop(key, None)
                else:
                    rows[key] = row
        return out, rows

    def _take_over(self, plan: StagePlan, partition: int) -> None:
        """Start a new owner from what the journal holds, in any order of rows."""
        journal = self.broker.take_over((plan.name, partition))
        stage = plan.make(partition)
        names = list(journal.rows)
        self.chance.shuffle(names)
        for name in names:
            stage.restore(name, journal.rows[name])
        stage.restored()
        self.owners.append(Owner(plan, partition, stage, journal.epoch, dict(journal.position)))

    def _step(self, owner: Owner) -> None:
        """Let one owner take, settle and commit a batch, if nothing happens to it on the way."""
        fate = self.chance.random()
        if fate < 0.04:  # Replaced, though it lives: paused beyond its session.
            self._take_over(owner.plan, owner.partition)
            return
        records = self._taken(owner)
        settled = owner.stage.apply(records) if records else self._idle(owner)
        if settled is None:
            return
        if fate < 0.12:  # Killed before its transaction was committed.
            self._end(owner)
            return
        position = {**owner.position, **{one.topic: one.offset + 1 for one in records}}
        try:
            self.broker.commit(owner.place, owner.epoch, settled, records, position)
        except Fenced:
            self.fenced += 1
            self.owners.remove(owner)
            return
        owner.position = position
        if fate < 0.18:  # Killed when it was committed and the owner did not know yet.
            self._end(owner)

    def _end(self, owner: Owner) -> None:
        self.crashes += 1
        self.owners.remove(owner)
        if owner.epoch == self.broker.journals[owner.place].epoch:
            self._take_over(owner.plan, owner.partition)

    def _idle(self, owner: Owner) -> Settled | None:
        self.broker.now_ms += self.chance.randrange(40_000)
        return owner.stage.idle(self.broker.now_ms)

    def _taken(self, owner: Owner) -> list[Record]:
        """Some records of one topic from where the owner stands: topics race each other."""
        behind = [topic for topic in owner.plan.inputs if self._left(owner, topic)]
        if not behind:
            return []
        left = self._left(owner, self.chance.choice(behind))
        return left[: self.chance.randint(1, MOST_TAKEN)]

    def _left(self, owner: Owner, topic: str) -> list[Record]:
        return self.broker.logs[topic, owner.partition][owner.position.get(topic, 0) :]

    def _lag(self) -> bool:
        return any(self._left(one, topic) for one in self.owners for topic in one.plan.inputs)

    def _send(self) -> None:
        """Send a version, a repeat, an order or rubbish; now and then to a wrong partition."""
        self.broker.now_ms += int(self.chance.random() * STEP.total_seconds() * 1000)
        kind = self.chance.random()
        if kind < 0.12 and self._sent:
            topic, key, value = self.chance.choice(self._sent)
        elif kind < 0.22:
            topic, key, value = self._order()
        elif kind < 0.27:
            topic, key, value = self._sent[-1][0] if self._sent else COMMANDS, b"x", b"{\xff"
        else:
            topic, key, value = self._report()
        self._sent.append((topic, key, value))
        astray = self.chance.random() < 0.15
        where = self.chance.randrange(PARTITIONS) if astray else None
        self.broker.send(topic, key, value, partition=where)

    def _report(self) -> tuple[str, bytes, bytes]:
        chance = self.chance
        number = chance.randrange(REPORTS)
        self._versions[number] = version = self._versions.get(number, 0) + 1
        sent = Sent(
            number,
            version,
            withdrawn=version > 1 and chance.random() < 0.2,
            area=chance.choice(AREAS),
            place=chance.randrange(len(PLACES)),
            days_ago=chance.choice((0, 0, 1, 40, 190)),
            age=chance.choice((22, 23, 30, None)),
            method=chance.choice(METHODS),
            category=chance.choice(CATEGORIES),
            home=chance.choice((None, "1", "2")),
            finder=chance.choice((None, None, "f", "g")),
            incident=chance.choice((None, None, None, "fire")),
            kind="violence" if number % 8 == 7 else "death",
        )
        now = timedelta(milliseconds=self.broker.now_ms - int(START.timestamp() * 1000))
        arrival = replace(sent).arrival(START + now, line=0)
        assert arrival.value is not None
        return arrival.topic, f"r{number}".encode(), arrival.value

    def _order(self) -> tuple[str, bytes, bytes]:
        """An order about an alert that somebody could have seen by now."""
        seen = [m for p in range(PARTITIONS) for m in self.broker.logs[ALERT_REVISIONS, p]]
        alert = orjson.loads(self.chance.choice(seen).value or b"") if seen else None
        name = alert["alert_id"] if alert else f"{AREAS[0]}-UNKNOWN"
        area, now = name.rpartition("-")[0], self.broker.now_ms / 1000
        at = f"{START + timedelta(seconds=now - START.timestamp()):%Y-%m-%dT%H:%M:%SZ}"
        action = self.chance.choice(ORDERS)
        members = [one["report_id"] for one in alert["evidence"]] if alert else []
        data = {
            "command_id": f"c{self.chance.randrange(1000)}", "alert_id": name, "by": "u1",
            "role": self.chance.choice(("analyst", "supervisor", "viewer")), "at": at,
            "action": action, "reason": "why", "text": "note", "verdict": "explained",
            "match": {"alert_id": name}, "report_ids": members[-1:],
            "until": f"{START + timedelta(days=20):%Y-%m-%dT%H:%M:%SZ}",
        }  # fmt: skip
        event = {
            "specversion": "1.0", "type": "tocsin.command.v1", "source": "//console",
            "id": data["command_id"], "subject": area, "time": at, "data": data,
        }  # fmt: skip
        return COMMANDS, area.encode(), orjson.dumps(event)


def places(simulation: Simulation) -> Iterator[tuple[StagePlan, int]]:
    """Every stage and partition."""
    return ((plan, p) for plan in simulation.plans for p in range(PARTITIONS))
