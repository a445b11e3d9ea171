"""Four young men found dead within half a kilometre, none of them first seen as a killing."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from importlib import resources

from streams.sample.clock import local
from streams.sample.life import Data, Life
from streams.sample.people import tied
from streams.sample.stories.planting import Stage, Story, recorded, somebody
from streams.sample.tokens import token

WEEKS = 572  # from 2014-06-19 to 2025-06-05; weekdays and gaps stay as they were
FIRST = (
    "unexpected_under_investigation",
    "unexpected_not_suspicious",
    "suspected_suicide",
    "unexpected_not_suspicious",
)
HOURS = (4.3, 6.2, 6.6, 7.4)  # local hours found: early morning; invented
KINDS = ("street", "outdoors", "outdoors", "outdoors")
FLAGS = (
    ["phone_missing"],
    ["dating_app"],
    ["note_present", "phone_missing"],
    ["phone_missing", "dating_app", "family_concern"],
)
LAB_DAYS = (46, 41, 52, 18)  # until toxicology; invented
RECLASSIFIED = date(2026, 9, 28)  # four weeks after the fourth death
CALLER, FINDER = ("story", "barking", "caller"), ("story", "barking", "dog walker")


def barking(stage: Stage) -> Story:
    """Plant the Barking series of 2014-15 as first reported, moved by whole weeks.

    Source: ``known_series.csv`` (public reports): places, ages, first categories, the finder shared
    by deaths 2 and 3, the caller of death 1; hours and laboratory times are invented.
    """
    lives = tuple(_death(stage, number, row) for number, row in enumerate(_rows()))
    for number, life in enumerate(lives):
        changed = stage.calendar.on(RECLASSIFIED, 15) + timedelta(minutes=9 * number)
        suspect = tied("suspect", *CALLER)
        life.tell(
            changed,
            category="homicide",
            post_mortem="forensic",
            people=[*life.data["people"], suspect],
            suspect_status="identified",
            category_source={
                "scheme": "sudden death 2022",
                "value": "4 third party likely",
                "asserted_by": "senior investigating officer",
                "asserted_at": local(changed),
            },
        )
    words = (
        "four men of 21 to 25 found outdoors within 0.5 km in 64 weeks; same finder of deaths 2 "
        "and 3; GHB named weeks later; all four reclassified to homicide on 28 September 2026"
    )
    return Story("barking", "young_men_one_place", words, lives)


def _rows() -> list[dict[str, str]]:
    file = resources.files("streams.data").joinpath("known_series.csv")
    text = file.read_text(encoding="utf-8")
    return [row for row in csv.DictReader(text.splitlines()) if row["series"] == "barking-2014-15"]


def _death(stage: Stage, number: int, row: dict[str, str]) -> Life:
    day = date.fromisoformat(row["date"]) + timedelta(weeks=WEEKS)
    key = f"barking/{number + 1}"
    life = stage.death(
        "east", key, day, HOURS[number], 6.5,
        place=stage.point("east", float(row["lat"]), float(row["lon"]), KINDS[number]),
        subject=somebody(key, row["victim_sex"], int(row["victim_age"])), method="unknown",
        category=FIRST[number], flags=FLAGS[number], people=_people(number, key),
        post_mortem="pending", toxicology="pending",
    )  # fmt: skip
    if "dating_app" in FLAGS[number]:
        life.data["identifiers"] = [{"kind": "account", "token": token(*CALLER, "account", number)}]
    life.tell(recorded(life) + timedelta(minutes=50))
    life.tell(
        recorded(life) + timedelta(days=LAB_DAYS[number], hours=5),
        toxicology="done",
        method="drug_poisoning",
        substances=["ghb"],
        post_mortem="standard",
    )
    return life


def _people(number: int, key: str) -> list[Data]:
    kin = tied("next_of_kin", "story", key, "kin")
    if number == 0:
        return [tied("caller", *CALLER), kin]
    if number < 3:
        return [tied("finder", *FINDER), kin]
    return [tied("finder", "story", key, "finder"), kin]
