"""The history of one alert: what the service and people did, newest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from schemas.commands import Command
from schemas.decisions import Decision
from streams.catalogue.terms import Terms
from streams.console.screens.knows import Opened
from streams.console.words import chance, codes

ANSWERS = frozenset({"command_done", "command_refused"})


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened. ``revision``: how the alert stood then, where it changed."""

    at: datetime
    what: str
    why: str
    revision: int | None


def history(
    decisions: Iterable[Decision],
    commands: Iterable[Command],
    openings: Iterable[Opened],
    terms: Terms,
) -> tuple[Line, ...]:
    """Put decisions, orders with their answers, and openings into one list, newest first."""
    decided = list(decisions)
    answers = {
        one.command_id: one
        for one in decided
        if one.command_id is not None and one.decision in ANSWERS
    }
    lines = [
        *(_decided(one, terms) for one in decided if one.decision not in ANSWERS),
        *_ordered(commands, answers, terms),
        *(Line(one.at, f"Opened by {one.by}", "", None) for one in openings),
    ]
    return tuple(sorted(lines, key=lambda line: line.at, reverse=True))


def _decided(one: Decision, terms: Terms) -> Line:
    to = f": {terms.told(one.to)}" if one.to else ""
    why = codes.capital(codes.REASONS[one.reason])
    if one.score is not None and one.line is not None:
        why += f": strength {chance.steps(one.score)}; the line is {chance.steps(one.line)}"
    return Line(one.at, f"{codes.DECISIONS[one.decision]}{to}", why, one.revision)


def _ordered(
    commands: Iterable[Command], answers: Mapping[str, Decision], terms: Terms
) -> Iterator[Line]:
    for one in commands:
        answer = answers.get(one.command_id)
        said = one.reason or one.text or one.note or ""
        what = f"{codes.ACTIONS[one.action]}{_object(one, terms)}, {one.by}"
        if answer is None:
            said = f"Sent, not yet confirmed. It is not lost. {said}".strip()
        elif answer.decision == "command_refused":
            said = f"Refused: {codes.REASONS[answer.reason]}. {said}".strip()
        yield Line(one.at, what, said, answer.revision if answer else None)


def _object(one: Command, terms: Terms) -> str:
    if one.action == "assign" and one.to:
        return f": {terms.told((one.to,))}"
    if one.action == "close" and one.verdict:
        return f": {codes.VERDICTS[one.verdict][0].lower()}"
    if one.action == "decide_duty" and one.duty and one.outcome:
        return f": {terms.duty(one.duty)}, {codes.spoken(one.outcome)}"
    if one.action == "complete" and one.duty and one.step:
        return f": {terms.step(one.duty, one.step)}"
    return ""
