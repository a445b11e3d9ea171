"""Partners' counts of the background: overdose calls by day, assaults seen in emergency by week."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from random import Random

from streams.sample.clock import DAY, Calendar, local
from streams.sample.dice import dice
from streams.sample.ground import Ground
from streams.sample.life import Life, start

AMBULANCE = "//eastamb.nhs.uk/counts"
OVERDOSES = 1000.0  # calls per million residents a year; an order of magnitude
ED_ASSAULTS = 2600.0  # attendances per million residents a year; an order of magnitude
YEAR = 365.25  # days


def poisson(rng: Random, mean: float) -> int:
    """Draw a count with a mean below about 500."""
    count, product, floor = 0, rng.random(), math.exp(-mean)
    while product > floor:
        count, product = count + 1, product * rng.random()
    return count


def overdoses(
    ground: Ground, calendar: Calendar, seed: int, extra: Mapping[date, float]
) -> Iterator[Life]:
    """Count ambulance overdose calls by local day, sent at six the next morning.

    ``extra``: further calls expected on a day, as in a bad batch.
    """
    area, rng = ground.territory.area, dice(seed, ground.territory.area, "overdoses")
    own = dice(seed, area, "overdoses of a batch")
    for number in range(calendar.days - 1):
        day = calendar.start + timedelta(days=number)
        count = poisson(rng, OVERDOSES * ground.people / 1e6 / YEAR)
        count += poisson(own, extra[day]) if day in extra else 0
        sent = calendar.at(number + 1.25)
        life = start(
            "counts", AMBULANCE, f"OD-{area}-{day:%Y%m%d}", area, local(sent),
            measure="ambulance_overdoses", period_from=local(calendar.at(number)),
            period_to=local(calendar.at(number + 1)), count=count,
        )  # fmt: skip
        yield life.tell(sent)


def ed_assaults(ground: Ground, calendar: Calendar, seed: int) -> Iterator[Life]:
    """Count assaults seen in each emergency department by week, sent nine days after its end."""
    area, rng = ground.territory.area, dice(seed, ground.territory.area, "ed_assaults")
    source = f"//{ground.territory.prefix.lower()}.nhs.uk/ed"
    each = ED_ASSAULTS * ground.people / 1e6 / YEAR * 7 / len(ground.hospitals[:3])
    for week in range(calendar.days // 7 - 2):
        for number in range(len(ground.hospitals[:3])):
            site, sent = f"RZ{area[-1]}{number:02d}", calendar.at(week * 7 + 16.4)
            life = start(
                "counts", source, f"ED-{site}-{week:04d}", area, local(sent),
                measure="ed_assaults", period_from=local(calendar.at(week * 7)),
                period_to=local(calendar.at(week * 7 + 7)), count=poisson(rng, each),
                place={"institution": site},
            )  # fmt: skip
            yield life.tell(sent + number * DAY / 1440)
