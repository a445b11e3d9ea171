"""How alerts are told is data: checked at start, all faults at once."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from typing import Any

import pytest

from streams.configuration import DATA
from streams.core.alerting import alerting_from
from streams.core.errors import ConfigurationError


def the_file() -> dict[str, Any]:
    return tomllib.loads((DATA / "alerting.toml").read_text())


def test_the_shipped_file_is_whole() -> None:
    assert alerting_from(the_file()).chains["red"].roles[0] == "DI"


def test_every_fault_is_named_at_once() -> None:
    file = the_file()
    file["escalation"]["quiet_tiers"] = ["red"]
    file["escalation"]["quiet_from"] = 24
    file["escalation"]["amber"]["again_hours"] = 0
    del file["silence"]["amber_days"]
    del file["overdue"]["source"]
    file["budget"]["families"] = ["review_due"]
    file["surprise"] = {}

    with pytest.raises(ConfigurationError) as refused:
        alerting_from(file)

    assert refused.value.faults == (
        "alerting: unknown field surprise",
        "alerting, escalation, amber: again_hours must be a whole number, 1 or more",
        "alerting, escalation: quiet_from and quiet_to must be hours from 0 to 23",
        "alerting, escalation: quiet_tiers must not hold red: a red alert never waits",
        "alerting, overdue: source is missing",
        "alerting, silence: amber_days must be a whole number, 1 or more",
        "alerting, budget: families must not hold review_due: no budget withholds a duty",
    )


@pytest.mark.parametrize(
    ("at", "over", "because"),
    [
        ((3, 1, 21, 59), (3, 1, 21, 59), "not yet quiet"),
        ((3, 1, 22, 0), (3, 2, 7, 0), "the night begins"),
        ((3, 2, 3, 30), (3, 2, 7, 0), "after midnight"),
        ((3, 2, 7, 0), (3, 2, 7, 0), "the night is over"),
        ((3, 29, 0, 30), (3, 29, 6, 0), "clocks go forward that night: seven is six in UTC"),
        ((7, 1, 21, 0), (7, 2, 6, 0), "in summer ten at night is nine in UTC"),
    ],
)
def test_quiet_hours_are_local(at: tuple[int, ...], over: tuple[int, ...], because: str) -> None:
    quiet = alerting_from(the_file()).quiet
    month, day, hour, minute = at
    wanted = datetime(2026, *over, tzinfo=UTC)
    assert quiet.over(datetime(2026, month, day, hour, minute, tzinfo=UTC), "amber") == wanted
    assert quiet.over(datetime(2026, month, day, hour, minute, tzinfo=UTC), "red").hour == hour


def test_the_budget_is_for_each_started_million() -> None:
    budget = alerting_from(the_file()).budget
    people = (None, 500_000, 1_000_000, 1_000_001, 9_000_000)
    assert [budget.amber(one) for one in people] == [2, 2, 2, 4, 18]
