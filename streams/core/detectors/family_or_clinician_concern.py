"""L13, family or clinician concern: somebody doubts that a death was what it is called."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from streams.core.case import Case
from streams.core.classes import is_grave
from streams.core.detectors.wording import CATEGORY_WORDS, number_word, oxford
from streams.core.incidents import units_of
from streams.core.lookup import CaseRow
from streams.core.signals import DEATHS, Detector, Signal
from streams.core.state import AreaState
from streams.core.ties import CONCERNS, concern_of
from streams.core.windows.fullest import fullest_window

DETECTOR = Detector(
    id="family_or_clinician_concern",
    number="L13",
    family="review_due",
    about=DEATHS,
    title="Family or a clinician is concerned about a death",
    looks_for="a death that is not called suspicious, about which family or a clinician is "
    "concerned; red where there are two at one site within a year",
    blind_to="concerns that were not written down, or went to somebody else; sites the report "
    "does not name",
    source="Detection specification, section 8, L13; domain brief, section 7",
    limits=("days", "fewest_red"),
    explanations=(
        "Grief looks for a reason; it may still be right",
        "A concern about care, which is a matter for others than the police",
    ),
    next_steps=(
        "Speak with whoever is concerned, and write down what they saw and heard",
        "Ask the coroner's officer whether the body is held and what post-mortem is planned",
        "Let somebody who did not make the first decision look at it again",
    ),
)
WHO = {"family_concern": "family", "clinician_concern": "a clinician"}


def evaluate(focus: CaseRow, state: AreaState) -> Iterator[Signal]:
    """Signal a death with a concern, with the others at its site within a year.

    Units: days; deaths, where one incident counts as one.
    Source: detection specification, section 8, L13.
    Blind to: see DETECTOR.
    """
    if focus.border or focus.history or not _counts(focus.case):
        return
    limits = state.context.limits(DETECTOR.id)
    others = state.rows(neighbours(focus, state))
    window = fullest_window(focus, others, timedelta(days=limits["days"]))
    units = [unit[0] for unit in units_of(window)]
    yield _signal(units, len(units) >= limits["fewest_red"], state)


def neighbours(focus: CaseRow, state: AreaState) -> list[str]:
    """Other deaths with a concern at the same site within the window."""
    tie = concern_of(focus.case)
    if focus.border or tie is None:
        return []
    reach, when = (
        timedelta(days=state.context.limits(DETECTOR.id)["days"]),
        focus.case.occurred_from,
    )
    rows = state.rows(state.lookup.tied(tie, when - reach, when + reach))
    return [row.id for row in rows if row.id != focus.id and not row.border and _counts(row.case)]


def _counts(case: Case) -> bool:
    return case.kind == "death" and not is_grave(case) and not CONCERNS.isdisjoint(case.flags)


def _signal(units: list[CaseRow], is_red: bool, state: AreaState) -> Signal:
    last = units[-1].case
    place = state.context.place_of(last)
    flags = dict.fromkeys(flag for row in units for flag in WHO if flag in row.case.flags)
    who = oxford(WHO[flag] for flag in flags).capitalize()
    verb = "is" if len(flags) == 1 else "are"
    recorded = CATEGORY_WORDS.get(last.category or "", "not categorised")
    if len(units) == 1:
        title = f"Concern about a death, {place}"
        why = f"{who} {verb} concerned about a death near {place}, which is recorded as {recorded}."
    else:
        title = f"Concern about {len(units)} deaths at one site, {place}"
        number = number_word(len(units))
        why = f"{who} {verb} concerned about {number} deaths at one site near {place} within a "
        why += "year, none of them recorded as suspicious."
    return Signal(
        kind=DETECTOR.id,
        tier="red" if is_red else "amber",
        members=tuple(row.id for row in units),
        title=title,
        why=why,
        observed=len(units),
        start=min(row.case.occurred_from for row in units),
        end=max(row.case.occurred_from for row in units),
        features={row.id: {"concerned": _concerned(row.case)} for row in units},
    )


def _concerned(case: Case) -> str:
    return oxford(words for flag, words in WHO.items() if flag in case.flags)
