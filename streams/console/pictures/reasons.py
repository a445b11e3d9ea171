"""The reasons of an alert, gathered: one a feature, with the cases that it ties."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.alerts import Alert, Term
from streams.console.words import chance
from streams.console.words.clocks import counted
from streams.console.words.codes import capital, spoken
from streams.core.detectors import DETECTORS
from streams.core.series.linking.term_words import FEATURE_WORDS

NAMES = {
    "flag:domestic": "Domestic abuse",
    "slot": "Hour of day",
    "class": "Category",
    "averaging": "Averaged over other readings",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One feature: what it is called, what was found, the numbers of its cases, its weight (nats).

    A case has the number that it has in the list of cases, from 1.
    """

    name: str
    words: str
    cases: tuple[int, ...]
    nats: float


def reasons(alert: Alert) -> tuple[Reason, ...]:
    """Gather the terms by name, the heaviest first; they add up to what the terms add up to."""
    numbers = {case.report_id: place for place, case in enumerate(alert.evidence, start=1)}
    found: dict[str, list[Term]] = {}
    for term in alert.measures.terms:
        found.setdefault(term.name, []).append(term)
    made = [
        Reason(
            name_of(name),
            _words(terms),
            tuple(sorted({numbers[r] for term in terms for r in term.reports if r in numbers})),
            sum(term.weight for term in terms),
        )
        for name, terms in found.items()
    ]
    return tuple(sorted(made, key=lambda one: (-one.nats, one.name)))


def name_of(term: str) -> str:
    """Name a term for people."""
    if term in DETECTORS:
        return DETECTORS[term].title
    return NAMES.get(term) or capital(FEATURE_WORDS.get(term) or spoken(term))


def in_cases(numbers: tuple[int, ...]) -> str:
    """Name cases by their numbers: 1 and 3; 1, 2 and 4."""
    said = [str(one) for one in numbers]
    return " and ".join([", ".join(said[:-1]), said[-1]]) if len(said) > 1 else "".join(said)


def total(found: tuple[Reason, ...]) -> float:
    """Add up the weights. Units: nats."""
    return sum(one.nats for one in found)


def _words(terms: list[Term]) -> str:
    if len(terms) == 1:
        return terms[0].words
    best = max(terms, key=lambda term: abs(term.weight))
    return f"{counted(len(terms), 'pair')}; most: {best.words} ({chance.weight(best.weight)})"
