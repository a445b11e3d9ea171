"""Links in words: what two records have in common, how many bits it is worth, how much likelier."""

from __future__ import annotations

import math
from collections.abc import Callable

from streams.core.series.background.usual import RADII_KM
from streams.core.series.linking.hypotheses import Hypothesis
from streams.core.series.linking.limits import DISCS
from streams.core.series.linking.terms import LINK_FEATURES, PLACE_AND_TIME, Link, Scale
from streams.core.series.unit import SLOT_HOURS, Unit

SITES = ("on one ward or in one home", "in one hospital", "at one address", "of one practice")
TOKENS = (
    "with one contact in common", "with a phone in common", "with an account in common",
    "with a vehicle in common", "with an app in common", "with premises in common", "at one venue",
)  # fmt: skip
SPANS = ("over weeks", "over months", "over a year or more")
SEXES = {"M": ("men", "man"), "F": ("women", "woman"), "X": ("of sex X", "person of sex X")}
CLASS_WORDS = {
    "unexpected": "unexplained", "suspicious": "suspicious", "homicide": "homicide",
    "suicide": "suspected suicide", "drug": "drug related", "accident": "accident",
    "missing": "missing",
}  # fmt: skip
FEATURE_WORDS = dict(zip(
    LINK_FEATURES,
    ("place and time", "sex", "age", "method", "kind of place", "hour of day", "domestic abuse",
     "substances", "category"),
    strict=True,
))  # fmt: skip
LEAST_WORTH = 0.1  # bits; less is nothing
MOST_WORTH = 40.0  # nats that are written as times


def neighbourhood(at: Scale) -> str:
    """Say a neighbourhood: within 500 m."""
    place = at[0]
    if place < DISCS:
        km = RADII_KM[place]
        return "within 500 m" if km < 1 else f"within {km:.0f} km"
    return (*SITES, *TOKENS)[place - DISCS]


def time_scale(at: Scale) -> str:
    """Say a time scale: over months."""
    return SPANS[at[1]]


def worth(nats: float) -> str:
    """Say what a feature is worth: +4.1 bits, 17 times more likely."""
    bits = nats / math.log(2.0)
    if abs(bits) < LEAST_WORTH:
        return "0"
    times = math.exp(min(abs(nats), MOST_WORTH))
    shown = f"{times:.2g}" if times < 10 else f"{float(f'{times:.2g}'):,.0f}"
    return f"{bits:+.1f} bits, {shown} times {'more' if nats > 0 else 'less'} likely"


def averaged(found: Hypothesis) -> str:
    """Say what is left when the features of the scale with most weight are named."""
    bits = found.score / math.log(2.0)
    return (
        "averaged over neighbourhoods, time scales and degrees of likeness, less the time in "
        f"which no further case came; {bits:.1f} bits in all"
    )


def feature(name: str, link: Link, one: Unit, other: Unit) -> str:
    """Say what two units have in common, or not, in one feature."""
    if name == PLACE_AND_TIME:
        return _place_and_time(link, one, other)
    if name in _SAYS:
        return _SAYS[name](one, other)
    words = CLASS_WORDS if name == "class" else {}
    attribute = {"class": "klass"}.get(name, name)
    return _both(FEATURE_WORDS[name], getattr(one, attribute), getattr(other, attribute), words)


def _place_and_time(link: Link, one: Unit, other: Unit) -> str:
    days = abs(one.day - other.day)
    time = "on one day" if days < 1 else f"{days:.0f} days apart"
    if link.at[0] >= DISCS:
        return f"{neighbourhood(link.at)}, {time}"
    return f"{_distance(link.km)} and {time}" if days >= 1 else f"{_distance(link.km)}, {time}"


def _distance(km: float) -> str:
    if km < 1:
        return f"under {max(50, math.ceil(km * 20) * 50)} m"
    return f"{km:.0f} km"


def _both(what: str, one: str | None, other: str | None, words: dict[str, str]) -> str:
    if one is None or other is None:
        return f"{what} not known"
    first, second = (words.get(value, value.replace("_", " ")) for value in (other, one))
    return f"both {first}" if one == other else f"{first} and {second}"


def _ages(one: Unit, other: Unit) -> str:
    if one.age is None or other.age is None:
        return "age not known"
    return f"both aged {one.age}" if one.age == other.age else f"aged {other.age} and {one.age}"


def _sexes(one: Unit, other: Unit) -> str:
    if one.sex is None or other.sex is None:
        return "sex not known"
    if one.sex == other.sex:
        return f"both {SEXES[one.sex][0]}"
    return f"a {SEXES[other.sex][1]} and a {SEXES[one.sex][1]}"


def _hours(one: Unit, other: Unit) -> str:
    if one.slot is None or other.slot is None:
        return "hour not known"
    first, second = (
        f"{slot * SLOT_HOURS:02d} to {(slot + 1) * SLOT_HOURS:02d} h"
        for slot in (other.slot, one.slot)
    )
    return f"both from {first}" if first == second else f"{first} and {second}"


def _domestic(one: Unit, other: Unit) -> str:
    flagged = one.domestic + other.domestic
    return ("neither", "one", "both")[flagged] + " flagged as domestic abuse"


def _substances(one: Unit, other: Unit) -> str:
    if not one.substances or not other.substances:
        return "substances not known"
    shared = [name for name in one.substances if name in other.substances]
    return f"both with {shared[0]}" if shared else "no substance in common"


_SAYS: dict[str, Callable[[Unit, Unit], str]] = {
    "age": _ages,
    "substance": _substances,
    "flag:domestic": _domestic,
    "slot": _hours,
    "sex": _sexes,
}
