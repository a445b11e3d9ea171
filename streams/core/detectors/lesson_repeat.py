"""R13, a lesson that comes back: recorded under one tag at several deaths or incidents in a year.

Source: domain brief, section 7, R13; HMICFRS 2023: recommendations did not reach the front line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from streams.core.kept import Lesson
from streams.core.signals import Detector

DETECTOR = Detector(
    id="lesson_repeat",
    number="R13",
    family="review_due",
    title="A lesson has come back",
    looks_for="the same tag on lessons of three reviews within a year",
    blind_to="the same lesson under another tag; lessons that nobody recorded here",
    source="domain brief, section 7, R13",
    limits=("fewest", "days"),
    explanations=(
        "The tag may be too broad to be one lesson",
        "The reviews may be about events that happened before the first lesson was out",
    ),
    next_steps=(
        "Read the lessons under this tag side by side: is it the same failing?",
        "Find out whether the first of them reached the people who needed it, and how",
        "Take it to whoever owns the lesson, with a date by which it is to be done",
    ),
)


def folded(tag: str) -> str:
    """Write a tag so that spelling alone does not part two that are the same."""
    return " ".join(tag.replace("_", " ").replace("-", " ").casefold().split())


def repeated(
    lessons: Iterable[Lesson], tag: str, now: datetime, limits: Mapping[str, float]
) -> tuple[Lesson, ...]:
    """Give the lessons under a tag, oldest first, if they are of enough reviews lately; else none.

    Units: ``limits``: ``fewest`` in alerts that hold such a lesson, ``days`` back from ``now``.
    Source: domain brief, section 7, R13. Several lessons of one review count once.
    """
    since = now - timedelta(days=limits["days"])
    mine = [one for one in lessons if one.at > since and tag in map(folded, one.tags)]
    if len({one.alert_id for one in mine}) < limits["fewest"]:
        return ()
    return tuple(sorted(mine, key=lambda one: (one.at, one.alert_id)))
