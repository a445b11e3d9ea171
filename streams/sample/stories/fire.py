"""A fire that kills fourteen: one incident, whatever its reports say, and never a series."""

from __future__ import annotations

from datetime import date, timedelta

from streams.sample.dice import dice
from streams.sample.people import tied
from streams.sample.stories.planting import Stage, Story, recorded, somebody

NIGHT, HOUR = date(2026, 3, 8), 1.7  # Saturday night, local
PLACE = (51.7343, 0.4745)  # Chelmsford
DEAD, HOURS = 14, 46.0  # people; the reports come in over so many hours


def fire(stage: Stage) -> Story:
    """Plant fourteen deaths in a licensed venue; every second report carries the incident."""
    rng = dice("story", "fire")
    place = stage.point("essex", *PLACE, "licensed", venue="licensed-chelmsford-1")
    lives = []
    for number in range(DEAD):
        key = f"fire/{number + 1}"
        one = {**place, "precision_m": 50} if number % 5 == 4 else place
        life = stage.death(
            "essex", key, NIGHT, HOUR + rng.uniform(0, 3), 0.5, place=one,
            subject=somebody(key, rng.choice("FM"), rng.randint(19, 46)), method="fire",
            category="unexpected_under_investigation" if number % 3 == 0 else "suspected_accident",
            people=[tied("next_of_kin", "story", key, "kin")], flags=[], post_mortem="pending",
            toxicology="none",
        )  # fmt: skip
        if number % 2 == 0:
            life.data["incident"] = "essex-2026-03-08-venue-fire"
        life.tell(recorded(life) + timedelta(hours=HOURS * number / DEAD))
        if number % 3 == 0:
            life.tell(life.last + timedelta(days=4), category="suspected_accident")
        lives.append(life)
    words = (
        "fourteen deaths in one fire in a licensed venue of Chelmsford in the night to 8 March "
        "2026, reported over two days, seven with and seven without `incident`: one incident"
    )
    return Story("fire", "trap_mass_incident", words, tuple(lives))
