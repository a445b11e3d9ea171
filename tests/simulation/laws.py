"""What must hold after any story: nothing lost, nothing twice, nothing changed by a crash."""

from __future__ import annotations

from collections import Counter

from schemas.topics import ALERT_REVISIONS, DECISIONS, MISPLACED, QUARANTINE
from streams.agents.stage import Output
from tests.simulation.world import PARTITIONS, Simulation, places


def faults(simulation: Simulation) -> list[str]:
    """Name every law that was broken; none if all held."""
    return [*_read_once(simulation), *_as_if_nothing_failed(simulation), *_told_once(simulation)]


def _read_once(simulation: Simulation) -> list[str]:
    """Every record of every input is settled in one committed batch, in its order."""
    out = []
    for plan, partition in places(simulation):
        settled = simulation.broker.journals[plan.name, partition].settled
        for topic in plan.inputs:
            mine = [one.offset for some in settled for one in some if one.topic == topic]
            there = len(simulation.broker.logs[topic, partition])
            if mine != list(range(there)):
                out.append(f"{plan.name}/{partition} settled {mine} of {there} in {topic}")
    return out


def _as_if_nothing_failed(simulation: Simulation) -> list[str]:
    """Messages and rows are those of one process that never failed, byte for byte."""
    out = []
    wanted: Counter[Output] = Counter()
    for plan, partition in places(simulation):
        alone, rows = simulation.alone(plan, partition)
        held = simulation.broker.journals[plan.name, partition].rows
        differ = sorted(k for k in {*rows, *held} if rows.get(k) != held.get(k))
        out += [f"{plan.name}/{partition}: row {key.split('|')[0]} differs" for key in differ]
        wanted.update(one for settled in alone for one in settled.outputs)
    told = Counter(
        Output(record.topic, record.key, record.value, record.headers)
        for (topic, _), log in simulation.broker.logs.items()
        if topic in (ALERT_REVISIONS, DECISIONS, QUARANTINE, MISPLACED)
        for record in log
    )
    seen = Counter(
        {
            one._replace(partition=None): n
            for one, n in wanted.items()
            if one.topic in (ALERT_REVISIONS, DECISIONS, QUARANTINE, MISPLACED)
        }
    )
    out += [f"{one.topic}: {n} lost" for one, n in (seen - told).items()]
    out += [f"{one.topic}: {n} phantom" for one, n in (told - seen).items()]
    return out


def _told_once(simulation: Simulation) -> list[str]:
    """No revision of an alert stands twice; revisions have no gap."""
    logs = [simulation.broker.logs[ALERT_REVISIONS, p] for p in range(PARTITIONS)]
    ids = [dict(one.headers)["ce_id"] for log in logs for one in log]
    return [f"{name.decode()} stands {n} times" for name, n in Counter(ids).items() if n > 1]
