"""Words for what the class scan found: title, the one sentence, innocent explanations.

Source: detection specification, sections 5 and 9.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from streams.core.compounds import shown
from streams.core.detectors.wording import number_word, oxford, span
from streams.core.lookup import CaseRow
from streams.core.series.scan.excess import WHOLE, Excess
from streams.core.series.thresholds import stream_of

CHANCE = "Coincidence: the line says how often chance alone does this"


@dataclass(frozen=True, slots=True)
class Wording:
    """What reports of a stream are called, where they are, and what may be innocent in them."""

    noun: str
    where: str
    innocent: tuple[str, ...]


SITE = (
    "The site takes more people, or more gravely ill ones, than before",
    "A change in what the site reports, or several reports sent at once",
    "A season's illness, such as influenza",
)
WORDS: Mapping[str, Wording] = {
    "suicide": Wording(
        "possible suicides",
        "",
        (
            "A known place where people go to end their lives",
            "One death known to those who died after it, at a school, a workplace or online",
        ),
    ),
    "drug": Wording(
        "drug deaths",
        "",
        (
            "One supply of drugs that is stronger than people expect",
            "A hostel or a street where many people use drugs",
            "Laboratory results that came all at once",
        ),
    ),
    "homicide": Wording(
        "suspicious deaths",
        "",
        (
            "A town centre with more violence than is known here yet",
            "Separate disputes, such as between gangs, in one season",
        ),
    ),
    "stranger": Wording(
        "assaults by strangers",
        "",
        (
            "A park or a street of bars where such assaults are usual",
            "One reopened inquiry that brought old reports in at once",
        ),
    ),
    "ward": Wording("unexpected deaths", " on one ward", SITE),
    "care_home": Wording("unexpected deaths", " in one care home", SITE),
    "practice": Wording(
        "deaths at home",
        " among the patients of one practice",
        (
            "A practice with many old patients, or one that cares for people dying at home",
            "A season's illness, such as influenza",
        ),
    ),
    "person": Wording(
        "unexpected deaths",
        " tied to one person",
        (
            "A landlord, a warden or a neighbour who is there whenever somebody dies",
            "Kin of people who died of one illness or household",
            "Two people mistaken for one by the sender's matching",
        ),
    ),
    "venue": Wording(
        "unexpected deaths",
        " tied to one venue, phone or account",
        (
            "A venue, a helpline or an app that many people use",
            "A phone or account that belongs to a service",
        ),
    ),
}
ALIKE = {"a": "age", "s": "sex", "m": "method", "p": "kind of place", "h": "time of day"}


def title(found: Excess, rows: Sequence[CaseRow], place: str) -> str:
    """One line: how many, where, how long."""
    words = WORDS[stream_of(found.stream)]
    within = f" within {found.radius_km:g} km" if found.radius_km is not None else words.where
    return f"{found.observed} {_noun(found)}{within} in {_span(rows)}, {place}"


def why(found: Excess, rows: Sequence[CaseRow], place: str) -> str:
    """The sentence that is read aloud."""
    number = number_word(found.observed).capitalize()
    like = oxford(ALIKE[letter] for letter in found.like)
    alike = f", alike in {like}," if like else ""
    return (
        f"{number} {_noun(found)}{alike}{_where(found)} over {_span(rows)} near {place}, "
        f"where {usual(found.expected)} usual in {found.days:g} days."
    )


def usual(expected: float) -> str:
    """How many are usual: 0.7 are."""
    if expected < 0.01:
        return "less than one in a hundred is"
    return f"{expected:.2g} {'is' if expected <= 1.0 else 'are'}"


def innocent(found: Excess) -> tuple[str, ...]:
    """What else it may be."""
    return (*WORDS[stream_of(found.stream)].innocent, CHANCE)


def _span(rows: Sequence[CaseRow]) -> str:
    times = [row.case.occurred_from for row in rows]
    return span(min(times), max(times))


def _noun(found: Excess) -> str:
    noun = WORDS[stream_of(found.stream)].noun
    named = shown([word for word in [found.stream.partition(":")[2]] if word])
    return f"{noun} with {named[0]}" if named else noun


def _where(found: Excess) -> str:
    if found.radius_km is not None:
        km = (
            f"{found.radius_km * 1000:.0f} metres"
            if found.radius_km < 1
            else (f"{found.radius_km:g} kilometre{'s' if found.radius_km > 1 else ''}")
        )
        return f" within {km} of the newest"
    return " across the area" if found.place == WHOLE else WORDS[stream_of(found.stream)].where
