"""What every section stands on: the deaths that count, their months, and what to expect."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from streams.core.areas import Area, District, distance_km
from streams.core.duties.calendar import LONDON
from streams.report.columns import Columns, Death, Period, Violence, month_of, months_between
from streams.report.feeds import Name, silent
from streams.report.figure import Row, Verdict
from streams.report.measures import lines
from streams.report.measures.season import (
    FEWEST_CASES,
    FEWEST_MONTHS,
    MOST_MONTHS,
    flat,
    seasonal,
)  # fmt: skip
from streams.report.measures.standard import BANDS, band_of
from streams.report.measures.still_to_come import Nowcast, nowcasts

COMPLETE = 0.98
MOST_DELAY = 6  # months that the ladder reaches
A_QUARTER = 91
FEW = 5.0

GROUPS: Mapping[str, tuple[str, ...]] = {
    "Unexpected, no other cause": (
        "unexpected_under_investigation", "unexpected_not_suspicious",
    ),
    "Suspected suicide": ("suspected_suicide",),
    "Suspected drug-related": ("suspected_drug_related",),
    "Suspected accident": ("suspected_accident",),
    "Homicide and suspicious": ("homicide", "suspicious"),
    "Undetermined": ("undetermined",),
}  # fmt: skip


@dataclass(frozen=True)
class Ground:
    """Columns with the area, the period and the tables that were given."""

    columns: Columns
    area: Area
    asked: Period
    batch_days: float
    district_people: Mapping[str, int] = field(default_factory=dict)
    lsoas: Mapping[str, str] = field(default_factory=dict)
    bands: Mapping[tuple[str, str], float] = field(default_factory=dict)
    district_bands: Mapping[str, Mapping[tuple[str, str], float]] = field(default_factory=dict)
    deprived: Mapping[str, int] = field(default_factory=dict)
    neighbours: Mapping[str, str] = field(default_factory=dict)
    detectors: Sequence[Mapping[str, str | float]] = ()
    previous: Mapping[str, Any] | None = None

    @cached_property
    def period(self) -> Period:
        """The period asked for, as far as it is over at the report's time."""
        today = self.columns.as_of.astimezone(LONDON).date()
        end = min(self.asked.end, today + timedelta(days=1))
        return Period(self.asked.start, max(self.asked.start, end))

    @cached_property
    def first_month(self) -> date:
        """The first month that is wholly covered."""
        first = month_of(self.columns.first or self.columns.as_of)
        return (first + timedelta(days=32)).replace(day=1)

    @cached_property
    def deaths(self) -> list[Death]:
        """Every death, by date; a person's code on two reports is one death, the first heard of."""
        heard = sorted(
            self.columns.deaths.values(), key=lambda one: (one.arrived, one.source, one.report_id)
        )
        people: set[str] = set()
        found = []
        for one in heard:
            if one.token is None or one.token not in people:
                found.append(one)
            if one.token is not None:
                people.add(one.token)
        return sorted(found, key=lambda one: (one.occurred, one.source, one.report_id))

    @cached_property
    def unexpected(self) -> list[Death]:
        """Every unexpected death, by date."""
        return [one for one in self.deaths if one.is_unexpected]

    @cached_property
    def silent(self) -> dict[Name, list[Period]]:
        """Feeds that were silent over a tenth of the period, with their silent days."""
        return silent(self.columns.feeds, self.period)

    def people_from(self, age: int) -> float:
        """Residents of this age or older; 0 where people by age are not known."""
        first = band_of(age)
        return sum(n for (_, band), n in self.bands.items() if BANDS.index(band) >= first)

    def is_heard(self, one: Death | Violence, kind: str) -> bool:
        """Say whether a report's sender was heard all through the period."""
        return (one.source, kind) not in self.silent

    @cached_property
    def heard_violence(self) -> list[Violence]:
        """Acts of senders that were heard all through the period."""
        return [one for one in self.columns.violence.values() if self.is_heard(one, "violence")]

    def deaf_months(self, kind: str) -> frozenset[date]:
        """Months of the period in which a sender of this kind was silent."""
        return frozenset(
            month_of(midnight(gap.start + timedelta(days=i)))
            for (_, of), found in self.silent.items() if of == kind
            for gap in found for i in range(gap.days)
        )  # fmt: skip

    @cached_property
    def in_period(self) -> list[Death]:
        """Unexpected deaths of the period."""
        return [one for one in self.unexpected if self.period.holds(one.occurred)]

    @cached_property
    def loads(self) -> list[tuple[str, datetime, datetime]]:
        """Loads of old reports: sender, first and last arrival."""
        found = []
        for alert in self.columns.alerts.values():
            if alert["kind"] == "batch_burst" and alert["window"] and alert["evidence"]:
                ends = (datetime.fromisoformat(alert["window"][end]) for end in ("from", "to"))
                found.append((str(alert["evidence"][0]["source"]), *ends))
        return found  # type: ignore[return-value]

    def is_loaded(self, death: Death) -> bool:
        """Say whether a report of an old death came in a load."""
        if death.arrived - death.occurred <= timedelta(days=self.batch_days):
            return False
        return any(
            source == death.source and start <= death.arrived <= end
            for source, start, end in self.loads
        )

    @cached_property
    def trended(self) -> list[Death]:
        """Unexpected deaths for trends: each incident once, without loads and silent senders."""
        seen: set[str] = set()
        found = []
        for one in self.unexpected:
            if self.is_loaded(one) or not self.is_heard(one, "death"):
                continue
            if one.incident is not None and one.incident in seen:
                continue
            if one.incident is not None:
                seen.add(one.incident)
            found.append(one)
        return found

    @cached_property
    def months(self) -> list[date]:
        """Whole months that are covered, at most sixty before the period."""
        found = months_between(self.first_month, self.period.end)
        before = sum(one < self.period.start for one in found)
        return found[max(0, before - MOST_MONTHS) :]

    @property
    def history(self) -> list[date]:
        """Months before the period."""
        return [one for one in self.months if one < self.period.start]

    def district_of(self, death: Death) -> tuple[District | None, bool]:
        """Find a death's district, and say whether it is only the nearest label point."""
        by_code = {one.code: one for one in self.area.districts}
        told = death.district or self.lsoas.get(death.lsoa or "")
        if told in by_code:
            return by_code[told], False
        return self._nearest(death.lat, death.lon), True

    def _nearest(self, lat: float | None, lon: float | None) -> District | None:
        if lat is None or lon is None:
            return None
        points = [d for d in self.area.districts if d.lat is not None and d.lon is not None]
        return min(
            points,
            key=lambda d: (distance_km(lat, lon, d.lat or 0.0, d.lon or 0.0), d.code),
            default=None,
        )


