"""One row of a case through its versions, its moves, and the reasons for which it is copied."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from streams.core.case import Case
from streams.core.classes import turned_from
from streams.core.events import Earlier
from streams.core.lookup import CaseRow

HISTORY = timedelta(days=400)  # an event older than this when it first comes raises nothing


def first_row(
    case: Case, seq: int, earlier: Earlier, *, whole: bool, copied: str | None
) -> CaseRow:
    """Make the row of a case that was not here before."""
    return CaseRow(
        case=case,
        seq=seq,
        arrived=earlier.arrived,
        category_first=earlier.category_first,
        history=case.occurred_from < earlier.arrived - HISTORY,
        turned_from=earlier.turned_from,
        whole=whole,
        border=copied is not None,
        copied=() if copied is None else (copied,),
    )


def newer(before: CaseRow, case: Case, *, whole: bool, copied: str | None) -> CaseRow:
    """Put a version in the place of the one before; a copy only if it is no older."""
    reasons = before.copied if copied is None else tuple(sorted({*before.copied, copied}))
    if copied is not None and (case.version, whole) < (before.case.version, before.whole):
        return replace(before, copied=reasons)
    return replace(
        before,
        case=case,
        turned_from=turned_from(before.turned_from, before.case.category, case.category),
        whole=whole,
        history=case.occurred_from < before.arrived - HISTORY,
        border=before.border and copied is not None,
        copied=reasons,
    )


def without(before: CaseRow, copied: str | None, *, gone: bool) -> CaseRow | None:
    """Take one reason away, None for being this area's own; None if nothing keeps the case.

    ``gone``: the report was taken back: no copy of it stands, whatever the other reasons.
    """
    if copied is None and before.border:
        return before
    left = tuple(one for one in before.copied if one != copied)
    if copied is not None and not before.border:
        return replace(before, copied=left)
    if gone or not left:
        return None
    return replace(before, border=True, copied=left)
