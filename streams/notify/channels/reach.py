"""Who can be reached: what a file of channels leaves open, said at start."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from streams.core.errors import ConfigurationError
from streams.notify.channels.channel import Channels
from streams.notify.inputs.records import SILENCE_AUTHOR


def check_areas(channels: Channels, known: Iterable[str]) -> None:
    """Refuse a route to an area that is not in the area file.

    Raises:
        ConfigurationError: naming each.
    """
    areas = set(known)
    faults = [
        f"channels, route {number}: area {area} is not in the area file"
        for number, route in enumerate(channels.routes, start=1)
        for area in sorted(route.areas - areas)
    ]
    if faults:
        raise ConfigurationError(faults)


def gaps(channels: Channels, used: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """Name roles that rules tell and no route reaches, and roles of routes that no rule tells.

    ``used``: roles by the rule that names them.
    """
    told = {role for roles in used.values() for role in roles} | {SILENCE_AUTHOR}
    reached = {role for route in channels.routes if route.channels for role in route.roles}
    for role in sorted(told - reached):
        yield f"no route reaches {role}: what is for it goes to the next of the escalation chain"
    for role in sorted({role for route in channels.routes for role in route.roles} - told):
        yield f"no rule tells {role}, which a route names"
