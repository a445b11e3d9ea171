"""An area's reports as its log says, and as they stood at the first tick of the newest month.

Source: detection specification, section 6.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from streams.core.copies import first_row, newer
from streams.core.events import (
    AreaEvent,
    Calibrated,
    CaseFiled,
    CaseRetracted,
    Earlier,
    Scanned,
    is_from_another,
)
from streams.core.lookup import CaseRow


@dataclass(slots=True)
class Past:
    """Own cases by row id; when the first came; what the calibrator said already.

    ``month`` and ``before``: the newest month of the clock, and the cases as it began.
    """

    area: str
    clock: datetime | None = None
    since: datetime | None = None
    month: datetime | None = None
    cases: dict[str, CaseRow] = field(default_factory=dict)
    before: Mapping[str, CaseRow] = field(default_factory=dict)
    calibrated: dict[str, datetime] = field(default_factory=dict)
    scanned: datetime | None = None
    came: int = 0

    def hear(self, event: AreaEvent) -> None:
        """Apply the next event of the log."""
        if isinstance(event, Calibrated):
            self.calibrated[event.stream] = event.as_of
        elif isinstance(event, Scanned):
            self.scanned = event.as_of
        else:
            self._advance(event.time)
        if is_from_another(event):
            return
        if isinstance(event, CaseFiled):
            self._file(event)
        elif isinstance(event, CaseRetracted):
            self.cases.pop(f"{event.source}\x1f{event.report_id}", None)

    def _advance(self, time: datetime) -> None:
        """Keep the cases as they stand when a month begins, before what begins it is applied."""
        if self.clock is not None and time <= self.clock:
            return
        self.clock = time
        month = time.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        if month != self.month:
            self.month, self.before = month, dict(self.cases)

    def _file(self, event: CaseFiled) -> None:
        name = f"{event.case.source}\x1f{event.case.report_id}"
        before = self.cases.get(name)
        if before is not None:
            self.cases[name] = newer(before, event.case, whole=event.whole, copied=None)
            return
        self.since = self.since or event.time
        self.came += 1
        known = event.earlier or Earlier(event.time, event.case.category)
        self.cases[name] = first_row(event.case, self.came, known, whole=event.whole, copied=None)
