"""What this reader may do with an alert, and who may do the rest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from schemas.alerts import Alert
from streams.console.viewer import Role, Viewer
from streams.console.words import codes
from streams.core.alerting import SilenceLimits
from streams.core.roles import Roles


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a form: what is sent, what people read, a line that explains it."""

    value: str
    words: str
    hint: str


@dataclass(frozen=True, slots=True)
class Doing:
    """The orders that stand on an alert's page. ``refused``: a sentence in place of a form.

    ``give_to``: roles by short name; ``silence_until`` and ``watch_until``: the latest ends.
    """

    answer: bool
    release: bool
    give: bool
    close: bool
    close_refused: str | None
    reopen: bool
    split: bool
    silence_until: datetime | None
    give_to: tuple[Choice, ...]
    verdicts: tuple[Choice, ...]
    refused: str | None

    @property
    def any(self) -> bool:
        """Whether there is anything at all to do."""
        return self.answer or self.release or self.give or self.close or self.reopen


def doing(
    alert: Alert,
    viewer: Viewer,
    roles: Roles,
    limits: SilenceLimits,
    now: datetime,
    *,
    past: bool,
    on_duty: str,
) -> Doing:
    """Say what a viewer may do with an alert as it stands; with the past nothing can be done.

    ``on_duty``: what is known of who could do it instead, as a sentence.
    """
    if past or not viewer.may_order:
        needs = f"Answering and closing alerts needs an analyst or a supervisor. {on_duty}"
        refused = None if past else needs
        return Doing(
            *(False,) * 4, None, False, False, None, give_to=(), verdicts=(), refused=refused
        )
    is_live = alert.state in ("open", "acknowledged")
    is_supervisor = viewer.role is Role.SUPERVISOR
    may_close = is_live and (alert.tier != "red" or is_supervisor)
    hides = is_live and (alert.tier != "red" or is_supervisor)
    longest: timedelta = limits.red if alert.tier == "red" else limits.amber
    return Doing(
        answer=alert.state == "open",
        release=alert.state == "acknowledged",
        give=is_live,
        close=may_close,
        close_refused=(
            None
            if may_close or not is_live
            else f"Closing a red alert needs a supervisor. {on_duty}"
        ),
        reopen=alert.state == "closed",
        split=is_live and len(alert.evidence) > 1,
        silence_until=now + longest if hides else None,
        give_to=tuple(Choice(short, codes.capital(words), "") for short, words in roles.items()),
        verdicts=tuple(Choice(value, *words) for value, words in codes.VERDICTS.items()),
        refused=None,
    )
