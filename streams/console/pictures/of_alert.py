"""The pictures of one alert, in the order in which its page shows them."""

from __future__ import annotations

from schemas.alerts import Alert
from streams.console.pictures import links, map, timeline, weights
from streams.console.pictures.picture import Picture
from streams.core.areas import Areas


def of_alert(alert: Alert, areas: Areas) -> tuple[Picture, ...]:
    """Draw map, timeline, links and weights; those that have nothing to say are left out."""
    drawn = (
        map.draw(alert, areas),
        timeline.draw(alert),
        links.draw(alert),
        weights.draw(alert),
    )
    return tuple(one for one in drawn if one.rows)
