"""What the rules say where nothing was planted: the core over background, alert by alert."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import orjson

from schemas.alerts import Alert, Tier
from streams.configuration import Configuration
from streams.core.area import AreaMachine
from streams.core.areas import Area
from streams.core.events import Ticked
from streams.core.reading import Arrival
from streams.core.receive import Receive
from streams.core.signals import RANK
from streams.core.state import Context
from streams.sample.background import START, background, laid_out
from streams.sample.clock import Calendar

EAST_KM2 = 205.0  # km2: Barking and Dagenham 36, Havering 112, Redbridge 57 (ONS measurements)
SURFACES = {"east": EAST_KM2}  # of territories that are only a part of their force
DAYS_A_YEAR = 365.25
OUTSIDE = 0.025  # chance on each side of a 95 % interval

Told = Counter[tuple[str, str]]  # how often, by kind and tier


@dataclass(frozen=True, slots=True)
class Run:
    """One area under one seed: ``start_up`` days that do not count, then ``days`` that do."""

    seed: int
    area: str
    start_up: int
    days: int


def area_of(name: str, areas: Mapping[str, Area]) -> Area:
    """The area as it is modelled: of a force of which only a part sends, that part's size."""
    place = laid_out(name)
    whole = areas[place.territory.area]
    return replace(whole, people=place.people, km2=SURFACES.get(name, whole.km2))


def context_of(name: str, configuration: Configuration) -> Context:
    """What the core is told of a territory, with its modelled size."""
    place = laid_out(name)
    context = configuration.context_of(place.territory.area)
    return replace(context, area=area_of(name, configuration.areas.by_code))


def tellings(run: Run, configuration: Configuration) -> Iterator[Alert]:
    """Go through the alerts that are new or rise to a higher tier, start-up left out.

    An alert comes twice if it is raised amber and rises to red later: it is told twice.
    """
    calendar = Calendar(START, run.start_up + run.days)
    counted_from = calendar.end - timedelta(days=run.days)
    known: dict[str, Tier] = {}
    for alert in _alerts(run, configuration, calendar.end):
        before = known.get(alert.alert_id)
        if before is None or RANK[alert.tier] > RANK[before]:
            known[alert.alert_id] = alert.tier
            if alert.updated_at >= counted_from:
                yield alert


def told(run: Run, configuration: Configuration) -> Told:
    """Count by kind and tier what one run tells."""
    return Counter((alert.kind, alert.tier) for alert in tellings(run, configuration))


def interval(count: int) -> tuple[float, float]:
    """Exact 95 % interval of a Poisson mean. Source: Garwood (1936), Biometrika 28, 437-442."""
    return _mean_where(count - 1, 1.0 - OUTSIDE), _mean_where(count, OUTSIDE)


def _alerts(run: Run, configuration: Configuration, end: datetime) -> Iterator[Alert]:
    """Feed the core as the service does, without files or Kafka."""
    receive = Receive(configuration.areas)
    machine = AreaMachine(context_of(run.area, configuration))
    code = machine.state.context.area.code
    for event in background(run.seed, [run.area], run.start_up + run.days):
        received = receive.apply(Arrival("", orjson.dumps(event)))
        for fact in (one for one in received.events if one.area == code):
            for outcome in machine.step(fact):
                if outcome.alert is not None:
                    yield outcome.alert
    for outcome in machine.step(Ticked(area=code, time=end)):
        if outcome.alert is not None:
            yield outcome.alert


def _mean_where(most: int, chance: float) -> float:
    """The mean at which P(X <= most) = chance, by halving; 0 where X cannot be so small."""
    if most < 0:
        return 0.0
    low, high = 0.0, most + 10.0 * math.sqrt(most + 1.0) + 10.0
    for _ in range(100):
        middle = (low + high) / 2.0
        low, high = (middle, high) if _at_most(most, middle) > chance else (low, middle)
    return (low + high) / 2.0


def _at_most(most: int, mu: float) -> float:
    if mu <= 0.0:
        return 1.0
    log = math.log(mu)
    return math.fsum(math.exp(k * log - mu - math.lgamma(k + 1)) for k in range(most + 1))
