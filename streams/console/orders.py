"""From a form to an order on ``commands.v1``: checked, sent once, and waited for a moment."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final, Protocol

from pydantic import ValidationError

from schemas import envelope
from schemas.commands import Command
from streams.console.desk.facts import Headline, Order
from streams.console.desk.reading_rows import area_of_order
from streams.console.desk.view import DeskView
from streams.console.screen import NotAllowed, NotFound
from streams.core.duties.calendar import LONDON

ANSWER_SECONDS: Final = 2.0
LOOK_SECONDS: Final = 0.05
NAME: Final = re.compile(r"[A-Za-z0-9-]{16,64}")
ASKS_FIRST: Final = frozenset({"close", "silence", "split", "decide_duty"})
"""Orders that hide, end or divide: not given on what the reader has not seen."""
LISTS: Final = frozenset({"report_ids", "tags"})
MATCH: Final = "match."
EXTERNAL: Final = "external."
TIMES: Final = frozenset({"until", "aware_at"})
OWN: Final = frozenset({"token", "command_id", "revision", "back", "by", "role", "at"})


class Commands(Protocol):
    """Where orders go."""

    async def send(self, command: Mapping[str, Any], area: str, at: datetime) -> None:
        """Put one order on its topic; return when the broker has it.

        Raises:
            OrderNotSent: it may not be there.
        """


class OrderNotSent(Exception):
    """The broker did not take an order: nothing was done, and the page says so."""


class Faulty(Exception):
    """Fields of a form that cannot be used: names of fields only, never values."""

    def __init__(self, fields: tuple[str, ...]) -> None:
        super().__init__(", ".join(fields))
        self.fields = fields


class Conflict(Exception):
    """The alert changed while the reader read: ask before it is done."""

    def __init__(self, read: int, headline: Headline) -> None:
        super().__init__("the alert has a newer revision")
        self.read, self.headline = read, headline


async def give(
    view: DeskView,
    commands: Commands,
    fields: Mapping[str, Any],
    now: Callable[[], datetime],
) -> str:
    """Give an order once and wait a moment for its answer; its id comes back either way.

    Raises:
        NotAllowed: the viewer gives no orders.
        NotFound: what it is about is not theirs.
        Faulty: a field is missing or wrong.
        Conflict: the alert has a newer revision than the form.
        OrderNotSent: the broker did not take it.
    """
    if not view.viewer.may_order:
        raise NotAllowed("Giving orders needs an analyst or a supervisor.")
    name = str(fields.get("command_id") or "")
    if not NAME.fullmatch(name):
        raise Faulty(("command_id",))
    if name in view.desk.orders:
        return await _answered(view, name)
    command = _command(view, name, fields, now())
    area = _area(view, command)
    _has_read(view, command, fields.get("revision"))
    await commands.send(command, area, now())
    return await _answered(view, name)


def fields_of_form(form: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    """Read the fields of a form as those of a command: empty ones are none, times are local."""
    found: dict[str, Any] = {}
    for name, values in form.items():
        given = [value for value in values if value]
        if not given:
            continue
        if name in LISTS:
            found[name] = given
        elif name.startswith((MATCH, EXTERNAL)):
            outer, _, inner = name.partition(".")
            found.setdefault(outer, {})[inner] = given[0]
        else:
            found[name] = _instant(given[0]) if name in TIMES else given[0]
    return found


def winner(view: DeskView, order: Order) -> Order | None:
    """Find who did first what an order wanted, where it was refused because it was done."""
    if order.alert_id is None or order.answer is None or order.answer.reason != "already_done":
        return None
    earlier = (
        one
        for one in reversed(view.orders_of(order.alert_id))
        if one.is_done and one.action == order.action and one.command_id != order.command_id
    )
    return next(earlier, None)


def _command(view: DeskView, name: str, fields: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    own = {
        "command_id": name, "by": view.viewer.user, "role": view.viewer.order_role,
        "at": envelope.write_time(now),
    }  # fmt: skip
    given = {key: value for key, value in fields.items() if key not in OWN}
    try:
        made = Command.model_validate(own | given)
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_input=False, include_context=False)
        raise Faulty(tuple(dict.fromkeys(str(one["loc"][0]) for one in wrong))) from None
    unknown = sorted(set(given) - set(Command.model_fields))
    if unknown:
        raise Faulty(("fields that no command has",))
    return made.model_dump(mode="json", exclude_defaults=True)


def _area(view: DeskView, command: Mapping[str, Any]) -> str:
    """Find where an order goes; what it names must be the viewer's to see.

    Raises:
        NotFound: it is not, or there is no such area.
    """
    alert_id = command.get("alert_id")
    if alert_id is not None and view.headline(alert_id) is None:
        raise NotFound
    area = area_of_order(command)
    if area is None:
        raise Faulty(("area",))
    is_theirs = alert_id is not None or area in view.areas
    if not is_theirs or area not in view.configuration.areas.by_code:
        raise NotFound
    return area


def _has_read(view: DeskView, command: Mapping[str, Any], revision: Any) -> None:
    alert_id = command.get("alert_id")
    if command["action"] not in ASKS_FIRST or alert_id is None:
        return
    headline = view.headline(alert_id)
    if headline is None:
        raise NotFound
    if not str(revision or "").isdigit():
        raise Faulty(("revision",))
    if int(str(revision)) != headline.revision:
        raise Conflict(int(str(revision)), headline)


async def _answered(view: DeskView, name: str) -> str:
    """Wait until the answer is here, at most two seconds."""
    waited = 0.0
    while waited < ANSWER_SECONDS:
        order = view.desk.orders.get(name)
        if order is not None and order.answer is not None:
            break
        await asyncio.sleep(LOOK_SECONDS)
        waited += LOOK_SECONDS
    return name


def _instant(typed: str) -> str:
    """Read a time of a form, local unless it says otherwise; what is none is refused later."""
    try:
        moment = datetime.fromisoformat(typed)
    except ValueError:
        return typed
    return envelope.write_time(moment if moment.tzinfo else moment.replace(tzinfo=LONDON))
