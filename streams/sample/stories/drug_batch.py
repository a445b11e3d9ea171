"""A bad batch: six overdose deaths of one town in sixteen days, one lab result, more ambulances."""

from __future__ import annotations

from datetime import date, timedelta

from streams.sample.dice import dice
from streams.sample.people import tied
from streams.sample.scene import about
from streams.sample.stories.planting import Stage, Story, recorded, somebody
from streams.sample.tokens import token

FIRST_DAY, LENGTH = date(2026, 5, 4), 16  # days
OFFSETS = (0.87, 3.9, 6.15, 9.38, 12.43, 15.81)  # days from the first day, with the hour
TOWN, RADIUS = (51.553, 0.69), 3.4  # Southend; kilometres
AGES = (41, 29, 52, 36, 47, 33)
SEXES = "MMFMMF"
CALLS_A_DAY = 5.0  # further overdose calls expected in the county while the batch is about
NAMED = 2  # position of the death whose substance the laboratory names first


def drug_batch(stage: Stage) -> Story:
    """Plant six drug deaths within 7 km of Southend; the third is named metonitazene in a week."""
    rng = dice("story", "drug batch")
    lives = []
    for number, offset in enumerate(OFFSETS):
        key = f"batch/{number + 1}"
        lat, lon = about(*TOWN, RADIUS, rng)
        while not stage.grounds["essex"].holds(lat, lon):
            lat, lon = about(*TOWN, RADIUS, rng)
        home = {"uprn": f"99281500000{number}"} if number != 4 else {}
        life = stage.death(
            "essex", key, FIRST_DAY + timedelta(days=int(offset)), offset % 1 * 24, 9,
            place=stage.point("essex", lat, lon, "hotel" if number == 4 else "home", **home),
            subject=somebody(key, SEXES[number], AGES[number]), method="drug_poisoning",
            category="unexpected_under_investigation" if number == 1 else "suspected_drug_related",
            flags=["alcohol"] if number % 3 == 0 else [], people=[tied("finder", "story", key)],
            identifiers=[{"kind": "phone", "token": token("phone", "story", key)}],
            post_mortem="pending", toxicology="pending",
        )  # fmt: skip
        life.tell(recorded(life) + timedelta(minutes=70))
        if number == 1:
            life.tell(life.last + timedelta(days=1.2), category="suspected_drug_related")
        wait = 6 if number == NAMED else 38 + 5 * number
        named = ["metonitazene", "heroin"] if number in (0, NAMED, 3) else ["heroin"]
        life.tell(recorded(life) + timedelta(days=wait), toxicology="done", substances=named)
        lives.append(life)
    words = (
        "six drug deaths within 7 km of Southend in 16 days, metonitazene named for the third "
        "after six days; about five more overdose calls a day in the county"
    )
    return Story("drug batch", "drug_batch_toxicology", words, tuple(lives))


def overdose_calls() -> dict[date, float]:
    """Return the further ambulance calls expected on each day of the batch."""
    return {FIRST_DAY + timedelta(days=n): CALLS_A_DAY for n in range(-1, LENGTH + 1)}
