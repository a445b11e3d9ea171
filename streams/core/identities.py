"""Recognise: the same person, phone, account, vehicle or venue in two areas becomes a link.

A token in one area alone is that area's own matter. Once a second area is involved, each case
that names it is sent to the other areas' logs, as a copy for linking alone; when a report is
corrected or taken back, so are its copies. Source: design, sections 1 and 2.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Literal

from schemas.alerts import Origin
from streams.core.across import Across
from streams.core.case import Case
from streams.core.classes import is_unexpected
from streams.core.events import CaseFiled, CaseRetracted, Earlier
from streams.core.lookup import tokens_of
from streams.core.rows import Rows

NAME_BYTES = 8  # 64 bits: ten million tokens meet by chance once in 370,000 such services
PRUNE_EVERY = timedelta(days=30)

Link = CaseFiled | CaseRetracted


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentioned:
    """A version of a report names a token. ``token``: its name, as `names_of` makes it."""

    event: Literal["mentioned"] = "mentioned"
    token: str
    time: datetime
    case: Case
    whole: bool
    earlier: Earlier
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmentioned:
    """A report names a token no more: it was corrected, or taken back."""

    event: Literal["unmentioned"] = "unmentioned"
    token: str
    time: datetime
    source: str
    report_id: str
    version: int
    reason: Literal["withdrawn", "moved"]
    origin: Origin


Mention = Mentioned | Unmentioned


@dataclass(frozen=True, slots=True)
class Entry:
    """One report that names a token, and the areas whose logs hold it because of that."""

    case: Case
    whole: bool
    earlier: Earlier
    sent_to: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        """A report is known by its sender and its number together."""
        return self.case.key


@dataclass(frozen=True, slots=True)
class Known:
    """All that is known of a token. ``is_common``: it stood in too many reports to be a clue."""

    entries: tuple[Entry, ...] = ()
    is_common: bool = False


@dataclass(frozen=True, slots=True)
class Reached:
    """The greatest time read, and when what is old was last forgotten."""

    time: datetime
    pruned: datetime


def names_of(case: Case) -> tuple[str, ...]:
    """Name every token of a case that is nobody's by profession: hashes that tell nothing."""
    people = (one.token for one in case.subjects if one.token is not None)
    named = [f"person {token}" for token in (*people, *tokens_of(case))]
    named += [f"{one.kind} {one.token}" for one in case.identifiers]
    if case.place.venue is not None:
        named.append(f"venue {case.place.venue}")
    hashed = (blake2b(one.encode(), digest_size=NAME_BYTES).hexdigest() for one in named)
    return tuple(sorted(set(hashed)))


@dataclass(slots=True)
class Recognise:
    """What stands in whose reports. State: one row a token, and how far it has read."""

    across: Across
    known: Rows[Known] = field(default_factory=Rows)
    reached: Rows[Reached] = field(default_factory=Rows)

    def apply(self, mention: Mention) -> Iterator[Link]:
        """Apply one mention; say what other areas must hear because of it."""
        self._reach(mention.time)
        before = self.known.get(mention.token) or Known()
        after = self._with(before, mention)
        links = list(_links(before, after, mention))
        if after.entries or after.is_common:
            self.known.put(mention.token, replace(after, entries=tuple(_sent(after))))
        else:
            self.known.delete(mention.token)
        yield from links

    def _with(self, known: Known, mention: Mention) -> Known:
        """Put a report's newest version in its place, or take it out."""
        if isinstance(mention, Unmentioned):
            key = (mention.source, mention.report_id)
            return replace(known, entries=tuple(one for one in known.entries if one.key != key))
        fresh = Entry(mention.case, mention.whole, mention.earlier)
        others = tuple(one for one in known.entries if one.key != fresh.key)
        mine = next((one for one in known.entries if one.key == fresh.key), None)
        if mine is not None:
            fresh = replace(fresh, sent_to=mine.sent_to)
        elif known.is_common or len(others) >= self.across.most_mentions:
            return Known(tuple(one for one in others if one.sent_to), is_common=True)
        return replace(known, entries=_by_arrival((*others, fresh)))

    def _reach(self, time: datetime) -> None:
        """Move on, and now and then forget tokens that only old reports name."""
        now = self.reached.get("now") or Reached(time, time)
        if time - now.pruned >= PRUNE_EVERY:
            now = replace(now, pruned=time)
            oldest = time - self.across.kept
            for token in list(self.known):
                entries = self.known[token].entries
                if all(one.case.occurred_from < oldest for one in entries):
                    self.known.delete(token)
        self.reached.put("now", replace(now, time=max(now.time, time)))


def _by_arrival(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    order = sorted(entries, key=lambda one: (one.earlier.arrived, one.case.report_id, one.key))
    return tuple(order)


def _wanted(known: Known, entry: Entry) -> tuple[str, ...]:
    """Name the areas that a report belongs to because of this token, other than its own."""
    if known.is_common:  # What was sent stays and follows its report; nothing new is sent.
        return tuple(one for one in entry.sent_to if one != entry.case.area)
    if not any(_may_lead(one.case) for one in known.entries):
        return ()
    areas = {one.case.area for one in known.entries} - {entry.case.area}
    return tuple(sorted(areas))


def _may_lead(case: Case) -> bool:
    """Tell a case without which no series comes of a token: a death, or somebody missing."""
    return case.kind == "missing" or is_unexpected(case)


def _sent(known: Known) -> Iterator[Entry]:
    for entry in known.entries:
        yield replace(entry, sent_to=_wanted(known, entry))


def _links(before: Known, after: Known, mention: Mention) -> Iterator[Link]:
    """Compare what stood in other areas' logs with what belongs there now."""
    stood = {one.key: one for one in before.entries}
    for entry in after.entries:
        wanted = _wanted(after, entry)
        sent = stood[entry.key].sent_to if entry.key in stood else ()
        is_news = isinstance(mention, Mentioned) and entry.key == mention.case.key
        for area in wanted:
            if is_news or area not in sent:
                yield _filed(entry, area, mention)
        yield from _retracted(entry, set(sent) - set(wanted), mention)
    left = stood.keys() - {one.key for one in after.entries}
    for entry in (one for one in before.entries if one.key in left):
        yield from _retracted(entry, entry.sent_to, mention)


def _filed(entry: Entry, area: str, mention: Mention) -> CaseFiled:
    return CaseFiled(
        area=area, time=mention.time, case=entry.case, whole=entry.whole, origin=mention.origin,
        earlier=entry.earlier, copied=f"link {mention.token}",
    )  # fmt: skip


def _retracted(entry: Entry, areas: Iterable[str], mention: Mention) -> Iterator[CaseRetracted]:
    reason: Literal["withdrawn", "moved"] = "moved"
    if isinstance(mention, Unmentioned) and entry.key == (mention.source, mention.report_id):
        reason = mention.reason
    for area in sorted(areas):
        yield CaseRetracted(
            area=area, time=mention.time, source=entry.case.source,
            report_id=entry.case.report_id, version=entry.case.version,
            reason=reason,
            origin=mention.origin, copied=f"link {mention.token}",
        )  # fmt: skip
