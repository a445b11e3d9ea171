"""Stories at home: a partner's killing, a suicide that was none, two deaths of one household."""

from __future__ import annotations

from datetime import date, timedelta

from streams.sample.clock import local
from streams.sample.people import tied
from streams.sample.stories.planting import Stage, Story, recorded, somebody


def domestic_homicide(stage: Stage) -> Story:
    """Plant the killing of a woman of 34 in Colchester, five weeks after a strangulation."""
    key, woman = "domestic", somebody("domestic", "F", 34)
    suspect = tied("suspect", "story", key, "partner")
    both = [suspect, {**suspect, "role": "partner"}]
    place = stage.point("essex", 51.8839, 0.8984, "home", uprn="992814000001")
    before = stage.calendar.on(date(2025, 12, 10), 22.2)
    assault = stage.begin(
        "violence", "essex", key + "/assault", before + timedelta(hours=2),
        occurred_from=local(before), occurred_to=local(before + timedelta(hours=1)), place=place,
        subjects=[woman], offence="8/77", method="asphyxia", injury="slight", weapon="none",
        relationship="partner", people=both, flags=["non_fatal_strangulation", "domestic_abuse"],
    )  # fmt: skip
    assault.tell(recorded(assault) + timedelta(hours=3))
    life = stage.death(
        "essex", key, date(2026, 1, 14), 23.4, 1.5, place=place, subject=woman, method="sharp",
        category="homicide", flags=["domestic_abuse", "marac", "coercive_control", "knife"],
        people=[*both, tied("caller", "story", key, "neighbour")], suspect_status="identified",
        post_mortem="pending", toxicology="none",
    )  # fmt: skip
    life.tell(recorded(life) + timedelta(minutes=30))
    charged = recorded(life) + timedelta(days=2, hours=15)
    life.tell(
        charged + timedelta(hours=1), suspect_status="charged", charged_at=local(charged),
        post_mortem="forensic",
    )  # fmt: skip
    words = (
        "a woman of 34 killed by her partner in Colchester on 14 January 2026, strangled by him on "
        "10 December; domestic abuse, MARAC; charged on 17 January"
    )
    return Story("domestic homicide", "domestic_homicide", words, (assault, life))


def suicide_that_was_none(stage: Stage) -> Story:
    """Plant an old woman's suspected suicide in Clacton, called suspicious eleven months later."""
    key = "clacton"
    life = stage.death(
        "essex", key, date(2025, 7, 9), 9.1, 14,
        place=stage.point("essex", 51.7925, 1.1510, "home", uprn="992815000101"),
        subject=somebody(key, "F", 81), method="drug_poisoning", category="suspected_suicide",
        flags=["care_needs"], post_mortem="pending", toxicology="pending",
        people=[tied("finder", "story", key, "lodger"), tied("lodger", "story", key, "lodger")],
    )  # fmt: skip
    life.tell(recorded(life) + timedelta(minutes=95))
    life.tell(
        recorded(life) + timedelta(days=49), toxicology="done", substances=["morphine"],
        post_mortem="standard",
    )  # fmt: skip
    life.tell(
        stage.calendar.on(date(2026, 6, 10), 11.5), category="suspicious", method="asphyxia",
        post_mortem="forensic",
    )  # fmt: skip
    words = "a woman of 81 in Clacton: suspected suicide on 9 July 2025, suspicious on 10 June 2026"
    return Story("suicide that was none", "reclassified", words, (life,))


def household(stage: Stage) -> Story:
    """Plant two unexpected deaths at one address of Harlow, seven months apart."""
    place = stage.point("essex", 51.7702, 0.1010, "home", uprn="992810000042")
    lives = []
    for number, (day, hour, sex, age) in enumerate(
        ((date(2025, 9, 12), 8.4, "M", 71), (date(2026, 4, 16), 10.2, "F", 69))
    ):
        key = f"household/{number + 1}"
        life = stage.death(
            "essex", key, day, hour, 10, place=place, subject=somebody(key, sex, age),
            method="unknown", category="unexpected_under_investigation", flags=[],
            people=[tied("next_of_kin", "story", "household", f"kin {number}")],
            post_mortem="pending", toxicology="none",
        )  # fmt: skip
        life.tell(recorded(life) + timedelta(minutes=60))
        life.tell(
            recorded(life) + timedelta(days=5), category="unexpected_not_suspicious",
            post_mortem="standard",
        )  # fmt: skip
        lives.append(life)
    words = "a man of 71 and a woman of 69 at one address of Harlow, seven months apart"
    return Story("household", "household", words, tuple(lives))
