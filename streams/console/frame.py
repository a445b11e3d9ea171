"""What stands around every page: marking, who looks, the menu with its counts, the state line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from streams.catalogue.roles import in_full, roles
from streams.console.desk.facts import Standing
from streams.console.desk.view import DeskView
from streams.console.screens.sight import Sight, feeds_words, last_words, sight
from streams.console.viewer import EVIDENCE, HEALTH, Role
from streams.console.words.clocks import counted, short, span

ROLE_WORDS = {
    Role.SUPERVISOR: "Supervisor",
    Role.ANALYST: "Analyst",
    Role.VIEWER: "Viewer",
    Role.OPERATOR: "Operations",
    Role.AUDITOR: "Auditor",
}
MENU = (
    ("Now", "/", EVIDENCE, True),
    ("Reviews due", "/reviews", EVIDENCE, True),
    ("Area picture", "/area", EVIDENCE, False),
    ("History", "/history", EVIDENCE, False),
    ("Why not told?", "/why", EVIDENCE, False),
    ("Handover", "/handover", EVIDENCE, False),
    ("Health", "/health", HEALTH, False),
)
BEHIND = timedelta(minutes=15)  # each area that is watched is written every 10 minutes at most
COUNTS = {"/": ("need", "alerts need someone"), "/reviews": ("due", "reviews are due or late")}


@dataclass(frozen=True, slots=True)
class Who:
    """The reader, as the head of a page names them."""

    name: str
    role: str
    areas: str
    can_sign_out: bool


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of the menu. ``counts``: what its number is, for the script that keeps it."""

    label: str
    href: str
    is_current: bool
    on_phone: bool
    count: int | None
    counts: str
    counted: str


@dataclass(frozen=True, slots=True)
class StateLine:
    """How current the page is and how much the service sees. ``kind``: live catching_up behind."""

    kind: str
    doubt: str
    position: str
    behind: str
    left: str
    last: str
    feeds: str
    is_silent: bool
    drawn: str


@dataclass(frozen=True, slots=True)
class Frame:
    """All that the layout needs. ``title``: never evidence. ``here``: the address of the page."""

    title: str
    marking: str
    viewer: Who | None
    menu: tuple[Item, ...]
    state: StateLine | None
    now: datetime
    here: str
    is_live: bool
    notice: str | None
    version: str
    digest: str
    token: str
    ids: Iterator[str]

    def new_id(self) -> str:
        """Give the id of the order that one form can send."""
        return next(self.ids)

    @property
    def path(self) -> str:
        """The address without its query."""
        return self.here.partition("?")[0]


def frame(
    view: DeskView,
    title: str,
    here: str,
    now: datetime,
    *,
    marking: str,
    version: str,
    token: str,
    ids: Iterator[str],
    notice: str | None = None,
    is_live: bool = True,
) -> Frame:
    """Put together what stands around a page of this viewer.

    ``token``: against forged forms; ``ids``: of the orders that its forms can send, one each.
    """
    standing = view.standing(now)
    return Frame(
        title=title,
        marking=marking,
        viewer=_who(view),
        menu=_menu(view, here, {"/": standing.red + standing.amber, "/reviews": standing.due}),
        state=state_line(view, now) if view.viewer.role in HEALTH else None,
        now=now,
        here=here,
        is_live=is_live and view.viewer.role in HEALTH,
        notice=notice,
        version=version,
        digest=view.configuration.digest[:6],
        token=token,
        ids=ids,
    )


def bare_frame(title: str, here: str, now: datetime, *, marking: str) -> Frame:
    """What stands around a page for somebody who is not signed in, or when the desk is no help."""
    return Frame(title, marking, None, (), None, now, here, False, None, "", "", "", iter(()))


def seen(view: DeskView, now: datetime) -> Sight:
    """Say how much the service sees of a viewer's areas; one without a summary is not seen."""
    known = view.configuration.areas.by_code
    return sight({known[code].name: view.summary(code) for code in view.areas}, now)


def doubt(view: DeskView, now: datetime) -> str | None:
    """Say why the console may not know of every alert; None where it is as current as it can be."""
    standing = view.standing(now)
    if not standing.is_caught_up:
        return "This console is still catching up"
    if view.desk.silent_since is not None:
        return "Nothing comes from the broker"
    if standing.position is None:
        return "The service has said nothing yet"
    if now - standing.position > BEHIND:
        return f"The service has said nothing for {span(now - standing.position)}"
    return None


def state_line(view: DeskView, now: datetime) -> StateLine:
    """Lay out the state line."""
    standing, sees, why = view.standing(now), seen(view, now), doubt(view, now)
    position = standing.position
    return StateLine(
        kind=_kind(standing, why),
        doubt=why or "",
        position=short(position, now) if position else "the beginning",
        behind=span(now - position) if position and position < now else "some time",
        left=counted(standing.unread, "report") if standing.unread else "",
        last=last_words(sees, now),
        feeds=feeds_words(sees),
        is_silent=why is not None or not sees.is_whole,
        drawn=short(now, now),
    )


def _kind(standing: Standing, why: str | None) -> str:
    if not standing.is_caught_up:
        return "catching_up"
    return "live" if why is None else "behind"


def _who(view: DeskView) -> Who:
    viewer = view.viewer
    known = view.configuration.areas.by_code
    names = [known[code].name for code in view.areas]
    areas = ", ".join(names) if len(names) <= 2 else f"{len(names)} areas"
    posts = (
        in_full(viewer.posts[:1], roles(view.configuration.rules)).capitalize()
        if viewer.posts
        else ROLE_WORDS[viewer.role]
    )
    return Who(viewer.name, posts, areas, viewer.can_sign_out)


def _menu(view: DeskView, here: str, counts: dict[str, int]) -> tuple[Item, ...]:
    path = here.partition("?")[0]
    found = []
    for label, href, shown_to, on_phone in MENU:
        if view.viewer.role in shown_to:
            name, words = COUNTS.get(href, ("", ""))
            found.append(
                Item(label, href, _is_in(path, href), on_phone, counts.get(href), name, words)
            )
    return tuple(found)


def _is_in(path: str, href: str) -> bool:
    if href == "/":
        return path == "/" or path.startswith("/alerts")
    return path == href or path.startswith(f"{href}/")
