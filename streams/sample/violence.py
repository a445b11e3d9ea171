"""Grave violence of the background: rape, wounding with intent, strangulation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from random import Random

from streams.sample.clock import DAY, Calendar, local
from streams.sample.dice import dice, moments, pick
from streams.sample.ground import Ground
from streams.sample.life import Data, Life, start
from streams.sample.people import flags, subject, tied
from streams.sample.rates import VIOLENCE
from streams.sample.scene import scene
from streams.sample.tokens import report_id

AGAIN, PAIR_GAP = 0.1, 60.0  # share of domestic reports followed by another; mean days between
LATE_RAPE = 0.2  # share reported months later
DOMESTIC = ("partner", "ex_partner", "other_family")
YEAR = 365.25  # days
GRAVE_INJURY = "serious .7 life_threatening .12 slight .18"
OTHER_INJURY = "slight .5 none .3 unknown .2"
WEAPON = {"sharp": "knife", "blunt": "blunt", "firearm": "firearm", "vehicle": "vehicle"}


def violence(ground: Ground, calendar: Calendar, seed: int, sample: bool) -> Iterator[Life]:
    """Draw every report of grave violence of a territory in the period."""
    for offence, marks in VIOLENCE.items():
        rng = dice(seed, ground.territory.area, "violence", offence)
        share = marks.sample if sample else 1.0
        a_day = marks.rate * share * ground.people / 1e6 / YEAR / (1 + AGAIN)
        days = moments(rng, a_day, calendar, marks.winter, marks.night)
        for number, day in enumerate(days):
            key = f"{seed}/{ground.territory.area}/{offence}/{number}"
            yield from _pair(ground, calendar, rng, offence, day, key)


def _pair(
    ground: Ground, calendar: Calendar, rng: Random, offence: str, day: float, key: str
) -> Iterator[Life]:
    """Draw an assault, and those that follow on the same person by the same hand."""
    marks = VIOLENCE[offence]
    known = pick(rng, marks.known)
    spot = ground.spot(rng, marks)
    victim = subject(rng, marks, key)
    place = scene(ground, rng, spot, pick(rng, marks.place))
    turn = 0
    while day < calendar.days:
        life = _assault(ground, calendar, rng, offence, day, f"{key}/{turn}")
        life.data |= {"subjects": [victim], "place": place, "flags": flags(rng, marks, victim)}
        if known in DOMESTIC and rng.random() < 0.7:
            life.data["flags"] = [*dict.fromkeys([*life.data["flags"], "domestic_abuse"])]
        _tell(life, rng, known, key)
        yield life
        turn, day = turn + 1, day + rng.expovariate(1 / PAIR_GAP)
        if known not in DOMESTIC or rng.random() > AGAIN * 2:
            return


def _assault(
    ground: Ground, calendar: Calendar, rng: Random, offence: str, day: float, key: str
) -> Life:
    happened = calendar.at(day)
    recorded = happened + rng.gammavariate(0.6, 0.6) * DAY
    if offence == "19C" and rng.random() < LATE_RAPE:
        recorded += rng.expovariate(1 / 60) * DAY
    method = pick(rng, VIOLENCE[offence].method)
    injury = GRAVE_INJURY if offence == "5D" else OTHER_INJURY
    life = start(
        "violence", ground.territory.source,
        report_id(ground.territory.prefix, "violence", recorded, key),
        ground.territory.area, local(recorded),
        occurred_from=local(happened), occurred_to=local(happened + DAY / 48), method=method,
        offence=offence, injury=pick(rng, injury), weapon=WEAPON.get(method, "none"),
    )  # fmt: skip
    return life


def _tell(life: Life, rng: Random, known: str, key: str) -> None:
    """Send it; who did it is often known only later."""
    now = rng.random() < 0.8
    people: list[Data] = []
    if known not in ("stranger", "unknown"):
        people.append(tied("suspect", "person", key, "suspect"))
        if known in ("partner", "ex_partner"):
            people.append({**people[0], "role": known})
    told = people if now else []
    recorded = datetime.fromisoformat(life.data["recorded_at"])
    life.data |= {"relationship": known if now else "unknown", "people": told}
    life.tell(recorded + rng.gammavariate(1, 0.05) * DAY)
    if not now and known != "unknown":
        life.tell(life.last + rng.gammavariate(1, 6) * DAY, relationship=known, people=people)
