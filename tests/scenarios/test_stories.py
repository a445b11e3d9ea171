"""Every story of this folder comes out as its file says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from schemas.alerts import Alert
from schemas.partner_alerts import PartnerAlert
from streams.core.alerts.published.titles import local
from tests.scenarios.storybook import Story, Told

STORIES = sorted(Path(__file__).parent.glob("*.yaml"))
THEN_WORDS = {
    "day", "alert", "tier", "decision", "because", "says", "holds", "state", "clock", "gap",
    "also", "to", "by", "partners", "duties",
}  # fmt: skip


@pytest.mark.parametrize("path", STORIES, ids=[path.stem for path in STORIES])
def test_the_story(path: Path) -> None:
    story = Story.read(path)
    told = story.tell()
    for wanted in story.text["then"]:
        assert wanted.keys() <= THEN_WORDS, f"{path.name}: unknown words in {wanted}"
        begin = story.instant(wanted["day"], "00:00")
        today = [one for one in told if begin <= one.decision.at < begin + timedelta(days=1)]
        assert any(_is(one, wanted) for one in today), (
            f"{story.text['story']}: on day {wanted['day']} nothing is {wanted}; "
            f"said was {[_words(one) for one in today]}"
        )
    for unwanted in story.text.get("never", []):
        assert unwanted.keys() <= THEN_WORDS, f"{path.name}: unknown words in {unwanted}"
        found = [_words(one) for one in told if one.alert and _is(one, unwanted)]
        assert not found, f"{story.text['story']}: never {unwanted}, but {found}"


def _is(one: Told, wanted: Mapping[str, Any]) -> bool:
    decision, alert = one.decision, one.alert
    facts: dict[str, Any] = {
        "alert": (decision.kind or "").replace("_", " "),
        "decision": decision.decision,
        "because": decision.reason.replace("_", " "),
        "to": list(decision.to),
        "by": decision.by,
    }
    if alert is not None:
        facts |= {
            "tier": alert.tier,
            "state": alert.state,
            "holds": [e.report_id.removeprefix("report ") for e in alert.evidence],
        }
    shown = [name for name in SHOWN if name in wanted]
    if shown and (alert is None or not all(SHOWN[name](alert, wanted[name]) for name in shown)):
        return False
    hear = wanted.get("partners", {})
    if not all(_hears(one.partners.get(name), words) for name, words in hear.items()):
        return False
    exact = wanted.keys() & {"alert", "decision", "because", "tier", "state", "holds", "to", "by"}
    return all(facts.get(name) == _plain(wanted[name]) for name in exact)


def _plain(value: Any) -> Any:
    return [str(one) for one in value] if isinstance(value, list) else value


def _hears(alert: PartnerAlert | None, wanted: Mapping[str, Any] | str) -> bool:
    if alert is None or isinstance(wanted, str):
        return alert is None and wanted == "nothing"
    described = alert.described
    facts: dict[str, Any] = {
        "state": alert.state, "tier": alert.tier, "raised in": alert.raised_in,
        "described": described or "nothing",
    }  # fmt: skip
    if described is not None:
        facts |= {
            "count": described.count, "place": described.place.name, "sex": described.sex,
            "age band": described.age_band, "method group": described.method_group,
            "first month": described.period.first_month, "last month": described.period.last_month,
        }  # fmt: skip
    return all(facts[name] == value for name, value in wanted.items())


def _runs(alert: Any, clock: Mapping[str, str]) -> bool:
    return any(
        line.step == clock["step"] and line.due_at and local(line.due_at) == clock["until"]
        for line in alert.duties
    )


# What an alert must show, by the word that says so.
SHOWN: Mapping[str, Callable[[Alert, Any], bool]] = {
    "says": lambda alert, words: words in alert.why,
    "also": lambda alert, kind: kind.replace(" ", "_") in [p.kind for p in alert.measures.parts],
    "gap": lambda alert, gap: f"report {gap}" in alert.data_gaps,
    "clock": _runs,
    "duties": lambda alert, states: states.items() <= {
        line.duty: line.state for line in alert.duties
    }.items(),
}  # fmt: skip


def _words(one: Told) -> str:
    kind, alert = one.decision.kind, one.alert
    about = f"{alert.tier} {alert.state} {[e.report_id for e in alert.evidence]}" if alert else ""
    why = alert.why if alert else ""
    why += "".join(f" {name} hears {heard}" for name, heard in one.partners.items())
    return f"{kind}: {one.decision.decision} ({one.decision.reason}) {about} {why}"
