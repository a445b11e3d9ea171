"""Who is harmed and who is tied to it: subjects, flags that fit them, and tokens of others."""

from __future__ import annotations

from random import Random

from streams.sample.dice import age as draw_age
from streams.sample.dice import pick, raised
from streams.sample.ground import Ground, Spot
from streams.sample.life import Data
from streams.sample.rates import ANY_FLAGS, ETHNICITY, OCCUPATIONS, Marks
from streams.sample.tokens import token

CHILD, WORKING, RETIRED = 18, 66, 66  # years of age
ONLY_CHILDREN = ("child_protection", "looked_after")
ONLY_ADULTS = (
    "alcohol", "veteran", "probation", "sex_work", "dating_app", "rough_sleeping", "lgbt_venue",
    "prison_release_14d", "domestic_abuse", "note_present",
)  # fmt: skip
ONLY_UNDER_60 = ("sex_work", "dating_app", "lgbt_venue")
FERTILE = range(15, 46)  # years of age
AGE_MISSING, PARAMEDICS_PER = 0.03, 9000  # share; residents to a paramedic who attends deaths


def subject(rng: Random, marks: Marks, key: str) -> Data:
    """Draw the person harmed; ``key`` makes the token."""
    years = draw_age(rng, marks.age)
    sex = "U" if rng.random() < 0.005 else "F" if rng.random() < marks.female else "M"
    person: Data = {"token": token("subject", key), "sex": sex, "age": years}
    if rng.random() < 0.7:
        person["ethnicity"] = pick(rng, ETHNICITY)
    if rng.random() < 0.4:
        person["occupation"] = (
            "retired" if years >= RETIRED else "child" if years < CHILD else rng.choice(OCCUPATIONS)
        )
    return person


def flags(rng: Random, marks: Marks, person: Data) -> list[str]:
    """Draw flags that can be true of this person."""
    drawn = dict.fromkeys([*raised(rng, ANY_FLAGS), *(raised(rng, marks.flags))])
    return [name for name in drawn if _fits(name, person["age"], person["sex"])]


def _fits(flag: str, years: int, sex: str) -> bool:
    if flag in ONLY_CHILDREN:
        return years < CHILD
    if flag in ONLY_ADULTS:
        return CHILD <= years < (60 if flag in ONLY_UNDER_60 else 200)
    if flag == "pregnancy_1y":
        return sex == "F" and years in FERTILE
    return flag != "work_related" or CHILD <= years < WORKING


def tied(role: str, *identifier: object, professional: bool = False) -> Data:
    """Return one person tied to a report."""
    one: Data = {"token": token(*identifier), "role": role}
    if professional:
        one["professional"] = True
    return one


def about_a_death(ground: Ground, rng: Random, spot: Spot, kind: str, key: str) -> list[Data]:
    """Draw who is tied to a death: mostly people of this death alone, and shared professionals."""
    people: list[Data] = []
    if rng.random() < 0.6:
        people.append(tied("finder", "person", key, "finder"))
    if rng.random() < 0.5:
        who = "finder" if people and rng.random() < 0.6 else "caller"
        people.append(tied("caller", "person", key, who))
    if rng.random() < 0.7:
        people.append(tied("next_of_kin", "person", key, "kin"))
    return [*people, *_known_to_many(ground, rng, spot, kind)]


def _landlord(rng: Random) -> int:
    """Draw a landlord: a third of such homes belong to one, the others to some hundred."""
    return 0 if rng.random() < 0.33 else 1 + int(rng.expovariate(1 / 40))


def _known_to_many(ground: Ground, rng: Random, spot: Spot, kind: str) -> list[Data]:
    """Draw people tied to many deaths for good reason, and rarely a neighbour tied to two."""
    area, people = ground.territory.area, []
    if rng.random() < 0.85:
        practice = ground.site(spot, "practices")
        people.append(tied("gp", "practice", area, practice, professional=True))
    if rng.random() < 0.3:
        number = rng.randrange(max(1, ground.people // PARAMEDICS_PER))
        people.append(tied("attending", "paramedic", area, number, professional=True))
    if kind == "care_home" or rng.random() < 0.04:
        number = ground.site(spot, "care_homes") * 4 + rng.randrange(4)
        people.append(tied("carer", "carer", area, number, professional=True))
    if kind == "home" and rng.random() < 0.05:
        people.append(tied("landlord", "landlord", area, _landlord(rng)))
    if rng.random() < 0.006:  # a warden or a neighbour of several
        people.append(tied("caller", "warden", area, spot.number // 10))
    return people
