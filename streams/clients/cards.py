"""Alerts as a person at a terminal reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from rich.text import Text

from streams.catalogue.terms import Terms
from streams.core.alerts.published import titles

MARKS = {"red": "◆ RED", "amber": "▲ AMBER", "info": "○ INFO"}
STYLES = {"red": "bold red", "amber": "bold yellow", "info": "bold blue"}
MOST_CASES = 6  # cases listed on a card
MOST_CLOCKS = 3  # clocks listed on a card, the first to end
DAYS_A_YEAR = 365.25


def local(moment: str) -> str:
    """Write an RFC 3339 time as people here read it."""
    return titles.local(datetime.fromisoformat(moment))


def often(alerts_per_year: float) -> str:
    """Say how often chance alone gives an alert as strong."""
    if alerts_per_year >= 1.5:
        return f"about {alerts_per_year:.0f} times a year"
    return (
        f"once in {max(1.0, 1 / alerts_per_year):.0f} years"
        if alerts_per_year < 0.75
        else ("about once a year")
    )


def plain(text: str) -> str:
    """Leave out what a terminal would obey: a report's number may hold anything."""
    return "".join(one if one.isprintable() else "\ufffd" for one in text)


def card(alert: Mapping[str, Any], words: Terms) -> Text:
    """Write one alert: tier, sentence, evidence, how unusual, when it is due."""
    text = Text()
    tier = alert["tier"]
    text.append(f"{MARKS[tier]} ", STYLES[tier])
    text.append(plain(alert["title"]), "bold")
    text.append(f"  {local(alert['updated_at'])}  {alert['alert_id']} r{alert['revision']}", "dim")
    if alert["state"] in ("resolved", "closed"):
        text.append(f"  {alert['state']}", "dim")
    text.append(f"\n  {plain(alert['why'])}")
    for line in (*_evidence(alert), *_unusual(alert), *_due(alert, words)):
        text.append(f"\n  {plain(line)}", "dim")
    return text


def _evidence(alert: Mapping[str, Any]) -> Iterator[str]:
    shown = alert["evidence"][-MOST_CASES:]
    for case in shown:
        category = case["category_now"] or ""
        was = case["category_first"]
        change = f" (first: {was})" if was and was != category else ""
        traits = ", ".join(f"{name} {value}" for name, value in case["features"].items())
        place = case["place"]
        yield (
            f"· {case['report_id']}  {local(case['occurred_from'])}  {place['kind']}"
            f"  {category}{change}  {traits}".rstrip()
        )
    more = len(alert["evidence"]) - len(shown)
    if more > 0:
        yield f"· and {more} earlier"


def _unusual(alert: Mapping[str, Any]) -> Iterator[str]:
    measures = alert["measures"]
    said = []
    if measures["expected"] is not None:
        said.append(f"{measures['observed']} where {measures['expected']:.2g} are usual")
    if measures["alerts_per_year"] is not None:
        said.append(f"alerts like it come here by chance {often(measures['alerts_per_year'])}")
    if said:
        yield f"How unusual: {'; '.join(said)}"


def _due(alert: Mapping[str, Any], words: Terms) -> Iterator[str]:
    running = sorted(
        (duty["due_at"], words.step(duty["duty"], duty["step"]))
        for duty in alert["duties"]
        if duty["due_at"] and duty["state"] in ("open", "extended", "needs_fact")
    )
    for due_at, step in running[:MOST_CLOCKS]:
        yield f"Due {local(due_at)}: {step}"
    if len(running) > MOST_CLOCKS:
        yield f"and {len(running) - MOST_CLOCKS} more"
    if alert["ack_by"]:
        yield f"Answer by {local(alert['ack_by'])}; told: {words.told(alert['recipients'])}"


def explained(
    alert: Mapping[str, Any], decisions: Sequence[Mapping[str, Any]], words: Terms
) -> Text:
    """Write one alert whole: what to do, why to doubt it, what was decided."""
    text = card(alert, words)
    for heading, lines in (
        ("Do next", alert["next_steps"]),
        ("It may also be", alert["explanations"]),
        ("Not known", alert["data_gaps"]),
    ):
        if lines:
            text.append(f"\n{heading}", "bold")
            for line in lines:
                text.append(f"\n  - {plain(line)}")
    text.append("\nWhat was decided", "bold")
    for one in decisions:
        to = f" to {words.told(one['to'])}" if one["to"] else ""
        text.append(
            f"\n  {local(one['at'])}  r{one['revision']}  {one['decision']}, {one['reason']}{to}"
        )
    return text
