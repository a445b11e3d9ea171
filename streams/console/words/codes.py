"""What the closed sets of the contract are called on a screen."""

from __future__ import annotations

from typing import Final

TIERS: Final = ("red", "amber", "info")
TIER_WORDS: Final = {"red": "RED", "amber": "AMBER", "info": "INFO"}
FAMILIES: Final = {
    "linked_series": "Possible linked series",
    "surge": "Surge",
    "review_due": "Review due",
    "data_quality": "Data quality",
}
TITLE_FAMILIES: Final = {
    "linked_series": "linked series",
    "surge": "surge",
    "review_due": "review due",
    "data_quality": "data quality",
}
STATES: Final = {
    "open": "Open, nobody has it",
    "acknowledged": "In hand",
    "closed": "Closed",
    "resolved": "Ended",
}
VERDICTS: Final = {
    "linked_series": ("Linked series", "The cases belong together, or are treated so."),
    "escalated": ("Passed on", "Another investigation or force has taken it over."),
    "explained": ("Explained", "There is an innocent reason for what was seen."),
    "same_incident": ("Same incident", "One event that was reported more than once."),
    "duplicate": ("Duplicate", "Another alert is about the same cases."),
    "data_error": ("Data error", "A sender's mistake made it."),
}  # fmt: skip
REASONS: Final = {
    "first": "first time",
    "first_in_group": "first of its group",
    "new_evidence": "new evidence",
    "higher_tier": "passed a higher line",
    "reclassified": "a death was reclassified",
    "new_member": "a new case joined",
    "report_withdrawn": "a report was withdrawn",
    "deadline_near": "a deadline is near",
    "deadline_missed": "a deadline was missed",
    "unacknowledged": "nobody had answered",
    "inhibited": "already part of a stronger open alert",
    "silenced": "silenced by a person",
    "over_budget": "over the budget of alerts",
    "below_line": "below the alert line",
    "other_area": "told by another area",
    "shadow": "the detector is on trial",
    "batch_burst": "old reports sent in one batch",
    "late": "came too late to act on",
    "command": "on a person's order",
    "not_allowed": "not allowed",
    "no_such_alert": "no such alert",
    "no_such_report": "no such report",
    "already_done": "already done",
    "merged": "joined with an older alert",
    "canary": "a test of the service",
}
DECISIONS: Final = {
    "told": "Told",
    "updated": "Told again",
    "escalated": "Passed on",
    "reminded": "Reminded",
    "withheld": "Not told",
    "resolved": "Ended",
    "closed": "Closed",
    "command_done": "Done",
    "command_refused": "Refused",
}
ACTIONS: Final = {
    "acknowledge": "Answered: has it",
    "assign": "Gave it to someone",
    "release": "Handed it back",
    "take_over": "Took over the shift",
    "comment": "Commented",
    "reopen": "Reopened",
    "silence": "Silenced",
    "unsilence": "Ended a silence",
    "close": "Closed",
    "watch": "Watches it",
    "split": "Split",
    "decide_duty": "Decided a review",
    "complete": "Marked a step done",
    "pause": "Paused a clock",
    "extend": "Extended a clock",
    "open_duty": "Opened a review",
    "add_lesson": "Recorded a lesson",
    "explain": "Asked why",
}
DUTY_STATES: Final = {
    "open": "Undecided",
    "waiting": "Waits for an earlier step",
    "done": "Done",
    "excluded": "Not applied",
    "void": "No longer holds",
    "needs_fact": "Needs a fact first",
    "paused": "Paused",
    "extended": "Extended",
}
CATEGORIES: Final = {
    "expected_natural": "Expected, natural",
    "unexpected_under_investigation": "Under investigation",
    "unexpected_not_suspicious": "Unexpected, not suspicious",
    "suspected_suicide": "Suspected suicide",
    "suspected_drug_related": "Suspected drug related",
    "suspected_accident": "Suspected accident",
    "rtc": "Road death",
    "suspicious": "Suspicious",
    "homicide": "Homicide",
    "undetermined": "Undetermined",
    "out_of_scope": "Out of scope",
}


def spoken(code: str) -> str:
    """Write a code that no table here names as words."""
    return code.replace("_", " ")


def capital(words: str) -> str:
    """Begin a line with a capital letter, leaving the rest as it is."""
    return words[:1].upper() + words[1:]
