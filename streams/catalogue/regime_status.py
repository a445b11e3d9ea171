"""Where a review regime stands on a day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from streams.core.duties.book import Book
from streams.core.duties.regimes import Regime
from streams.core.errors import ConfigurationError

LAW = re.compile(r"\bAct \d{4}|Regulations|statutory guidance")
OF_LAW = frozenset({"statute", "guidance"})


class Status(StrEnum):
    """Where a regime stands."""

    IN_FORCE = "in force"
    NOT_COMMENCED = "not commenced"
    NOT_YET = "not yet in force"
    PILOT = "pilot"
    PILOT_OVER = "pilot, over"
    ENDED = "no longer in force"
    POLICY = "policy"


@dataclass(frozen=True, slots=True)
class Known:
    """One regime, where it stands, and what its file says beside it."""

    regime: Regime
    status: Status
    evidence: str
    sources: Mapping[str, Mapping[str, str]]


def known_regimes(book: Book, tables: Mapping[str, Any], today: date) -> tuple[Known, ...]:
    """List every regime in the order of its file."""
    rows = {row["id"]: row for row in tables["regime"]}
    return tuple(
        Known(
            regime,
            status_of(regime, today),
            rows[name].get("status_evidence") or rows[name].get("date_note") or "",
            {source: tables["source"][source] for source in regime.sources},
        )
        for name, regime in book.regimes.items()
    )


def status_of(regime: Regime, today: date) -> Status:
    """Say where a regime stands; one that neither Act nor guidance carries is policy."""
    if regime.in_force_from is None:
        return Status.NOT_COMMENCED
    if regime.in_force_from > today:
        return Status.NOT_YET
    is_over = regime.in_force_to is not None and regime.in_force_to < today
    if regime.areas and regime.in_force_to is not None:
        return Status.PILOT_OVER if is_over else Status.PILOT
    if is_over:
        return Status.ENDED
    is_law = LAW.search(regime.legal_basis) or any(one.basis in OF_LAW for one in regime.steps)
    return Status.IN_FORCE if is_law else Status.POLICY


def one_of(entries: tuple[Known, ...], wanted: str) -> Known:
    """Find a regime by its id.

    Raises:
        ConfigurationError: there is none.
    """
    for entry in entries:
        if entry.regime.id == wanted.lower():
            return entry
    known = ", ".join(entry.regime.id for entry in entries)
    raise ConfigurationError([f"{wanted} is no duty; known are {known}"])
