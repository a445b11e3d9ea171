"""High-risk missing people of the background; a few are found dead."""

from __future__ import annotations

from collections.abc import Iterator

from streams.sample.clock import DAY, Calendar, local
from streams.sample.deaths import death
from streams.sample.dice import dice, moments, pick
from streams.sample.ground import Ground
from streams.sample.life import Life, start
from streams.sample.people import flags, subject, tied
from streams.sample.rates import HIGH_RISK_MISSING
from streams.sample.scene import scene
from streams.sample.tokens import report_id

FOUND_DEAD, STILL_MISSING, HARMED = 0.012, 0.01, 0.03  # shares
YEAR = 365.25  # days


def missing(ground: Ground, calendar: Calendar, seed: int, sample: bool) -> Iterator[Life]:
    """Draw every high-risk missing episode, and the deaths that end a few of them."""
    marks = HIGH_RISK_MISSING
    rng = dice(seed, ground.territory.area, "missing")
    share = marks.sample if sample else 1.0
    a_day = marks.rate * share * ground.people / 1e6 / YEAR
    for number, day in enumerate(moments(rng, a_day, calendar, marks.winter, marks.night)):
        key = f"{seed}/{ground.territory.area}/missing/{number}"
        seen = calendar.at(day)
        recorded = seen + rng.gammavariate(1.5, 0.3) * DAY
        person = subject(rng, marks, key)
        life = start(
            "missing", ground.territory.source,
            report_id(ground.territory.prefix, "missing", recorded, key),
            ground.territory.area, local(recorded),
            occurred_from=local(seen), last_seen_at=local(seen), subject=person, risk="high",
            status="missing", flags=flags(rng, marks, person),
            place=scene(ground, rng, ground.spot(rng, marks), pick(rng, marks.place)),
            people=[tied("caller", "person", key, "caller")] if rng.random() < 0.7 else [],
        )  # fmt: skip
        life.tell(recorded + rng.gammavariate(1, 0.03) * DAY)
        chance = rng.random()
        if chance < FOUND_DEAD:
            later = day + 1 + rng.gammavariate(2, 4)
            if later < calendar.days - 1:
                body = death(ground, calendar, rng, "suspected_suicide", later, key + "/body")
                _same_person(body, person)
                life.tell(body.sent[0].at + DAY / 12, status="found_dead",
                          found_report_id=body.report_id)  # fmt: skip
                yield body
        elif chance > FOUND_DEAD + STILL_MISSING:
            status = "found_harmed" if rng.random() < HARMED else "found_safe"
            life.tell(life.last + rng.gammavariate(0.5, 3) * DAY, status=status)
        yield life


def _same_person(body: Life, person: dict[str, object]) -> None:
    """Let every version of a death be about the person who was missing."""
    for sent in body.sent:
        sent.data["subject"] = dict(person)
    body.data["subject"] = dict(person)
