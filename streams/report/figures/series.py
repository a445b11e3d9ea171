"""Section 12: which linked series, how soon were they told, and what became of them?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from streams.report.columns import Alert, Period
from streams.report.figure import Figure, Row
from streams.report.figures.ground import Ground
from streams.report.measures.lines import by_chance
from streams.report.shares import share
from streams.report.words import counted, number

A_YEAR = 365
FAMILIES = ("linked_series", "surge")
MOST_DRAWN = 30
RIGHT = ("linked_series", "escalated")


def figures(ground: Ground) -> Iterator[Figure]:
    """Each alert of twelve months; alerts by kind; how many proved right."""
    year = Period(ground.period.end, ground.period.end).before(A_YEAR)
    mine = [
        one
        for one in ground.columns.alerts.values()
        if one["family"] in FAMILIES and not one["shadow"] and one["state"] != "resolved"
        and year.holds(_at(one["raised_at"]))
    ]  # fmt: skip
    mine.sort(key=lambda one: (one["raised_at"], one["alert_id"]), reverse=True)
    yield _each(ground, year, mine)
    yield _kinds(ground, year, mine)
    yield _right(year, ground)
    yield _withheld(ground)


def _at(moment: str) -> datetime:
    return datetime.fromisoformat(moment)


def _each(ground: Ground, year: Period, mine: list[Alert]) -> Figure:
    rows = [_row(ground, one) for one in mine]
    told = [row for row in rows if row.value is not None]
    delays = sorted(row.value or 0 for row in told)
    middle = delays[(len(delays) - 1) // 2] if delays else 0
    known = sorted(int(row.n or 0) for row in told if row.n)
    half = known[(len(known) - 1) // 2] if known else 0
    fresh = sum(ground.period.holds(_at(one["raised_at"])) for one in mine)
    return Figure(
        key="series", section=12, title="Each alert of a series or surge", unit="days",
        rows=tuple(rows), chart="series", partner="drop", basis=f"by first telling, {year.words()}",
        sentence=(
            f"{counted(len(rows), 'alert')} in 12 months, {number(fresh)} in this period. Half "
            f"were told by report {number(half)} or earlier, and within {number(middle)} days "
            "of the first."
        ) if rows else "No alert of a series or surge was raised.",
        numbers={"alerts": len(rows), "fresh": fresh, "half_by": half, "half_within": middle},
        notes=(
            "A series that was never told cannot stand here: section 4 shows deaths that stood in "
            "no alert, and the annex what each detector is blind to.",
        ),
        label_name="Alert",
    )  # fmt: skip


def _row(ground: Ground, alert: Alert) -> Row:
    told = ground.columns.told.get(alert["alert_id"], {})
    at = told.get("at")
    days = sorted(_at(one["occurred_from"]) for one in alert["evidence"])
    since = round((at - days[0]).total_seconds() / 86400) if at and days else None
    return Row(
        label=alert["alert_id"], value=since, n=told.get("known"),
        facts={
            "kind": alert["kind"].replace("_", " "), "tier": alert["tier"],
            "title": alert["title"], "told": f"{at:%Y-%m-%d}" if at else "never told",
            "reports now": len(days), "outcome": _outcome(alert),
            "dates": " ".join(f"{day:%Y-%m-%d}" for day in days),
        },
    )  # fmt: skip


def _outcome(alert: Alert) -> str:
    return str(alert["verdict"] or alert["state"]).replace("_", " ")


def _kinds(ground: Ground, year: Period, mine: list[Alert]) -> Figure:
    found = Counter(one["kind"] for one in mine)
    chance = {str(one["id"]): float(one["a_year"]) for one in ground.detectors
              if one["family"] in FAMILIES}  # fmt: skip
    blind = {str(one["id"]): str(one["blind_to"]) for one in ground.detectors}
    people = ground.area.millions
    rows = []
    for kind in sorted({*found, *chance}):
        a_year = chance.get(kind, 0.0) * people
        usual = by_chance(a_year, year.days) if a_year > 0 else None
        rows.append(
            Row(label=kind.replace("_", " "), value=found[kind], expected=round(a_year, 3),
                facts={"by chance": f"{usual[0]} to {usual[1]}" if usual else "not known",
                       "blind to": blind.get(kind, "not known")})
        )  # fmt: skip
    return Figure(
        key="series_kinds", section=12, title="Alerts by kind, against the number by chance",
        rows=tuple(rows), basis=f"by raising, {year.words()}", label_name="Kind",
        sentence=f"{counted(sum(found.values()), 'alert')} of a series or surge in 12 months.",
        numbers={"alerts": sum(found.values())},
        method="By chance: the measured rate of each detector, for an area of this size.",
    )  # fmt: skip


def _right(year: Period, ground: Ground) -> Figure:
    closed = [one for one in ground.columns.alerts.values()
              if one["family"] in FAMILIES and one["verdict"]]  # fmt: skip
    waiting = Counter(one["kind"] for one in ground.columns.alerts.values()
                      if one["family"] in FAMILIES
                      and one["state"] in ("open", "acknowledged"))  # fmt: skip
    rows = []
    for kind in sorted({one["kind"] for one in closed}):
        verdicts = [one["verdict"] for one in closed if one["kind"] == kind]
        k, n = sum(one in RIGHT for one in verdicts), len(verdicts)
        rows.append(share(kind.replace("_", " "), k, n, waiting[kind]))
    return Figure(
        key="precision", section=12, title="Of closed alerts, linked or escalated", unit="share",
        rows=tuple(rows), chart="dots" if rows else None, basis="by verdict, all time",
        sentence="" if rows else "No alert of a series or surge was closed with a verdict, so "
        "nothing can be said of how many prove right.",
        label_name="Kind",
    )  # fmt: skip


def _withheld(ground: Ground) -> Figure:
    reasons = {
        reason: n for (kind, reason), n in ground.columns.decisions.items() if kind == "withheld"
    }
    rows = tuple(
        Row(label=reason.replace("_", " "), value=n)
        for reason, n in sorted(reasons.items(), key=lambda one: (-one[1], one[0]))
    )
    total = sum(reasons.values())
    return Figure(
        key="withheld", section=12, title="Findings withheld, by reason", rows=rows,
        basis="by decision, all time", label_name="Reason",
        sentence=f"{counted(total, 'finding')} were withheld." if total else "",
        numbers={"withheld": total},
    )  # fmt: skip
