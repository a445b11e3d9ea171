"""``tocsin calibrate``: each area's own lines monthly, and the space-time scan every night."""

from __future__ import annotations

import signal
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import structlog
import typer

from streams.clients import calibrator
from streams.clients.start import check_start
from streams.commands.options import (
    AreaFile,
    AsJson,
    Broker,
    Partitions,
    Rules,
    is_piped,
    out,
    write,
)
from streams.configuration import Configuration, load
from streams.core.errors import ConfigurationError
from streams.core.events import Calibrated
from streams.settings import Settings, read
from streams.telemetry import logs

NIGHT_HOUR = 2  # UTC


def calibrate(
    broker: Broker = None, partitions: Partitions = None, areas: AreaFile = None,
    rules: Rules = None,
    area: Annotated[str | None, typer.Option(help="One area alone, such as E23000002.")] = None,
    once: Annotated[bool, typer.Option("--once", help="What is outstanding, then end.")] = False,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Work out each area's own lines every month, and look for clusters every night, until SIGTERM.

    An area that is known for two years has its reports' days permuted: what linker and scan still
    find is chance, and says where the lines must be for the declared number of false alerts. New
    lines hold from the 8th of the month, move by at most 0.25 nats a month, and stand in the
    area's log, as the nightly scan does. One such process is enough; a second changes nothing.
    """
    settings = read(broker=broker, partitions=partitions, areas=areas, rules=rules)
    configuration = load(settings.areas, settings.rules)
    if area is not None and area not in configuration.areas.by_code:
        raise ConfigurationError([f"--area {area} is not in the area file"])
    logs.configure(settings.log_level)
    check_start(settings, "calibrator")
    if once:
        for done in calibrator.calibrate(settings, configuration, area):
            _say(done, as_json)
        return
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    while True:
        _night(settings, configuration, area)
        time.sleep(_until_night(datetime.now(UTC)))


def _night(settings: Settings, configuration: Configuration, area: str | None) -> None:
    log = structlog.get_logger()
    for done in calibrator.calibrate(settings, configuration, area):
        log.info(
            "area.calibrated", area=done.area, n=len(done.sent), seconds=round(done.seconds, 1)
        )


def _until_night(now: datetime) -> float:
    """Seconds until the next night's work."""
    night = now.replace(hour=NIGHT_HOUR, minute=0, second=0, microsecond=0)
    return ((night if night > now else night + timedelta(days=1)) - now).total_seconds()


def _say(done: calibrator.Done, as_json: bool) -> None:
    lines = [one for one in done.sent if isinstance(one, Calibrated)]
    clusters = [c for one in done.sent if not isinstance(one, Calibrated) for c in one.clusters]
    if is_piped(as_json):
        found: dict[str, Any] = {
            one.stream: {
                "amber": one.amber, "red": one.red, "months": one.months, "units": one.units,
                "as_of": one.as_of,
            }
            for one in lines
        }  # fmt: skip
        write({"area": done.area, "lines": found, "clusters": len(clusters)})
        return
    named = ", ".join(one.stream for one in lines) or "no lines"
    out.print(f"{done.area}: {named}; {len(clusters)} clusters; {done.seconds:.0f} s")
