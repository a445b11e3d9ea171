"""Section 2: how many reports, and does everyone count the same?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from streams.report.columns import Death
from streams.report.figure import Figure, Panel, Row
from streams.report.figures.ground import Ground, by_month, judged, month_words, outlook
from streams.report.words import counted, number

SHOWN = 24  # months
PARTNERS = {"registrations": "Deaths registered", "coroner_referrals": "Referred to the coroner"}


def figures(ground: Ground) -> Iterator[Figure]:
    """Count what the police reported beside what registrars and coroners counted."""
    months = ground.months[-SHOWN:]
    all_deaths = list(ground.columns.deaths.values())
    lines = {
        "Deaths reported to police": [one.occurred for one in all_deaths],
        "of these unexpected": [one.occurred for one in ground.unexpected],
    }
    panels = [
        Panel(name, tuple(
            Row(label=month_words(month), value=n)
            for month, n in zip(months, by_month(moments, months), strict=True)
        ))
        for name, moments in lines.items()
    ]  # fmt: skip
    notes = []
    for measure, name in PARTNERS.items():
        panel = _partner(ground, measure, name, months)
        if panel is None:
            notes.append(f"{name}: no count came in this span; nothing can be said.")
        else:
            panels.append(panel)
    counts = by_month([one.occurred for one in ground.trended], ground.months)
    inside = [one for one in all_deaths if ground.period.holds(one.occurred)]
    yield Figure(
        key="volumes", section=2, title="Deaths reported", chart="lines",
        rows=(
            Row(label="Deaths reported to police", value=len(inside)),
            judged("Unexpected deaths, each incident once", _of(ground.trended, ground),
                   outlook(counts, ground)),
        ),
        panels=tuple(panels),
        sentence=f"{counted(len(inside), 'death')} of this period stand reported; "
        f"{number(len(ground.in_period))} of them are unexpected.",
        numbers={"unexpected": len(ground.in_period)},
        method="Whole months by date of death; usual range from the months before the period.",
        notes=(*notes, *_left_out(ground)),
    )  # fmt: skip


def _of(deaths: list[Death], ground: Ground) -> int:
    return sum(ground.period.holds(one.occurred) for one in deaths)


def _left_out(ground: Ground) -> Iterator[str]:
    loaded = sum(map(ground.is_loaded, ground.unexpected))
    repeated = len(ground.unexpected) - loaded - len(ground.trended)
    if loaded:
        yield f"Left out of trends: {counted(loaded, 'old death')} that came in a load."
    if repeated > 0:
        yield f"Counted with the first of their incident: {counted(repeated, 'more death')}."


def _partner(ground: Ground, measure: str, name: str, months: list[date]) -> Panel | None:
    mine = [one for one in ground.columns.counts.values() if one.measure == measure]
    if not mine:
        return None
    spread = [one.start for one in mine for _ in range(one.count)]
    rows = zip(months, by_month(spread, months), strict=True)
    return Panel(name, tuple(Row(label=month_words(month), value=n) for month, n in rows))
