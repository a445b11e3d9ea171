"""Section 2: how many reports, and does everyone count the same?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from streams.report.columns import Death
from streams.report.figure import Figure, Panel, Row
from streams.report.figures.ground import Ground, by_month, judged, month_words, outlook
from streams.report.words import counted, number

SHOWN = 24  # months
A_YEAR = 12
PER = 100
PARTNERS = {"registrations": "Deaths registered", "coroner_referrals": "Referred to the coroner"}

RATIOS = (
    ("Reported to police for 100 registered", "Deaths reported to police", "Deaths registered"),
    ("Referred to the coroner for 100 reported", "Referred to the coroner",
     "Deaths reported to police"),
)  # fmt: skip


def figures(ground: Ground) -> Iterator[Figure]:
    """Count what the police reported beside what registrars and coroners counted."""
    months = ground.months[-SHOWN:]
    all_deaths, deaf = ground.deaths, ground.deaf_months("death")
    lines = {
        "Deaths reported to police": [one.occurred for one in all_deaths],
        "of these unexpected": [one.occurred for one in ground.unexpected],
    }
    panels = [
        Panel(name, tuple(
            Row(label=month_words(month), value=n, silent=month in deaf)
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
    yield from _ratios(ground, panels)


def _ratios(ground: Ground, panels: list[Panel]) -> Iterator[Figure]:
    """Set one count beside another, month by month, where both were sent."""
    by_name = {one.label: {row.label: row for row in one.rows} for one in panels}
    rows = []
    for name, over, under in RATIOS:
        for label, row in by_name.get(over, {}).items():
            k, n = int(row.value or 0), int(by_name.get(under, {}).get(label, row).value or 0)
            if under in by_name and n and _is_of(label, ground):
                rows.append(Row(label=f"{name}, {label}", value=round(PER * k / n, 1), k=k, n=n,
                                exposure=n / PER))  # fmt: skip
    if not rows:
        return
    yield Figure(
        key="volume_ratios", section=2, title="Does everyone count the same?", unit="ratio",
        rows=tuple(rows), chart="dots", label_name="Ratio and month",
        sentence="The lists are kept by different rules; a jump in one month asks who "
        "changed their counting.",
        basis="by month of death, and by the partner's own month",
        numbers={"per": PER},
        method=f"Number for every {PER}.",
    )  # fmt: skip


def _is_of(label: str, ground: Ground) -> bool:
    return label in {month_words(one) for one in ground.months[-A_YEAR:]}


def _of(deaths: list[Death], ground: Ground) -> int:
    return sum(ground.period.holds(one.occurred) for one in deaths)


def _left_out(ground: Ground) -> Iterator[str]:
    loaded = sum(map(ground.is_loaded, ground.unexpected))
    unheard = sum(not ground.is_loaded(one) and not ground.is_heard(one, "death")
                  for one in ground.unexpected)  # fmt: skip
    repeated = len(ground.unexpected) - loaded - unheard - len(ground.trended)
    if unheard:
        yield f"Left out of trends: {counted(unheard, 'death')} of senders that fell silent."
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
