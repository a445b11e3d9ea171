"""Area summaries: how an area stands and how much the service can see of it. Codes, no people.

Source: contract, section 1 (``areas.v1``); console specification, sections 4 and 12.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from schemas.alerts import Tier

AREA_SUMMARY_TYPE = "tocsin.area-summary.v1"


@dataclass(frozen=True, slots=True)
class Span:
    """So many whole weeks up to the newest, counted together.

    ``expected``, ``low`` and ``high`` (19 in 20 lie from low to high) are None where too little
    of the time before is known.
    """

    weeks: int
    observed: int
    expected: float | None
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that is counted, week by week, oldest first; weeks end where the summary says.

    ``name`` is a stream or a category as reports name it, ``words`` what people call it,
    ``family`` deaths, violence, missing or partner_counts. ``expected``, ``low`` and ``high`` are
    what the weeks before each week made usual; None where too little is known of them.
    """

    name: str
    words: str
    family: str
    observed: tuple[int, ...]
    expected: tuple[float | None, ...]
    low: tuple[int | None, ...]
    high: tuple[int | None, ...]
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class DistrictCounts:
    """One measure in one district over the spans; measures of which none was seen are left out."""

    measure: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class DistrictStanding:
    """A district of the area: the point that labels it (WGS 84 degrees), and what was counted."""

    code: str
    name: str
    lat: float | None
    lon: float | None
    counts: tuple[DistrictCounts, ...]


@dataclass(frozen=True, slots=True)
class Institution:
    """Unexpected deaths at one site over the newest 365 days. Known by its code alone.

    ``expected`` is for one of its kind and beds, by the shipped rate; None for a kind that has
    none. ``beds`` as a partner last counted them.
    """

    institution: str
    kind: str
    beds: int | None
    observed: int
    expected: float | None


@dataclass(frozen=True, slots=True)
class FeedStanding:
    """A sender as heard in this area. Hours; shares (0 to 1) and delays are of the newest 30 days.

    ``usual_gap_hours``: the longest gap lately; None while it has no usual rhythm.
    ``silent_at``: when it will have been silent too long, or was; None without a rhythm.
    ``reports``: whole history; ``reports_today``: since midnight, local time. Delay is from when
    the sender became aware to when the report came. All shares are None without a report.
    """

    source: str
    last_seen: datetime
    usual_gap_hours: float | None
    silent_at: datetime | None
    is_silent: bool
    alert_id: str | None
    reports: int
    reports_today: int
    reports_30_days: int
    delay_median_hours: float | None
    delay_p95_hours: float | None
    with_place: float | None
    with_category: float | None
    with_method: float | None
    used_in_part: int


@dataclass(frozen=True, slots=True)
class SetAside:
    """Messages of a sender set aside in the newest 30 days, by reason; never their values.

    Only those whose area could be read stand here; ``partial`` ones were used but for a field.
    """

    source: str
    reason: str
    partial: bool
    count: int
    last: datetime


@dataclass(frozen=True, slots=True)
class DetectorTally:
    """What one detector did here.

    ``by_month``: alerts of this kind raised in each of 12 spans of 30 days, oldest first.
    ``by_month`` and ``by_tier`` (all of the 12 together) count what people were told of.
    ``verdicts``: how alerts that it had part in were closed. ``withheld``: findings that nobody
    was told of since the area is watched, of which ``told_later`` were told after all.
    ``shadow``: alerts that were written and told to none; they count nowhere else here.
    """

    detector: str
    status: str
    by_month: tuple[int, ...]
    by_tier: dict[Tier, int]
    verdicts: dict[str, int]
    withheld: int
    told_later: int
    shadow: int


@dataclass(frozen=True, slots=True)
class SilenceStanding:
    """A silence, live or ended in the time that it is kept. ``by``: the user who made it."""

    silence_id: str
    alert_id: str | None
    kind: str | None
    lsoa: str | None
    institution: str | None
    by: str
    reason: str
    start: datetime
    until: datetime
    ended: datetime | None
    hides_red: bool
    hidden: int
    last_hid: datetime | None
    idle: datetime | None


@dataclass(frozen=True, slots=True)
class OwnLines:
    """The lines of a stream in force here, in nats. ``since``: own ones; None: as shipped."""

    stream: str
    amber: float
    red: float
    since: datetime | None


@dataclass(frozen=True, slots=True)
class AlertBudget:
    """How many alerts may be told here, and how many lately were."""

    amber_a_week: int
    amber_this_week: int
    red_a_month: int
    red_this_month: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaSummary:
    """How an area stands at ``at``, in the clock of the reports (UTC).

    ``weeks_end``: the day (at 00:00 UTC) before which the newest week of every measure ends.
    ``unfinished_weeks``: so many of the newest weeks still have reports to come. ``since``: from
    when on the area is watched; ``population``: residents, None if not known.
    """

    area: str
    name: str
    population: int | None
    at: datetime
    since: datetime
    last_report: datetime | None
    cases: int
    weeks_end: datetime
    unfinished_weeks: int
    measures: tuple[Measure, ...]
    districts: tuple[DistrictStanding, ...]
    institutions: tuple[Institution, ...]
    feeds: tuple[FeedStanding, ...]
    set_aside: tuple[SetAside, ...]
    detectors: tuple[DetectorTally, ...]
    silences: tuple[SilenceStanding, ...]
    lines: tuple[OwnLines, ...]
    budget: AlertBudget
    service_version: str
    config_digest: str
