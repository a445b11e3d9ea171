"""A small evening in one force: what analysts must answer, decide, silence and hand over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from streams.replay.lines import Line
from tests.contract.senders import DEATHS, structured, text

AREA = "E23000002"
OTHER_AREA = "E23000003"
FORCE = "//cumbria.police.uk/niche"
METRE = 1 / 111_195
HOSTILE = '"><img src=x onerror=alert(1)><script>alert(2)</script>{{7*7}}\u202e'
"""What an attacker writes into every field that takes text."""


class Story:
    """Lines of reports, numbered, in order of arrival; times count back from now."""

    def __init__(self, now: datetime | None = None) -> None:
        self.now = (now or datetime.now(UTC)).replace(microsecond=0)
        self._number = 0

    def ago(self, days: float) -> datetime:
        return self.now - timedelta(days=days)

    def series(self, deaths: int = 3, metres: float = 120, since: float = 20) -> Iterator[Line]:
        """Young men found hanged within a few streets: a red alert."""
        for number in range(deaths):
            yield self.death(
                f"S-{number}", since - 6 * number, north=metres * number, method="asphyxia",
                category="unexpected_under_investigation", age=22 + number,
            )  # fmt: skip

    def homes(self) -> Iterator[Line]:
        """Two deaths at one address: an amber alert."""
        for number, days in enumerate((9.0, 2.0)):
            yield self.death(
                f"H-{number}", days, north=9_000, place_kind="home", uprn="100012345",
                sex="F", age=81 + number, method="unknown",
            )  # fmt: skip

    def homicide(self) -> Line:
        """A homicide by a partner: several duties to decide."""
        return self.death(
            "M-1", 1.0, north=15_000, category="homicide", method="sharp", age=34, sex="F",
            place_kind="home", flags=["domestic_abuse"],
            people=[{"token": "t" * 64, "role": "partner"}],
        )  # fmt: skip

    def quiet(self, number: int = 6) -> Iterator[Line]:
        """Deaths that concern nobody else, so that there is a usual."""
        for one in range(number):
            yield self.death(
                f"Q-{one}", 30.0 - 4 * one, north=-20_000 - 5_000 * one, method="natural",
                category="expected_natural", age=70 + one,
            )  # fmt: skip

    def hostile(self) -> Iterator[Line]:
        """The same red series with hostile text in every field that takes any."""
        for number in range(3):
            yield self.death(
                f"X-{HOSTILE[:40]}-{number}", 8.0 - 2 * number, north=-9_000 + 50.0 * number,
                age=50 + number, method="asphyxia", incident=f"{HOSTILE}{number}",
                venue=HOSTILE, ward=HOSTILE, institution=HOSTILE[:60], uprn=HOSTILE[:30],
                substances=[HOSTILE], flags=[HOSTILE], occupation=HOSTILE,
                source=f"//{'x' * 3}.example/{'y' * 4}",
            )  # fmt: skip

    def death(self, number: str, days_ago: float, *, north: float = 0, **more: Any) -> Line:
        when, source = self.ago(days_ago), more.pop("source", FORCE)
        place = {"lat": 54.895 + north * METRE, "lon": -2.934, "kind": "outdoors"} | {
            name: more.pop(name)
            for name in ("uprn", "venue", "ward", "institution", "lsoa")
            if name in more
        }
        place["kind"] = more.pop("place_kind", place["kind"])
        subject = {"sex": more.pop("sex", "M"), "age": more.pop("age", 40)} | {
            name: more.pop(name) for name in ("occupation",) if name in more
        }
        data = {
            "report_id": number, "version": 1, "area": AREA, "recorded_at": text(when),
            "occurred_from": text(when - timedelta(hours=2)),
            "category": "unexpected_under_investigation", "subject": subject, "place": place,
        } | more  # fmt: skip
        return self._line(data, DEATHS, when + timedelta(minutes=5), source)

    def _line(self, data: dict[str, Any], topic: str, time: datetime, source: str) -> Line:
        self._number += 1
        event = structured(data, topic, source=source, time=text(time))
        return Line(self._number, event.value or b"", 0)
