"""The file of what passes between areas is checked whole: all faults at once."""

from __future__ import annotations

import tomllib

import pytest

from streams.configuration import DATA
from streams.core.across import across_from
from streams.core.errors import ConfigurationError


def test_the_shipped_file_says_64_km():
    across = across_from(tomllib.loads((DATA / "across.toml").read_text()))

    assert (across.border_km, across.most_mentions, across.kept.days) == (64, 12, 1856)


def test_every_fault_is_named():
    with pytest.raises(ConfigurationError) as told:
        across_from({"border": {"km": "far", "miles": 40}, "mentions": {"source": "x", "most": 1}})

    text = str(told.value)
    for fault in (
        "unknown field miles",
        "source is missing",
        "km must be",
        "most must be",
        "kept_",
    ):
        assert fault in text
