"""Section 14: who is still missing after fourteen days, by the month in which they went?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from streams.report.columns import Missing, month_of
from streams.report.figure import Figure, Row
from streams.report.figures.ground import Ground, month_words
from streams.report.measures.waiting import quartiles
from streams.report.words import counted, number

LONG = timedelta(days=14)
SHOWN = 12
DAY = 86400.0


def figures(ground: Ground) -> Iterator[Figure]:
    """One row a month of disappearance."""
    episodes = list(ground.columns.missing.values())
    rows = []
    for month in ground.months[-SHOWN:]:
        mine = [one for one in episodes if month_of(one.since) == month]
        rows.append(
            Row(label=month_words(month), value=sum(_is_long(one, ground) for one in mine),
                n=len(mine), facts={
                    "found dead": sum(one.status == "found_dead" for one in mine),
                })
        )  # fmt: skip
    here = [one for one in episodes if ground.period.holds(one.since)]
    days = [round(((one.ended or ground.columns.as_of) - one.since).total_seconds() / DAY, 2)
            for one in here]  # fmt: skip
    middle = quartiles(days, [one.ended is not None for one in here])[1] if here else None
    still = sum(_is_long(one, ground) for one in episodes)
    reached = f"{number(middle)} days" if middle is not None else "not reached"
    yield Figure(
        key="unresolved", section=14, title="Missing for more than 14 days and not found",
        rows=tuple(rows), basis="by the day last seen", label_name="Month", partner="drop",
        sentence=f"{counted(still, 'person', 'people')} are missing for more than 14 days. Of "
        f"{number(len(here))} who went missing in the period half were found after: {reached}.",
        numbers={"still": still, "went": len(here), "long": 14,
                 **({"middle": middle} if middle is not None else {})},
    )  # fmt: skip


def _is_long(one: Missing, ground: Ground) -> bool:
    return one.status == "missing" and ground.columns.as_of - one.since > LONG
