"""The series file is checked at start, and every fault is named at once."""

from __future__ import annotations

import tomllib
from copy import deepcopy
from typing import Any

import pytest

from streams.configuration import DATA
from streams.core.errors import ConfigurationError
from streams.core.series.settings import series_from

SHIPPED = tomllib.loads((DATA / "series.toml").read_text())


def faults_with(**changes: Any) -> str:
    table = deepcopy(SHIPPED)
    for path, value in changes.items():
        *groups, name = path.split("__")
        at = table
        for group in groups:
            at = at[group]
        at[name] = value
    with pytest.raises(ConfigurationError) as caught:
        series_from(table)
    return str(caught.value)


def test_the_shipped_file_is_right() -> None:
    assert series_from(SHIPPED).lines["suicide"].h1 == 0.9


def test_every_fault_is_named_at_once() -> None:
    said = faults_with(
        background__guard_days=0,
        scan__strengths=[5.0, 2.0],
        scan__strata__ward=["x"],
        thresholds__stream__drug={"h1": 1.0},
        background__keyed__token={},
        stream__suicide={"classes": [], "more": 0.0},
    )

    for wanted in (
        "guard_days", "strengths", "[scan.strata] ward", "[thresholds.stream] drug",
        "token needs weight", "[stream.suicide] has no rate",
    ):  # fmt: skip
        assert wanted in said


def test_shares_may_not_spend_more_than_the_budget() -> None:
    more = {"h1": 2.9, "g": 0.9, "share": 0.5}

    assert "more than the budget" in faults_with(thresholds__stream__linker=more)
