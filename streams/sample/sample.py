"""The sample stream: the background of two forces, the stories planted on it, and what feeds do."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from streams.sample.background import in_order, laid_out, lives
from streams.sample.clock import Calendar
from streams.sample.disorder import Held, hold_back, sent_twice, silenced
from streams.sample.faults import faults
from streams.sample.life import Sent
from streams.sample.stories.barking import barking
from streams.sample.stories.drug_batch import drug_batch, overdose_calls
from streams.sample.stories.fire import fire
from streams.sample.stories.homes import domestic_homicide, household, suicide_that_was_none
from streams.sample.stories.planting import Stage, Story
from streams.sample.stories.transfer import transfer

START, DAYS = date(2025, 6, 1), 487  # sixteen months, to 30 September 2026
SEED = 2026
AREAS = ("east", "essex")
STORIES = (
    barking, drug_batch, domestic_homicide, fire, suicide_that_was_none, household, transfer,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sample:
    """A whole sample: its messages in order, what was planted, what was held back or spoilt."""

    sent: tuple[Sent, ...]
    stories: tuple[Story, ...]
    held: Held
    faults: tuple[tuple[str, Sent], ...]


def sample(seed: int = SEED, days: int = DAYS) -> Sample:
    """Make the sample of a seed; a shorter period ends earlier and is otherwise the same kind."""
    calendar = Calendar(START, days)
    grounds = {name: laid_out(name) for name in AREAS}
    extra = {grounds["essex"].territory.area: overdose_calls()}
    usual = list(lives(grounds.values(), calendar, seed, sample=True, overdoses_extra=extra))
    held = hold_back(usual, calendar, seed)
    stories = tuple(story(Stage(calendar, grounds)) for story in STORIES)
    spoilt = tuple(faults(calendar, seed, usual))
    good = [one for life in usual for one in life.sent]
    good += [one for story in stories for life in story.lives for one in life.sent]
    good += sent_twice(good, seed)
    everything = [*silenced(good, calendar), *(one for _, one in spoilt)]
    return Sample(tuple(in_order(everything, calendar.end)), stories, held, spoilt)


def line(one: Sent) -> str:
    """Return a message as a line of a file."""
    if one.raw is not None:
        return one.raw
    return json.dumps(one.event(), separators=(",", ":"))
