"""Names of alerts: the same for the same input, and they say where commands go.

Source: contract, section 4, ``alert_id``.
"""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Iterable
from hashlib import sha256

from streams.core.lookup import CaseRow
from streams.core.state import AreaState

ID_LENGTH = 12  # base32 characters: 60 bits
LEADS = 2  # first members that name a cluster


def alert_id(area: str, klass: str, leads: Iterable[str]) -> str:
    """Name an alert by its home area, its class, and the reports (row ids) that lead it."""
    text = "\x1f".join((klass, *leads))
    return f"{area}-{b32encode(sha256(text.encode()).digest()).decode()[:ID_LENGTH]}"


def cluster_id(state: AreaState, members: Iterable[str]) -> str:
    """Name a cluster by its first two members by arrival, or its only one."""
    return alert_id(state.context.area.code, "cluster", list(members)[:LEADS])


def data_id(state: AreaState, kind: str, source: str, start: str) -> str:
    """Name an alert about data by its kind, its sender, and the day or moment it starts at."""
    return alert_id(state.context.area.code, "data", [kind, source, start])


def by_arrival(state: AreaState, ids: Iterable[str]) -> tuple[str, ...]:
    """Order row ids by first arrival in any area; those that are gone are left out."""
    rows: list[CaseRow] = state.rows(set(ids))
    return tuple(row.id for row in sorted(rows, key=lambda row: row.by_arrival))
