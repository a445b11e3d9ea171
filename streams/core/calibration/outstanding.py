"""What the calibrator has still to say of an area: this month's lines, and last night's scan.

Source: detection specification, sections 6 and 8, L7.
"""

from __future__ import annotations

from collections.abc import Iterator

from streams.core.calibration.calibrate import calibrate
from streams.core.calibration.nightly import clusters
from streams.core.calibration.past import Past
from streams.core.events import Calibrated, Scanned
from streams.core.state import Context


def outstanding(past: Past, context: Context) -> Iterator[Calibrated | Scanned]:
    """Work out what the area's log does not hold yet; month and night are those of its clock."""
    if past.since is None or past.clock is None or past.month is None:
        return
    said = {stream for stream, as_of in past.calibrated.items() if as_of >= past.month}
    rows = list(past.before.values())
    yield from calibrate(rows, past.since, past.month, context, said)
    night = past.clock.replace(hour=0, minute=0, second=0, microsecond=0)
    if past.scanned is None or past.scanned < night:
        yield Scanned(
            area=past.area,
            time=night,
            clusters=clusters(past.cases.values(), past.area, night, context.series.calibration),
            as_of=night,
            digest=context.config_digest,
        )
