"""Q4: a quarter's report is due ten working days after it, until somebody says that it is out."""

from __future__ import annotations

from datetime import UTC, datetime

from schemas.alerts import Alert
from streams.codec import read_row, write_row
from streams.core.events import Ticked
from streams.core.watch import Watch
from tests.core.people_and_places import (
    CUMBRIA,
    START,
    Story,
    at,
    configuration,
    only_live,
)

APRIL = (datetime(2026, 4, 1, tzinfo=UTC) - START).total_seconds() / 86400


def an_area(area: str = CUMBRIA) -> Story:
    return Story(area, **only_live("report_due")).wait(0)


def reports(story: Story) -> list[Alert]:
    return story.alerts("report_due")


def test_the_end_of_a_quarter_makes_its_report_due_in_ten_working_days() -> None:
    story = an_area().wait(APRIL)

    (alert,) = reports(story)
    assert (alert.family, alert.tier, alert.recipients) == ("data_quality", "info", ("ANALYST",))
    assert alert.title == "Report due: Analytical report on death investigations, Cumbria"
    assert alert.why == (
        "The report on patterns in death investigations is due (end of each quarter). "
        "First: Report out, by Thu 16 Apr 2026, 23:59 BST."
    )
    (line,) = alert.duties
    assert (line.duty, line.step, line.state) == ("death_report", "publish", "open")


def test_it_ends_when_the_report_is_out() -> None:
    story = an_area().wait(APRIL)
    name = reports(story)[0].alert_id

    fields = {"alert_id": name, "duty": "death_report", "step": "publish"}
    done = story.order("complete", APRIL + 3, **fields)

    assert (done.decision, reports(story)[0].state) == ("command_done", "resolved")
    assert reports(story)[0].title == "Done: nothing is due any more"


def test_a_report_that_is_late_is_said_once_and_nobody_is_called() -> None:
    story = an_area().wait(APRIL + 80)

    said = [one.decision for one in story.outcomes if one.decision.kind == "report_due"]
    assert [(one.decision, one.reason) for one in said] == [
        ("told", "first"),
        ("reminded", "deadline_missed"),
    ]


def test_each_quarter_and_each_31_january_has_an_alert_of_its_own() -> None:
    story = an_area().wait(365)

    assert [(one.duties[0].duty, one.raised_at.date().isoformat()) for one in reports(story)] == [
        ("death_report", "2026-03-30"),
        ("death_report", "2026-06-29"),
        ("death_report", "2026-09-29"),
        ("death_report", "2026-12-31"),
        ("svd_refresh", "2027-01-31"),
    ]


def test_a_force_outside_england_and_wales_has_none() -> None:
    assert not reports(an_area("S23000009").wait(365))


def test_a_restart_raises_neither_twice_nor_never() -> None:
    one = Watch(configuration().context_of)
    for day in (0.0, 100.0):
        list(one.apply(_tick(day)))
    other = Watch(configuration().context_of)
    for name, row in one.changed().items():
        if row is not None:
            other.restore(name, read_row(name.split("|")[0], write_row(row)))
    other.restored()

    assert list(other.apply(_tick(150))) == list(one.apply(_tick(150)))


def _tick(day: float) -> Ticked:
    return Ticked(area=CUMBRIA, time=at(day))
