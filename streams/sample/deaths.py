"""Deaths of the background: first report, then what became known of it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from streams.sample.clock import DAY, Calendar, local
from streams.sample.dice import dice, moments, pick
from streams.sample.ground import Ground
from streams.sample.life import Data, Life, start
from streams.sample.people import CHILD, about_a_death, flags, subject, tied
from streams.sample.rates import DEATHS, SUBSTANCES
from streams.sample.scene import scene
from streams.sample.tokens import report_id, token

UNCLEAR = "unexpected_under_investigation"
AT_ANY_HOUR = ("rtc", "suspicious", "homicide")
FOUND = "0 5 3 5 6 15 9 20 12 17 15 15 18 13 21 10"  # first local hour of three, and its weight
NATURAL = ("expected_natural", "rtc")
LOCAL_SCHEME = {
    "expected_natural": "1 expected",
    UNCLEAR: "3 unexpected, under investigation",
    "unexpected_not_suspicious": "2 unexpected, not suspicious",
    "suspicious": "4 third party possible",
    "homicide": "4 third party likely",
}
SECOND_DEATH, SECOND_GAP = 0.012, 300.0  # share of deaths at home; mean days; a guess
LATE, RECLASSIFIED, WITHDRAWN, CORRECTED = 0.03, 0.0025, 0.002, 0.02  # shares of deaths
YEAR = 365.25  # days


def deaths(ground: Ground, calendar: Calendar, seed: int, sample: bool) -> Iterator[Life]:
    """Draw every death that a territory's police report in the period."""
    for category, marks in DEATHS.items():
        rng = dice(seed, ground.territory.area, "deaths", category)
        share = marks.sample if sample else 1.0
        a_day = marks.rate * share * ground.people / 1e6 / YEAR
        days = moments(rng, a_day, calendar, marks.winter, marks.night)
        for number, day in enumerate(days):
            key = f"{seed}/{ground.territory.area}/{category}/{number}"
            life = death(ground, calendar, rng, category, day, key)
            yield life
            yield from _of_the_household(ground, calendar, rng, life, day, key)


def _of_the_household(
    ground: Ground, calendar: Calendar, rng: Random, life: Life, day: float, key: str
) -> Iterator[Life]:
    """Draw, rarely, the later death of somebody who lived there: same home, same next of kin."""
    place, later = life.data["place"], day + rng.expovariate(1 / SECOND_GAP)
    if rng.random() > SECOND_DEATH or place["kind"] != "home" or later > calendar.days - 1:
        return
    other = death(ground, calendar, rng, "unexpected_not_suspicious", later, key + "/second")
    kin = [one for one in life.data["people"] if one["role"] == "next_of_kin"]
    for data in (*(one.data for one in other.sent), other.data):
        own = [one for one in data["people"] if one["role"] != "next_of_kin"]
        data |= {"place": dict(place), "people": [*own, *kin]}
    yield other


def death(
    ground: Ground, calendar: Calendar, rng: Random, category: str, day: float, key: str
) -> Life:
    """Draw one death, found at a day of the period, and its later versions."""
    marks = DEATHS[category]
    spot = ground.spot(rng, marks)
    kind = pick(rng, marks.place)
    if category not in AT_ANY_HOUR:
        day = math.floor(day) + (int(pick(rng, FOUND)) + 3 * rng.random()) / 24
    found = calendar.at(day)
    recorded = found + rng.gammavariate(0.8, 0.06) * DAY
    if rng.random() < LATE:
        recorded += rng.gammavariate(2, 1) * DAY
    person = subject(rng, marks, key)
    raised = flags(rng, marks, person)
    method = pick(rng, marks.method)
    first = UNCLEAR if rng.random() < marks.unclear else category
    life = start(
        "death", ground.territory.source,
        report_id(ground.territory.prefix, "death", recorded, key),
        ground.territory.area, local(recorded),
        found_at=local(found), place=scene(ground, rng, spot, kind), method=method,
        subject=person, category=first, flags=raised,
        people=about_a_death(ground, rng, spot, kind, key),
    )  # fmt: skip
    if kind == "prison":
        raised.append("prison")
    _times(life, rng, found - rng.gammavariate(0.7, 0.3) * DAY, found)
    if rng.random() < 0.3:
        life.data["identifiers"] = [{"kind": "phone", "token": token("phone", key)}]
    if category == "homicide":
        _suspect(life, rng, key)
    if rng.random() < 0.03:
        del person["age"]
    _story(life, rng, category, method)
    return life


