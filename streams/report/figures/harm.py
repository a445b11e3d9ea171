"""Section 11: violence and near misses, what is still to come, and what the EDs counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta

from streams.core.duties.calendar import LONDON
from streams.report.columns import Violence
from streams.report.figure import Figure, Panel, Row
from streams.report.figures.ground import (
    COMPLETE,
    Ground,
    by_month,
    judged,
    length_of,
    month_words,
    outlook,
    still_to_come,
    together,
)  # fmt: skip
from streams.report.words import counted, number, percent

SHOWN = 15
PER = 100  # patients
WEEK = 7  # days of a month that a weekly count may lack
KINDS: Mapping[str, Callable[[Violence], bool]] = {
    "Life-threatening injury": lambda one: one.injury == "life_threatening",
    "Strangulation": lambda one: "non_fatal_strangulation" in one.flags,
    "Sexual": lambda one: one.method == "sexual",
    "Knife": lambda one: one.weapon == "knife",
    "Firearm": lambda one: one.weapon == "firearm",
    "Domestic abuse": lambda one: "domestic_abuse" in one.flags,
}


def figures(ground: Ground) -> Iterator[Figure]:
    """Count acts by kind, estimate the newest months, and set police beside EDs."""
    acts = ground.heard_violence
    yield _kinds(ground, acts)
    yield _coming(ground, acts)
    yield _departments(ground, acts)


def _any(act: Violence) -> bool:
    return True


def _kinds(ground: Ground, acts: list[Violence]) -> Figure:
    rows = []
    for name, holds in (("All grave violence", _any), *KINDS.items()):
        mine = [one for one in acts if holds(one)]
        counts = by_month([one.occurred for one in mine], ground.months)
        coming, _ = still_to_come([(one.occurred, one.arrived) for one in mine], ground)
        joined = together(coming, ground)
        value = sum(ground.period.holds(one.occurred) for one in mine)
        rows.append(judged(name, value, outlook(counts, ground), joined))
    return Figure(
        key="violence", section=11, title="Grave violence and near misses by kind",
        rows=tuple(rows), basis="by date of the act", label_name="Kind",
        notes=("An act may stand in several kinds.", *_unheard(ground, acts)),
    )  # fmt: skip


def _unheard(ground: Ground, acts: list[Violence]) -> Iterator[str]:
    without = len(ground.columns.violence) - len(acts)
    if without:
        yield f"Left out: {counted(without, 'act')} of senders that fell silent."


def _coming(ground: Ground, acts: list[Violence]) -> Figure:
    cases = {
        "Sexual offences": [one for one in acts if one.method == "sexual"],
        "All grave violence": acts,
    }
    panels, rows, late, said = [], [], 0, []
    deaf = ground.deaf_months("violence")
    for name, mine in cases.items():
        coming, missed = still_to_come([(one.occurred, one.arrived) for one in mine], ground)
        late += missed
        months = ground.months
        panel = tuple(
            Row(label=month_words(month), value=one.known, low=one.low, high=one.high,
                verdict="incomplete" if one.share < COMPLETE else None, silent=month in deaf)
            for month, one in zip(months, coming, strict=True)
        )[-SHOWN:]  # fmt: skip
        panels.append(Panel(name, panel))
        if coming:
            last = coming[-1]
            share = percent(last.share)
            said.append(f"{name}: {share} of the newest month is known")
            rows.append(Row(label=f"{name}, newest month", value=last.known, low=last.low,
                            high=last.high, facts={"known": share},
                            verdict="incomplete" if last.share < COMPLETE else None))  # fmt: skip
    return Figure(
        key="still_to_come", section=11, title="What is still to come", chart="nowcast",
        rows=tuple(rows), panels=tuple(panels), basis="by date of the act",
        sentence="; ".join(said) + "." if said else "",
        method="Chain ladder on date by delay until known; 90% interval on the part to come.",
        notes=(f"Left out: {counted(late, 'report')} later than the ladder reaches.",),
        numbers={"late": late},
    )  # fmt: skip


def _departments(ground: Ground, acts: list[Violence]) -> Figure:
    counts = [one for one in ground.columns.counts.values() if one.measure == "ed_assaults"]
    if not counts:
        return Figure(
            key="departments", section=11, title="Police beside emergency departments",
            rows=(Row(label="Assault patients, EDs", verdict="no_data"),),
            sentence="No count came from an emergency department; nothing can be said.",
        )  # fmt: skip
    months = ground.months
    seen = by_month([one.start for one in counts for _ in range(one.count)], months)
    hurt = by_month(
        [one.occurred for one in acts if one.injury not in ("none", "unknown")
         for _ in range(one.injured)], months,
    )  # fmt: skip
    everywhere = _complete(ground, months)
    rows = [
        Row(label=month_words(month), value=round(PER * h / s, 1), k=h,
            n=s, exposure=s / PER, facts={"police": h, "EDs": s})
        for month, h, s in zip(months, hurt, seen, strict=True) if month in everywhere and s
    ]  # fmt: skip
    h = sum(int(row.facts["police"] or 0) for row in rows)
    s = sum(int(row.facts["EDs"] or 0) for row in rows)
    each = round(PER * h / s) if s else 0
    return Figure(
        key="departments", section=11, title="Police per 100 assault patients of the EDs",
        unit="ratio", rows=tuple(rows), panels=_index(rows), chart="lines",
        basis="by month of the act, and of attendance",
        sentence=f"For every {PER} assault patients the EDs counted, police recorded "
        f"{number(each)} people injured. The lists cannot be matched, so this "
        "is not the share unreported."
        if s else "No month has counts from every emergency department.",
        numbers={"per": PER, "police_per_100": each, "police": h, "eds": s},
        notes=(f"Months in which every department reported: {number(len(rows))} of "
               f"{number(len(months))}.",),
        label_name="Month",
    )  # fmt: skip


def _index(rows: list[Row]) -> tuple[Panel, ...]:
    """Both lists with the first month as 100, on one scale."""
    if not rows:
        return ()
    return tuple(
        Panel(name, tuple(
            Row(label=row.label, value=round(PER * int(row.facts[of] or 0) / first, 1))
            for row in rows
        ))
        for name, of in (("Police, first month 100", "police"), ("EDs, first month 100", "EDs"))
        if (first := int(rows[0].facts[of] or 0))
    )  # fmt: skip


def _complete(ground: Ground, months: list[date]) -> set[date]:
    """Months whose days every department counted."""
    days: dict[str, Counter[date]] = {}
    for one in ground.columns.counts.values():
        if one.measure == "ed_assaults":
            day, end = (at.astimezone(LONDON).date() for at in (one.start, one.end))
            counted_of = days.setdefault(one.institution or one.source, Counter())
            while day < end:
                counted_of[day.replace(day=1)] += 1
                day += timedelta(days=1)
    return {
        month for month in months
        if all(seen[month] >= length_of(month) - WEEK for seen in days.values())
    }  # fmt: skip
