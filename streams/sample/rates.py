"""How often what is reported, and what it looks like: the tables behind the invented background.

All is invented; orders of magnitude: homicide 9.9 per million a year and 41 % sharp instrument
(ONS, year to March 2023), about 30 % of registered deaths reported (Ministry of Justice, 2024);
the other rates and shares are guesses of the same order, not measurements.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """One kind of report. ``rate``: per million residents a year; ``sample``: share the sample has.

    ``deprivation``, ``nightlife``: log rate per unit of a small area's score; ``winter``: height of
    the yearly wave; ``night``: share moved to 20-04; ``unclear``: share of deaths first reported as
    under investigation; ``known``: weights of the relationship. Shares are 0 to 1, ages in years.
    """

    rate: float
    female: float
    age: tuple[tuple[float, float, float], ...]
    method: str
    place: str
    sample: float = 1.0
    flags: str = ""
    known: str = ""
    deprivation: float = 0.0
    nightlife: float = 0.0
    winter: float = 0.0
    night: float = 0.0
    unclear: float = 0.0


DEATHS: dict[str, Marks] = {
    "expected_natural": Marks(
        rate=650, sample=0.4, winter=0.14, female=0.52, age=((1, 81, 11),), method="natural 1",
        place="home .55 care_home .35 hospital .1"),
    "unexpected_not_suspicious": Marks(
        rate=900, deprivation=0.3, winter=0.14, female=0.42,
        age=((0.011, 2, 5), (0.12, 34, 9), (0.869, 67, 15)),
        method="unknown .78 natural .15 drug_poisoning .02 fall .02 drowning .01 other .02",
        place="home .737 hospital .08 care_home .05 street .05 outdoors .025 water .01 hotel .02 "
        "prison .003 other .025", unclear=0.9),
    "suspected_suicide": Marks(
        rate=100, deprivation=0.2, female=0.25, age=((0.1, 20, 4), (0.9, 49, 15)),
        method="hanging .58 drug_poisoning .2 fall .06 drowning .03 vehicle .05 sharp .03 "
        "asphyxia .05", place="home .62 outdoors .2 water .05 rail .05 hotel .03 street .05",
        flags="note_present .35 mental_health_contact_6m .3", unclear=0.45),
    "suspected_drug_related": Marks(
        rate=85, deprivation=0.8, nightlife=0.2, female=0.33, age=((1, 45, 12),), night=0.1,
        method="drug_poisoning .9 unknown .1",
        place="home .74 hotel .1 street .06 outdoors .05 other .05", unclear=0.55),
    "suspected_accident": Marks(
        rate=130, deprivation=0.1, female=0.4, age=((0.5, 80, 10), (0.5, 45, 18)),
        method="fall .6 drowning .07 fire .06 drug_poisoning .07 other .2",
        place="home .45 street .15 hospital .2 outdoors .1 water .05 work .05",
        flags="work_related .05", unclear=0.4),
    "rtc": Marks(
        rate=27, female=0.25, age=((0.6, 32, 12), (0.4, 65, 15)), night=0.1, method="vehicle 1",
        place="street .9 vehicle .1"),
    "suspicious": Marks(
        rate=13, deprivation=0.5, nightlife=0.3, female=0.4, age=((1, 48, 20),), night=0.2,
        method="unknown .5 sharp .06 blunt .12 asphyxia .07 drowning .06 fire .08 fall .11",
        place="home .55 street .13 outdoors .13 water .08 hotel .05 care_home .06", unclear=0.5),
    "homicide": Marks(
        rate=9.9, deprivation=0.6, nightlife=0.5, female=0.28, age=((0.08, 2, 2), (0.92, 37, 16)),
        method="sharp .41 unarmed .18 blunt .1 asphyxia .08 firearm .05 fire .03 unknown .1 "
        "vehicle .05", night=0.3, flags="knife .2",
        place="home .46 street .33 outdoors .1 licensed .05 hotel .03 other .03", unclear=0.1),
    "undetermined": Marks(
        rate=20, deprivation=0.3, female=0.35, age=((1, 48, 18),),
        method="unknown .5 drug_poisoning .2 fall .1 drowning .1 hanging .1",
        place="home .6 outdoors .2 water .1 rail .1", unclear=0.8),
}  # fmt: skip

VIOLENCE: dict[str, Marks] = {
    "19C": Marks(
        rate=850, sample=0.4, deprivation=0.3, nightlife=0.4, female=0.92, age=((1, 26, 11),),
        method="sexual 1", night=0.3, flags="non_fatal_strangulation .12",
        place="home .68 outdoors .07 street .05 hotel .05 licensed .04 vehicle .03 other .08",
        known="partner .42 other_family .08 acquaintance .32 stranger .08 unknown .1"),
    "5D": Marks(
        rate=480, sample=0.6, deprivation=0.6, nightlife=0.9, winter=-0.05, female=0.24, night=0.5,
        age=((1, 31, 12),), method="sharp .5 blunt .2 unarmed .2 firearm .03 vehicle .07",
        place="street .42 home .33 licensed .12 outdoors .06 other .07",
        known="partner .17 other_family .08 acquaintance .3 stranger .25 unknown .2"),
    "8/77": Marks(
        rate=560, sample=0.5, deprivation=0.6, nightlife=0.2, female=0.87, age=((1, 32, 11),),
        method="asphyxia 1", night=0.2, flags="non_fatal_strangulation .95 threats_to_kill .04",
        place="home .9 hotel .03 street .04 other .03",
        known="partner .66 ex_partner .16 other_family .08 acquaintance .06 unknown .04"),
}  # fmt: skip

HIGH_RISK_MISSING = Marks(
    rate=300, sample=0.8, deprivation=0.4, nightlife=0.1, female=0.45, night=0.2,
    age=((0.55, 15, 2), (0.3, 38, 13), (0.15, 78, 9)), method="unknown 1",
    place="home .6 street .2 hospital .1 other .1",
    flags="looked_after .15 mental_health_contact_6m .2",
)  # fmt: skip

SUBSTANCES = (
    "heroin 30 cocaine 22 methadone 12 alcohol 12 pregabalin 8 diazepam 8 morphine 4 mdma 2 "
    "fentanyl 1 ghb .5"
)
ANY_FLAGS = (
    "alcohol .1 rough_sleeping .01 mental_health_contact_6m .05 care_needs .06 phone_missing .01 "
    "dating_app .005 property_missing .008 sex_work .003 lgbt_venue .002 family_concern .004 "
    "clinician_concern .002 learning_disability .01 autism .008 police_contact_48h .003 "
    "prison_release_14d .002 probation .01 veteran .02 pregnancy_1y .006 child_protection .08 "
    "looked_after .04 domestic_abuse .01"
)
ETHNICITY = "W1 70 W9 8 A1 4 A2 4 A3 3 A9 2 B1 2 B2 4 M1 1 M9 1 O9 2 NS 3"
OCCUPATIONS = (
    "student", "office work", "warehouse work", "building trade", "care work", "driver", "retail",
    "none", "self-employed", "teaching", "hospitality", "engineering",
)  # fmt: skip
