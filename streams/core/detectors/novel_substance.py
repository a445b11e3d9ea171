"""D3, novel substance: a drug that no death of this area named before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from streams.core.case import Case
from streams.core.compounds import UNLISTED, shown
from streams.core.detectors.wording import number_word
from streams.core.lookup import CaseRow
from streams.core.signals import DEATHS, Detector, Signal
from streams.core.state import AreaState
from streams.core.ties import substance

DETECTOR = Detector(
    id="novel_substance",
    number="D3",
    family="surge",
    about=DEATHS,
    title="A drug new to this area",
    looks_for="a drug on our list, or any that toxicology found, which no death of the last five "
    "years named in this area",
    blind_to="the first year of an area, in which all is new; drugs that laboratories do not look "
    "for; words not on our list until toxicology is done",
    source="Detection specification, section 8, D3; domain brief, section 7. That an area must be "
    "known for a year is our own",
    limits=("known_days", "together_days"),
    explanations=(
        "A laboratory that has begun to look for it: it may have been there for long",
        "Another spelling, or a product of the body's own, of a drug that is known",
        "One person who brought it from elsewhere",
    ),
    next_steps=(
        "Ask the laboratory whether it is confirmed, and since when it is looked for",
        "Tell the local drug information system: strength, form, what it was sold as",
        "Ask for seizures and overdoses with it in the area and its neighbours",
    ),
)
MOST_FIRST = 20  # deaths that name a drug first, of which more are no news


def evaluate(focus: CaseRow, state: AreaState) -> Iterator[Signal]:
    """Signal each drug named in a death that is new here, with those who soon followed.

    Units: days. The drug is new while all deaths that name it lie within the days together after
    the first; later ones are no news.
    Source: detection specification, section 8, D3.
    Blind to: see DETECTOR.
    """
    if focus.border or focus.case.kind != "death":
        return
    for word in dict.fromkeys(focus.case.substances):
        signal = _about(word, focus, state)
        if signal is not None:
            yield signal


def neighbours(focus: CaseRow, state: AreaState) -> list[str]:
    """The first deaths that name one of its drugs, if it is among them or before them."""
    if focus.border or focus.case.kind != "death":
        return []
    found: dict[str, None] = {}
    for word in focus.case.substances:
        found.update(dict.fromkeys(_first_about(word, focus, state)))
    return [one for one in found if one != focus.id]


def _first_about(word: str, focus: CaseRow, state: AreaState) -> list[str]:
    reach = timedelta(days=state.context.limits(DETECTOR.id)["together_days"])
    rows = state.rows(state.lookup.tied(substance(word))[:MOST_FIRST])
    if not rows or focus.case.occurred_from - rows[0].case.occurred_from > reach:
        return []  # A later one is no news to anybody.
    return [row.id for row in rows]


def _about(word: str, focus: CaseRow, state: AreaState) -> Signal | None:
    limits = state.context.limits(DETECTOR.id)
    named = [row for row in state.rows(state.lookup.tied(substance(word))) if _says(word, row)]
    if focus not in named:
        return None
    first, reach = named[0].case.occurred_from, timedelta(days=limits["together_days"])
    together = [row for row in named if row.case.occurred_from - first <= reach]
    known_since = state.now.since + timedelta(days=limits["known_days"])
    if focus not in together or min(row.arrived for row in together) < known_since:
        return None
    if any(row.history for row in together):
        return None
    return _signal(word, sorted(together, key=lambda row: row.seq), state)


def _says(word: str, row: CaseRow) -> bool:
    """Tell whether a case speaks of a drug; off the list only a laboratory says that it is one."""
    listed = shown([word]) != [UNLISTED]
    return not row.border and (listed or row.case.toxicology == "done")


def _signal(word: str, rows: list[CaseRow], state: AreaState) -> Signal:
    area, place = state.context.area.name, state.context.place_of(rows[-1].case)
    name = shown([word])[0]
    drug = "A drug not on our list" if name == UNLISTED else name.capitalize()
    number = number_word(len(rows))
    deaths = f"{number} death{'' if len(rows) == 1 else 's'}"
    return Signal(
        kind=DETECTOR.id,
        tier="amber",
        members=tuple(row.id for row in rows),
        title=f"{drug}, new to this area, {place}",
        why=f"{drug} was named in {deaths} in {area}, where no death of the years before named it.",
        observed=len(rows),
        start=min(row.case.occurred_from for row in rows),
        end=max(row.case.occurred_from for row in rows),
        features={row.id: {"new": name, "toxicology": _toxicology(row.case)} for row in rows},
    )


def _toxicology(case: Case) -> str:
    return case.toxicology or "not known"
