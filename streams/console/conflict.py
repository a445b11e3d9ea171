"""What happened to an alert while somebody read it, in a sentence."""

from __future__ import annotations

from dataclasses import dataclass

from streams.console.desk.view import DeskView

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")


@dataclass(frozen=True, slots=True)
class Joined:
    """Reports that came in or left between two revisions, and the sentence that says so."""

    new: tuple[str, ...]
    gone: tuple[str, ...]
    words: str


def what_joined(view: DeskView, alert_id: str, read: int) -> Joined:
    """Compare the revision that was read with the newest."""
    before, now = view.alert(alert_id, read), view.alert(alert_id)
    if before is None or now is None:
        return Joined((), (), "This alert changed while you were reading.")
    old = [one.report_id for one in before.evidence]
    current = [one.report_id for one in now.evidence]
    new = tuple(one for one in current if one not in old)
    gone = tuple(one for one in old if one not in current)
    return Joined(new, gone, _words(len(current), len(new), len(gone), before.tier != now.tier))


def _words(total: int, new: int, gone: int, is_other_tier: bool) -> str:
    if new == 1:
        nth = ORDINALS[total - 1] if total <= len(ORDINALS) else f"{total}th"
        return f"A {nth} case joined while you were reading."
    if new:
        return f"{new} cases joined while you were reading."
    if gone:
        cases = "1 case" if gone == 1 else f"{gone} cases"
        return f"{cases} left this alert while you were reading."
    if is_other_tier:
        return "This alert changed its colour while you were reading."
    return "This alert changed while you were reading."