def by_month(moments: Iterable[datetime], months: Sequence[date]) -> list[int]:
    """Count instants by London month."""
    place = {month: i for i, month in enumerate(months)}
    counts = [0] * len(months)
    for one in moments:
        at = place.get(month_of(one))
        if at is not None:
            counts[at] += 1
    return counts


def length_of(month: date) -> int:
    """Days of a month."""
    return ((month + timedelta(days=32)).replace(day=1) - month).days


def month_words(month: date) -> str:
    """Name a month."""
    return f"{month:%b %Y}"


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the time before leads us to expect of the period.

    ``monthly``: mean and variance of each month, if there is a season; else none. ``is_whole``:
    the period is made of whole months, so that what is still to come is known.
    """

    expected: float
    variance: float
    how: str
    monthly: tuple[tuple[float, float], ...] = ()
    is_whole: bool = True


def outlook(counts: Sequence[int], ground: Ground) -> Outlook | None:
    """Expect the period from whole months before it; None where they are too few."""
    learned = len(ground.history)
    months = ground.months[-len(counts) :] if counts else []
    before, days = counts[:learned], [length_of(one) for one in months]
    whole = sum(days[learned:]) == ground.period.days
    if whole and learned >= FEWEST_MONTHS and sum(before) >= FEWEST_CASES * learned:
        fit = seasonal(counts, days, learned, months[0].month - 1)
        return Outlook(
            sum(fit.mean[learned:]), fit.variance_of_sum, "expected with the season",
            tuple(zip(fit.mean, fit.variance, strict=True)),
        )  # fmt: skip
    past = sum(days[:learned])
    if not past or sum(before) * A_QUARTER < FEWEST_CASES * past:
        return None
    expected, variance = flat(sum(before), past, ground.period.days)
    return Outlook(expected, variance, "expected flat, without a season", is_whole=whole)


def judged(label: str, value: int, found: Outlook | None, nowcast: Nowcast | None = None) -> Row:
    """Hold a number against its usual range."""
    if found is None:
        return Row(label=label, value=value, verdict="few")
    usual = lines.usual(found.expected, found.variance)
    low, inner, upper, top = lines.lines(found.expected, found.variance)
    row = Row(
        label=label, value=value, expected=round(found.expected, 2), usual=usual,
        outer=(round(low, 3), round(top, 3)), verdict=verdict(value, low, inner, upper, top),
    )  # fmt: skip
    if nowcast is not None and nowcast.share < COMPLETE:
        return _with(row, "incomplete", nowcast)
    if not found.is_whole and value < usual[0]:
        return replace(row, verdict="incomplete")
    if found.expected < FEW and row.verdict != "beyond":
        return Row(
            label=label, value=value, expected=row.expected, usual=usual, outer=row.outer,
            verdict="few", unseen=round(lines.unseen(found.expected), 1),
        )  # fmt: skip
    return row


def _with(row: Row, said: Verdict, nowcast: Nowcast) -> Row:
    return Row(
        label=row.label, value=row.value, expected=row.expected, usual=row.usual, outer=row.outer,
        low=nowcast.low, high=nowcast.high, verdict=said,
    )  # fmt: skip


def verdict(value: float, low: float, inner: float, upper: float, top: float) -> Verdict:
    """Name where a number lies against its four lines."""
    if value <= low or value >= top:
        return "beyond"
    return "between" if value <= inner or value >= upper else "inside"


def still_to_come(
    cases: Iterable[tuple[datetime, datetime]], ground: Ground
) -> tuple[list[Nowcast], int]:
    """Estimate each month from (happened, known), and count what came later than the ladder.

    Only months that are over when the report is made are rows of the ladder.
    """
    months = ground.months
    if not months:
        return [], 0
    now = month_of(ground.columns.as_of)
    place = {month: i for i, month in enumerate(months)}
    width = min(MOST_DELAY, len(months))
    table = [[0] * width for _ in months]
    late = 0
    for happened, known in cases:
        at = place.get(month_of(happened))
        if at is None:
            continue
        delay = _apart(months[at], month_of(known))
        if delay < width:
            table[at][max(delay, 0)] += 1
        else:
            late += 1
    seen = [[n if d <= _apart(m, now) else None for d, n in enumerate(row)]
            for m, row in zip(months, table, strict=True)]  # fmt: skip
    return nowcasts(seen), late


def _apart(one: date, other: date) -> int:
    return (other.year - one.year) * 12 + other.month - one.month


def together(coming: Sequence[Nowcast], ground: Ground) -> Nowcast | None:
    """Join the months of the period; their intervals are added, which is too wide, never short.

    None where the period is not made of whole months.
    """
    mine = [one for one in ground.months if one >= ground.period.start]
    last = coming[-len(mine) :] if mine else []
    if sum(map(length_of, mine)) != ground.period.days or not last:
        return None
    known, likely = sum(one.known for one in last), sum(one.likely for one in last)
    low, high = sum(one.low for one in last), sum(one.high for one in last)
    return Nowcast(known, likely, low, high, known / likely if likely else 1.0)


def midnight(day: date) -> datetime:
    """When a London day begins, in UTC."""
    return datetime.combine(day, time(), LONDON).astimezone(UTC)


def tally(things: Iterable[Death], key: Callable[[Death], str | None]) -> dict[str, int]:
    """Count by a key, the most first; what has none is counted as not known."""
    found: dict[str, int] = {}
    for one in things:
        name = key(one) or "not known"
        found[name] = found.get(name, 0) + 1
    return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))
