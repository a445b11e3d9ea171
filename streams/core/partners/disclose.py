"""What partners hear with the revision of an alert that led to it: news, or nothing.

Only what a person was told goes out: nothing in shadow, withheld or silenced.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from schemas.partner_alerts import PartnerAlert
from streams.core.alerts.changes import Change, Revised
from streams.core.alerts.life import ENDED
from streams.core.alerts.row import AlertRow
from streams.core.alerts.surroundings import together
from streams.core.incidents import units_of
from streams.core.lookup import CaseRow, events_of
from streams.core.partners.blocks import Disclosure, describe
from streams.core.partners.recipients import Recipient
from streams.core.partners.redact import redact, state_of
from streams.core.state import AreaState


@dataclass(frozen=True, slots=True)
class PartnerNews:
    """A partner's alert at its newest revision, or the end of a pseudonym (``alert`` is None).

    ``month``: the first moment of the month (UTC) in which it was told; no more is said of when.
    """

    recipient: str
    pseudonym: str
    month: datetime
    alert: PartnerAlert | None


def follow(state: AreaState, change: Change) -> tuple[PartnerNews, ...]:
    """Say what partners hear of a change."""
    recipients = state.context.partners.serving(state.context.area.code)
    if not recipients or not isinstance(change, Revised) or not _is_told(change):
        return ()
    row = change.row
    may_hear = [one for one in recipients if state.context.partners.may_hear(one, row)]
    if may_hear and row.state not in ENDED:
        _grow(state, row)
    return tuple(news for one in recipients for news in _news(state, row, one))


def _is_told(change: Revised) -> bool:
    row = change.row
    return change.decision != "withheld" and row.held is None and not row.shadow


def _news(state: AreaState, row: AlertRow, recipient: Recipient) -> Iterator[PartnerNews]:
    if recipient.keys is None:
        return
    key = f"{recipient.name}|{row.alert_id}"
    last = state.partner_alerts.get(key)
    name = recipient.keys.pseudonym(row.alert_id, last.pseudonym if last else None)
    alert = _next(state, row, recipient, last, name)
    if alert is None or alert == last:
        return
    month = state.now.clock.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    if last is not None and last.pseudonym != name:
        yield PartnerNews(recipient.name, last.pseudonym, month, None)
    elif last is not None:
        alert = replace(alert, revision=last.revision + 1)
    state.partner_alerts.put(key, alert)
    yield PartnerNews(recipient.name, name, month, alert)


def _next(
    state: AreaState, row: AlertRow, recipient: Recipient, last: PartnerAlert | None, name: str
) -> PartnerAlert | None:
    """The alert as this partner may hear it now, at the revision that it has; None: nothing."""
    revision = last.revision if last is not None and last.pseudonym == name else 1
    if row.state in ENDED:
        return last and replace(last, pseudonym=name, revision=revision, state=state_of(row))
    context, blocks = state.context, _disclosure(state, row).standing
    alert = redact(context.partners, recipient, row, blocks, context.area, name)
    return alert and replace(alert, revision=revision)


def _grow(state: AreaState, row: AlertRow) -> None:
    """Describe those that wait once they are enough; drop a group when its last member is gone."""
    before = _disclosure(state, row)
    members = set(row.members)
    blocks = [replace(b, is_gone=members.isdisjoint(b.members)) for b in before.blocks]
    waiting = [unit for unit in units_of(_own(state, row)) if _is_fresh(state, unit)]
    if len(waiting) >= state.context.partners.fewest:
        blocks.append(describe(waiting, state.context.area))
    after = Disclosure(tuple(blocks))
    if after != before:
        state.disclose(row.alert_id, after)


def _own(state: AreaState, row: AlertRow) -> list[CaseRow]:
    """Cases of this area; a neighbour's are its own to tell of."""
    return [one for one in state.rows(row.members) if not one.border]


def _is_fresh(state: AreaState, unit: Sequence[CaseRow]) -> bool:
    """Tell whether no report of this event was ever described to partners.

    By name, too: the report that was described may have been taken back and sent again.
    """
    rows = [one for row in unit for one in (row, *together(state, row))]
    names = {name for row in rows for name in (row.id, *events_of(row.case))}
    return names.isdisjoint(state.described)


def _disclosure(state: AreaState, row: AlertRow) -> Disclosure:
    return state.disclosed.get(row.alert_id) or Disclosure()
