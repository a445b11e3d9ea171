"""Alerts by revision, as far back as something is still to be told of them."""

from __future__ import annotations

from collections.abc import Iterator

from streams.notify.inputs.records import Body


class Bodies:
    """Every alert at its newest revision, and older ones until they are no longer wanted."""

    def __init__(self) -> None:
        self._by_alert: dict[str, dict[int, Body]] = {}

    def put(self, body: Body) -> None:
        """Keep one revision."""
        self._by_alert.setdefault(body.alert_id, {})[body.revision] = body

    def drop(self, alert_id: str) -> None:
        """Forget an alert that was erased from its topic."""
        self._by_alert.pop(alert_id, None)

    def at(self, alert_id: str | None, revision: int | None) -> Body | None:
        """Give the revision decided upon; where it is gone, the first one after it."""
        held = self._by_alert.get(alert_id or "", {})
        later = [number for number in held if number >= (revision or 0)]
        return held[min(later)] if later else None

    def newest_of(self, alert_id: str | None) -> Body | None:
        """An alert as it stands."""
        held = self._by_alert.get(alert_id or "")
        return held[max(held)] if held else None

    def settled(self, alert_id: str | None, revision: int | None) -> None:
        """Let go of the revisions before one that everybody has been told of."""
        held = self._by_alert.get(alert_id or "", {})
        newest = max(held, default=0)
        for number in [one for one in held if one < min(revision or 0, newest)]:
            del held[number]

    def newest(self) -> Iterator[Body]:
        """Every alert as it stands, in the order of their ids."""
        for _, held in sorted(self._by_alert.items()):
            yield held[max(held)]
