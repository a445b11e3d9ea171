"""What passes between areas, as a dated file says: how near to a border, how common a token."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from streams.core.case import Case
from streams.core.classes import is_unexpected
from streams.core.duties.tables import Table
from streams.core.errors import ConfigurationError
from streams.core.violence import STRANGLED, is_grave_violence

BORDER = "border"  # why a case is copied: it is near; because of a token it is ``link`` and a name


@dataclass(frozen=True, slots=True)
class Across:
    """All of the file. ``most_mentions``: in how many reports a token may stand and be a clue."""

    border_km: int
    most_mentions: int
    kept: timedelta


def across_from(data: Mapping[str, Any]) -> Across:
    """Check the file and read it.

    Raises:
        ConfigurationError: naming every fault at once.
    """
    faults: list[str] = []
    file = Table("across", data, faults)
    file.only(("meta", "border", "mentions"))
    border, mentions = file.table("border"), file.table("mentions")
    border.only(("source", "km"))
    mentions.only(("source", "most", "kept_days"))
    border.text("source")
    mentions.text("source")
    read = Across(
        border_km=border.number("km", 1),
        most_mentions=mentions.number("most", 2),
        kept=timedelta(days=mentions.number("kept_days", 1)),
    )
    if faults:
        raise ConfigurationError(faults)
    return read


def may_be_copied(case: Case) -> bool:
    """Tell whether a series across a border may hold a case.

    Deaths that were foreseen are no part of one, and of violence what is grave is; lesser
    violence against one who died elsewhere is a link by the person's token.
    """
    if case.kind == "violence":
        return is_grave_violence(case) or STRANGLED in case.flags
    return case.kind != "death" or is_unexpected(case)