def _times(life: Life, rng: Random, since: datetime, found: datetime) -> None:
    """Put in when it happened, and the times behind the flags where the sender knows them."""
    if rng.random() < 0.95:
        life.data |= {"occurred_from": local(since), "occurred_to": local(found)}
    if "police_contact_48h" in life.data["flags"] and rng.random() < 0.8:
        contact = since - timedelta(hours=rng.uniform(1, 46))
        life.data["police_contact_at"] = local(contact)
    if "prison_release_14d" in life.data["flags"] and rng.random() < 0.8:
        life.data["released_at"] = local(since - rng.uniform(0.5, 13) * DAY)
    if "pregnancy_1y" in life.data["flags"] and rng.random() < 0.5:
        life.data["pregnancy_ended_at"] = local(since - rng.uniform(5, 330) * DAY)


def _suspect(life: Life, rng: Random, key: str) -> None:
    """Name nobody, but a token: partners of about half of the women killed at home."""
    person, home = life.data["subject"], life.data["place"].get("kind") == "home"
    life.data["suspect_status"] = "identified" if rng.random() < 0.6 else "none"
    if life.data["suspect_status"] == "none":
        return
    suspect = tied("suspect", "person", key, "suspect")
    life.data["people"].append(suspect)
    domestic = 0.6 if person["sex"] == "F" and home else 0.06
    if person["age"] < CHILD:
        life.data["people"].append({**suspect, "role": "parent" if home else "relative"})
    elif rng.random() < domestic:
        life.data["people"].append({**suspect, "role": "partner"})
        more = ["domestic_abuse", *(["marac"] if rng.random() < 0.15 else [])]
        life.data["flags"] = [*dict.fromkeys([*life.data["flags"], *more])]


def _story(life: Life, rng: Random, category: str, method: str) -> None:
    """Send the first version and what is learnt later, each in its own time."""
    poison = method == "drug_poisoning" or (category not in NATURAL and rng.random() < 0.25)
    recorded = datetime.fromisoformat(life.data["recorded_at"])
    life.data["category_source"] = _source(life.data["category"], "attending officer", recorded)
    if category not in NATURAL:
        life.data |= {"post_mortem": "pending", "toxicology": "pending" if poison else "none"}
    life.data["coroner_ref"] = f"C{life.report_id[-8:]}"
    life.tell(recorded + rng.gammavariate(1, 0.05) * DAY)
    if life.data["category"] == UNCLEAR and rng.random() < 0.93:
        _decide(life, rng, category)
    if life.data.get("suspect_status") == "identified" and rng.random() < 0.8:
        charged = life.last + rng.gammavariate(1, 4) * DAY
        life.tell(charged + DAY / 8, suspect_status="charged", charged_at=local(charged))
    if rng.random() < CORRECTED:
        _correct(life, rng)
    if poison and rng.random() < 0.55:
        named = [pick(rng, SUBSTANCES)] if method == "drug_poisoning" or rng.random() < 0.3 else []
        at = life.last + timedelta(days=14 + rng.gammavariate(4, 9))
        life.tell(at, toxicology="done", substances=named or None)
    if category not in (*NATURAL, "homicide") and rng.random() < RECLASSIFIED:
        life.tell(
            life.last + rng.gammavariate(2, 60) * DAY,
            category="suspicious", post_mortem="forensic",
        )  # fmt: skip
    if rng.random() < WITHDRAWN:
        life.tell(life.last + rng.gammavariate(2, 10) * DAY, withdrawn=True)


def _decide(life: Life, rng: Random, category: str) -> None:
    """Amend the first category, hours to weeks later."""
    at = life.last + rng.gammavariate(1.2, 6) * DAY
    forensic = category in ("homicide", "suspicious")
    release = local(at + rng.uniform(3, 15) * DAY) if rng.random() < 0.4 and not forensic else None
    life.tell(
        at,
        category=category,
        category_source=_source(category, "supervisor", at),
        post_mortem="forensic" if forensic else "standard" if rng.random() < 0.5 else "none",
        body_release_at=release,
    )


def _correct(life: Life, rng: Random) -> None:
    """Amend a mistyped age or a place that was only roughly known."""
    person, place = dict(life.data["subject"]), dict(life.data["place"])
    if "age" in person and rng.random() < 0.5:
        person["age"] = max(0, person["age"] + rng.choice((-10, -2, -1, 1, 2, 10)))
    elif "lat" in place:
        place |= {"lat": round(place["lat"] + rng.gauss(0, 0.0004), 5), "precision_m": 20}
    life.tell(life.last + rng.gammavariate(1, 5) * DAY, subject=person, place=place)


def _source(category: str, who: str, at: datetime) -> Data:
    return {
        "scheme": "sudden death 2022",
        "value": LOCAL_SCHEME.get(category, f"2 {category}"),
        "asserted_by": who,
        "asserted_at": local(at),
    }
