"""History: every alert that there was, found by what is known of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from urllib.parse import urlencode

from streams.catalogue.terms import Terms, terms
from streams.console.desk.facts import Headline, Order
from streams.console.desk.view import DeskView
from streams.console.screen import Asked, Screen
from streams.console.words import codes
from streams.core.duties.calendar import LONDON

A_PAGE: Final = 25
FILTERS: Final = ("tier", "family", "area", "from", "to", "verdict", "who")
NAMES: Final = {
    "tier": "level", "family": "family", "area": "area", "from": "first day", "to": "last day",
    "verdict": "verdict", "who": "who had it", "text": "words",
}  # fmt: skip
ANSWERS: Final = frozenset({"acknowledge", "assign", "close"})
ACTIVE: Final = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run a cell that begins so
HEAD: Final = (
    "reference", "tier", "family", "area", "raised_at", "title", "outcome", "hours_to_answer",
    "closed_by",
)  # fmt: skip
Test = Callable[[Headline], bool]


@dataclass(frozen=True, slots=True)
class Row:
    """One alert: what it was, how it ended, how soon somebody answered, who closed it."""

    alert_id: str
    tier: str
    family: str
    areas: tuple[str, ...]
    raised_at: datetime
    title: str
    outcome: str
    hours_to_answer: float | None
    closed_by: str | None


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """What was found. ``rows`` hold one page, or all of it for a file."""

    title: str
    found: int
    page: int
    pages: int
    rows: tuple[Row, ...]
    filters: Mapping[str, str]
    has_text: bool
    faults: tuple[str, ...]
    loosen: str | None
    choices: Mapping[str, tuple[tuple[str, str], ...]]
    query: str

    @property
    def csv(self) -> str:
        """Write the rows as a file that no spreadsheet runs."""
        sheet = io.StringIO()
        writer = csv.writer(sheet)
        writer.writerow(HEAD)
        for row in self.rows:
            hours = "" if row.hours_to_answer is None else f"{row.hours_to_answer:.1f}"
            writer.writerow(
                safe(cell)
                for cell in (
                    row.alert_id, row.tier, row.family, " ".join(row.areas),
                    row.raised_at.isoformat(), row.title, row.outcome, hours, row.closed_by or "",
                )
            )  # fmt: skip
        return sheet.getvalue()


def build(view: DeskView, asked: Asked) -> HistoryPage:
    """Find alerts, the newest first; free text comes by POST alone."""
    known = terms(view.configuration.rules)
    given = {name: value for name in FILTERS if (value := asked.one(name))}
    text = (asked.typed("text") or "").casefold().strip()
    tests, faults = _tests(view, given, text)
    everything = [one for one in view.headlines() if not one.shadow]
    found = sorted(_all(everything, tests), key=lambda one: (one.raised_at, one.alert_id))[::-1]
    pages = max(1, -(-len(found) // A_PAGE))
    page = _page(asked.one("page"), pages)
    is_file = asked.one("format") == "csv"
    shown = found if is_file else found[(page - 1) * A_PAGE : page * A_PAGE]
    return HistoryPage(
        title="History",
        found=len(found),
        page=page,
        pages=pages,
        rows=tuple(_row(view, one, known) for one in shown),
        filters=given,
        has_text=bool(text),
        faults=faults,
        loosen=None if found else _loosen(everything, tests),
        choices=_choices(view, everything, known),
        query=urlencode(given),
    )


def safe(cell: str) -> str:
    """Keep a spreadsheet from taking a text for a formula."""
    return f"'{cell}" if cell.startswith(ACTIVE) else cell


def _tests(
    view: DeskView, given: Mapping[str, str], text: str
) -> tuple[dict[str, Test], tuple[str, ...]]:
    """One test a filter; a day that cannot be read is named and tests nothing."""
    made: dict[str, Test] = {}
    faults = []
    for name, value in given.items():
        if name in ("from", "to"):
            day = _day(value)
            if day is None:
                faults.append(name)
            else:
                made[name] = _from(day) if name == "from" else _to(day)
        else:
            made[name] = _is(name, value)
    if text:
        made["text"] = lambda one: text in f"{one.title} {one.why} {one.alert_id}".casefold()
    return made, tuple(faults)


def _is(name: str, value: str) -> Test:
    return {
        "tier": lambda one: one.tier == value,
        "family": lambda one: one.family == value,
        "area": lambda one: value in one.areas,
        "verdict": lambda one: (one.verdict or one.state) == value,
        "who": lambda one: one.assigned_to == value,
    }[name]


def _from(day: date) -> Test:
    return lambda one: one.raised_at.astimezone(LONDON).date() >= day


def _to(day: date) -> Test:
    return lambda one: one.raised_at.astimezone(LONDON).date() <= day


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _all(alerts: Iterable[Headline], tests: Mapping[str, Test]) -> list[Headline]:
    return [one for one in alerts if all(test(one) for test in tests.values())]


def _loosen(alerts: Sequence[Headline], tests: Mapping[str, Test]) -> str | None:
    """Say which one filter hides most: without it, how many there would be."""
    without = {
        name: len(_all(alerts, {n: test for n, test in tests.items() if n != name}))
        for name in tests
    }
    if not any(without.values()):
        return None
    name = max(without, key=lambda one: without[one])
    return f"Without “{NAMES[name]}” there would be {without[name]:,}."


def _page(asked: str | None, pages: int) -> int:
    wanted = int(asked) if asked and asked.isdecimal() and len(asked) < 7 else 1
    return min(max(wanted, 1), pages)


def _row(view: DeskView, one: Headline, known: Terms) -> Row:
    orders = view.orders_of(one.alert_id)
    first = next((o for o in orders if o.is_done and o.action in ANSWERS), None)
    closed = next((o for o in reversed(orders) if o.is_done and o.action == "close"), None)
    return Row(
        one.alert_id, one.tier, codes.FAMILIES[one.family], one.areas, one.raised_at, one.title,
        outcome(one, known), _hours(one, first), closed.by if closed else None,
    )  # fmt: skip


def _hours(one: Headline, answered: Order | None) -> float | None:
    if answered is None or answered.answer is None:
        return None
    return max(0.0, (answered.answer.at - one.raised_at).total_seconds() / 3600)


def outcome(one: Headline, known: Terms) -> str:
    """Say how an alert ended, or where it stands."""
    if one.verdict:
        return codes.VERDICTS[one.verdict][0]
    if one.merged_into:
        return f"Joined with {one.merged_into}"
    if one.state == "acknowledged" and one.assigned_to:
        return f"In hand: {known.told((one.assigned_to,))}"
    return codes.STATES[one.state]


def _choices(
    view: DeskView, alerts: Iterable[Headline], known: Terms
) -> dict[str, tuple[tuple[str, str], ...]]:
    areas = view.configuration.areas.by_code
    seen = list(alerts)
    codes_seen = {code for one in seen for code in one.areas if view.viewer.may_see((code,))}
    held = sorted({one.assigned_to for one in seen if one.assigned_to})
    return {
        "tier": tuple(codes.TIER_WORDS.items()),
        "family": tuple(codes.FAMILIES.items()),
        "area": tuple((code, areas[code].name) for code in sorted(codes_seen) if code in areas),
        "verdict": (
            *((name, words[0]) for name, words in codes.VERDICTS.items()),
            *codes.STATES.items(),
        ),
        "who": tuple((one, known.told((one,))) for one in held),
    }


SCREEN = Screen("history", "/history", build, "history.html", keeps=True, exports=True)
