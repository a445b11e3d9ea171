"""How unusual, for people: chance as "1 in 9 years", weights as steps that double."""

from __future__ import annotations

from math import log

NAT = log(2.0)  # nats in one step (bit): scores are natural logarithms inside
DAYS_A_YEAR = 365.25
FRACTIONS = {0.25: "¼", 0.5: "½", 0.75: "¾"}
EXACT_YEARS = 10.0  # below so many years a quarter of a year still says something


def steps(nats: float) -> str:
    """Write a score or line in steps; each step of 1 doubles the likelihood."""
    return f"{nats / NAT:.1f}"


def weight(nats: float) -> str:
    """Write what one reason adds, with its sign."""
    value = nats / NAT
    return "0" if abs(value) < 0.05 else f"{'+' if value > 0 else '−'}{abs(value):.1f}"


def often(a_year: float) -> str:
    """Say a rate of events: about 30 times a year; about once a year; 1 in 9 years."""
    if a_year >= 1.5:
        return f"about {a_year:,.0f} times a year"
    if a_year >= 0.75:
        return "about once a year"
    if a_year <= 1e-3:
        return "less than 1 in 1,000 years"
    return f"1 in {_years(1 / a_year)} years"


def once(a_year: float) -> str:
    """Say the same in the middle of a sentence: once in 9 years."""
    return often(a_year).replace("1 in ", "once in ")


def usual(expected: float, days: float) -> str:
    """Say what is usual for a number expected in so many days: 1 in 2½ years; 6.3."""
    if expected >= 1:
        return f"{expected:.2g}" if expected < 10 else f"{expected:,.0f}"
    return often(expected * DAYS_A_YEAR / days) if expected > 0 and days > 0 else "none"


def _years(years: float) -> str:
    if years >= EXACT_YEARS:
        return f"{years:,.0f}"
    whole, part = divmod(round(years * 4) / 4, 1)
    return f"{whole:.0f}{FRACTIONS.get(part, '')}"
