"""What came since a list was opened: said above the list, which itself does not move."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from streams.console.desk.facts import Headline
from streams.console.screens import card as cards


@dataclass(frozen=True, slots=True)
class News:
    """How many alerts are new since a list was opened, and the first of them."""

    opened_at: datetime
    count: int
    first: Headline | None


def news(alerts: Iterable[Headline], opened_at: datetime) -> News:
    """Find the alerts that were raised after a list was opened and that nobody has answered."""
    fresh = sorted(
        (one for one in alerts if one.is_unanswered and one.raised_at > opened_at),
        key=cards.order,
    )
    return News(opened_at, len(fresh), fresh[0] if fresh else None)
