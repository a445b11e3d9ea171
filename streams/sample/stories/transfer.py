"""A death on the border that turns out to be the neighbour's."""

from __future__ import annotations

from datetime import date, timedelta

from streams.sample.people import tied
from streams.sample.stories.planting import Stage, Story, recorded, somebody


def transfer(stage: Stage) -> Story:
    """Plant a death filed by the Met to its own area and moved to Essex two days later."""
    life = stage.death(
        "east", "transfer", date(2026, 2, 18), 7.9, 8,
        place=stage.point("east", 51.6095, 0.1010, "outdoors", precision_m=250),
        subject=somebody("transfer", "M", 58), method="unknown",
        category="unexpected_under_investigation", flags=[], post_mortem="pending",
        people=[tied("finder", "story", "transfer")], toxicology="none",
    )  # fmt: skip
    life.tell(recorded(life) + timedelta(minutes=80))
    area = stage.grounds["essex"].territory.area
    place = stage.point("essex", 51.6210, 0.1000, "outdoors")
    life.tell(recorded(life) + timedelta(days=2, hours=3), area=area, place=place)
    words = "a man found dead near Hainault Forest: area E23000001, then E23000028 two days later"
    return Story("transfer", "moved", words, (life,))
