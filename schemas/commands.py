"""Commands: orders from analysts. Source: contract, section 4."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from schemas.fields import AreaCode, Day, Instant, Reference, ReportId, Schema, Word

COMMAND_TYPE = "tocsin.command.v1"
Action = Literal[
    "acknowledge", "assign", "release", "take_over", "comment", "reopen", "silence", "unsilence",
    "close", "watch", "split", "decide_duty", "complete", "pause", "extend", "open_duty",
    "add_lesson", "explain",
]  # fmt: skip
Text = Annotated[str, Field(min_length=1, max_length=2000)]


class Match(Schema):
    """What a silence hides."""

    alert_id: Word | None = None
    kind: Word | None = None
    area: AreaCode | None = None
    lsoa: Word | None = None
    institution: Word | None = None


class Command(Schema):
    """One order. Which further fields it needs depends on ``action``."""

    TYPE: ClassVar[str] = COMMAND_TYPE

    command_id: Reference
    alert_id: Word | None = None
    report_id: ReportId | None = None
    source: Reference | None = None
    area: AreaCode | None = None
    by: Reference
    role: Literal["viewer", "analyst", "supervisor"]
    at: Instant
    action: Action
    to: Reference | None = None
    note: Text | None = None
    text: Text | None = None
    reason: Text | None = None
    until: Instant | None = None
    match: Match | None = None
    silence_id: Word | None = None
    verdict: (
        Literal[
            "linked_series", "same_incident", "explained", "duplicate", "data_error", "escalated"
        ]
        | None
    ) = None
    report_ids: Annotated[list[ReportId], Field(max_length=200)] = []
    duty: Word | None = None
    step: Word | None = None
    outcome: Literal["required", "not_required", "undecided"] | None = None
    aware_at: Instant | None = None
    external: dict[Word, Day] = {}
    tags: Annotated[list[Word], Field(max_length=20)] = []
