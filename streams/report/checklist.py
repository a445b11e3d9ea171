"""The words of recommendation 28835, and where the report answers each, with its numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from streams.core.duties.calendar import LONDON
from streams.report.figure import Figure
from streams.report.figures.ground import Ground
from streams.report.words import Comparisons, counted, number

NHS = ("ed_assaults", "ambulance_overdoses", "ambulance_violence", "deaths_in_institution")
COUNCILS = ("registrations", "coroner_referrals", "beds")


@dataclass(frozen=True, slots=True)
class Answer:
    """One line of the list; ``sections``: where it is answered, 19 is the annex."""

    words: str
    sections: tuple[int, ...]
    proof: str
    numbers: str

    @property
    def where(self) -> str:
        """Name the sections."""
        return ", ".join(str(one) if one != 19 else "annex" for one in self.sections)


def answers(ground: Ground, figures: Sequence[Figure], all_of: Comparisons) -> tuple[Answer, ...]:
    """Answer each line from the figures."""
    by_key = {figure.key: figure for figure in figures}
    return (
        Answer("sufficiently frequent", (19,), "dates of reports, days from the period's end",
               _frequent(ground)),
        Answer("concerning its death investigations", (2, 3, 4, 16),
               "used and left out add up to received", _added_up(ground)),
        Answer("pattern of death reports", (3, 4, 5, 6, 7, 8, 9, 10),
               "usual ranges, lines, what could not be seen", _pattern(by_key, all_of)),
        Answer("across the force area", (5, 6, 13), "every district a row, also with none",
               _across(ground, by_key)),
        Answer("force data", (18,), "feeds, completeness", _feeds(ground)),
        Answer("NHS", (2, 8, 11), "emergency departments, ambulance, institutions",
               _counts(ground, NHS)),
        Answer("local authorities, others", (2, 6, 10),
               "registrations, coroner, beds; partner edition", _counts(ground, COUNCILS)),
        Answer("linked series", (12, 4), "alerts, delay, outcome, blind spots, misses",
               _series(by_key)),
        Answer("lessons (28878)", (15,), "lessons, repeated", _lessons(by_key)),
    )  # fmt: skip


def _frequent(ground: Ground) -> str:
    read = ground.columns.as_of.astimezone(LONDON).date()
    due = sorted(
        f"{duty['due_at'][:10]} {duty['state']}"
        for alert in ground.columns.alerts.values() for duty in alert["duties"]
        if duty["duty"] == "death_report" and duty["due_at"]
    )[-4:]  # fmt: skip
    earlier = f" The report before: {ground.previous['as_of'][:10]}." if ground.previous else ""
    said = (
        f"Reports that fell due: {', '.join(due)}." if due else "No report fell due in the input."
    )
    return (
        f"{ground.asked.days} days; read up to {read}, {(read - ground.asked.end).days + 1} days "
        f"from the period's end. {said}{earlier}"
    )


def parts(ground: Ground) -> dict[str, int]:
    """What became of each death received: the parts add up to ``received``."""
    loaded = [one for one in ground.unexpected if ground.is_loaded(one)]
    unheard = [
        one for one in ground.unexpected
        if not ground.is_loaded(one) and not ground.is_heard(one, "death")
    ]  # fmt: skip
    used = len(ground.trended)
    return {
        "received": len(ground.columns.deaths), "in trends": used,
        "loads of old reports": len(loaded), "senders that fell silent": len(unheard),
        "more of one incident": len(ground.unexpected) - used - len(loaded) - len(unheard),
        "not unexpected": len(ground.deaths) - len(ground.unexpected),
        "same person twice": len(ground.columns.deaths) - len(ground.deaths),
    }  # fmt: skip


def _added_up(ground: Ground) -> str:
    found = parts(ground)
    whole = found.pop("received")
    said = ", ".join(f"{number(n)} {name}" for name, n in found.items())
    return f"{counted(whole, 'death')} received = {said}; {ground.columns.withdrawn} taken back."


def _pattern(figures: Mapping[str, Figure], all_of: Comparisons) -> str:
    few = sum(row.verdict == "few" for one in figures.values() for row in one.rows)
    return f"{all_of.sentence()} {counted(few, 'number')} too few to call."


def _across(ground: Ground, figures: Mapping[str, Figure]) -> str:
    rows = len(figures["districts"].rows)
    return (
        f"{rows} of {counted(len(ground.area.districts), 'district')} have a row; "
        f"{counted(len(ground.neighbours), 'neighbour')} listed."
    )


def _feeds(ground: Ground) -> str:
    kinds = Counter(kind for _, kind in ground.columns.feeds)
    said = ", ".join(f"{n} of {kind}" for kind, n in sorted(kinds.items()))
    return f"Feeds: {said}; {len(ground.silent)} fell silent."


def _counts(ground: Ground, measures: Sequence[str]) -> str:
    return "; ".join(_measure(ground, one) for one in measures) + "."


def _measure(ground: Ground, measure: str) -> str:
    mine = [one for one in ground.columns.counts.values()
            if one.measure == measure and ground.period.holds(one.start)]  # fmt: skip
    name = measure.replace("_", " ").replace("ed assaults", "assault patients of EDs")
    return f"{name}: {counted(len(mine), 'count')} in the period" if mine else f"{name}: none came"


def _series(figures: Mapping[str, Figure]) -> str:
    return f"{figures['series'].sentence} {figures['missed'].sentence}"


def _lessons(figures: Mapping[str, Figure]) -> str:
    return figures["lessons"].sentence
