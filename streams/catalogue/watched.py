"""What is watched for: each detector with its limits, its rate by chance and its blind spots."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from schemas.alerts import Tier
from streams.configuration import Configuration
from streams.core.areas import Area
from streams.core.config import DetectorConfig, Rate
from streams.core.detectors import DETECTORS
from streams.core.errors import ConfigurationError
from streams.core.series.settings import STREAMS_OF, SeriesSettings
from streams.core.series.thresholds import Lines, OwnLine, in_force, shipped_lines
from streams.core.signals import Detector

RUNBOOKS = "deploy/runbooks"  # in the project's folder


@dataclass(frozen=True, slots=True)
class Limit:
    """One number that a detector goes by; ``unit`` as the file's remark says it."""

    name: str
    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Watched:
    """One detector with all that is configured and measured of it.

    Units: ``rates`` in alerts per million residents and year, by chance alone. ``own``: lines by
    stream that the area asked about found for itself.
    """

    detector: Detector
    config: DetectorConfig
    limits: tuple[Limit, ...]
    rates: Mapping[Tier, Rate]
    is_measured_so: bool
    series: SeriesSettings
    own: Mapping[str, OwnLine] = field(default_factory=dict)

    @property
    def runbook(self) -> str:
        """Where the runbook lies."""
        return f"{RUNBOOKS}/{self.detector.id}.md"

    def lines(self, area: Area | None = None) -> Mapping[str, Lines]:
        """Lines by stream of a statistical detector; without an area, of a million as shipped."""
        size = 1.0 if area is None else area.millions
        streams = STREAMS_OF.get(self.detector.part, ())
        shipped = {stream: shipped_lines(self.series, stream, size) for stream in streams}
        return {stream: in_force(one, self.own.get(stream)) for stream, one in shipped.items()}

    @property
    def tiers(self) -> tuple[str, ...]:
        """The tiers that it may have, loudest first."""
        return self.config.tiers


def watched(
    configuration: Configuration,
    units: Mapping[tuple[str, str], str],
    measured: Configuration | None = None,
) -> tuple[Watched, ...]:
    """List every detector in the order of the rule file.

    ``measured``: the configuration that the rates were measured with, if that is another.
    """
    shared = configuration.shared
    return tuple(
        Watched(
            DETECTORS[name],
            config,
            tuple(
                Limit(limit, value, units.get((name, limit), ""))
                for limit, value in config.limits.items()
            ),
            dict(_rates(configuration, name)),
            measured is None or measured.shared.detectors[name].limits == config.limits,
            shared.series,
        )
        for name, config in shared.detectors.items()
    )


def one_of(entries: tuple[Watched, ...], wanted: str) -> Watched:
    """Find a detector by its id or its number.

    Raises:
        ConfigurationError: there is none.
    """
    for entry in entries:
        if wanted.lower() in (entry.detector.id.lower(), entry.detector.number.lower()):
            return entry
    known = ", ".join(entry.detector.id for entry in entries)
    raise ConfigurationError([f"{wanted} is no detector; known are {known}"])


def _rates(configuration: Configuration, name: str) -> Iterator[tuple[Tier, Rate]]:
    tiers: tuple[Tier, ...] = ("red", "amber", "info")
    for tier in tiers:
        rate = configuration.shared.rates.by_kind.get((name, tier))
        if rate is not None:
            yield tier, rate
