"""What one report raises, why, and by when; and what it does not raise, and why not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from schemas import envelope
from schemas.envelope import UnreadableEnvelope, write_time
from schemas.topics import TOPIC_OF_TYPE
from streams.clients.cards import local, plain
from streams.core.areas import Areas
from streams.core.case import Case
from streams.core.duties import Book, Duty, assess, why
from streams.core.duties.explain import Why
from streams.core.errors import ConfigurationError
from streams.core.reading import Arrival, Clock, Reading, Unreadable, read

TYPES: Mapping[str, str] = {
    "death": "tocsin.death.reported.v1",
    "violence": "tocsin.violence.reported.v1",
    "missing": "tocsin.missing.reported.v1",
    "counts": "tocsin.counts.reported.v1",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """One regime's answer, and its steps with their clocks."""

    why: Why
    steps: tuple[Duty, ...]


def read_report(value: bytes, type_given: str | None, areas: Areas) -> Reading:
    """Read one report: a CloudEvent, or bare data whose type is given.

    Raises:
        ConfigurationError: it cannot be used; names what is wrong, never a value.
    """
    try:
        named = envelope.read(value).type
    except UnreadableEnvelope as fault:
        raise ConfigurationError([f"the report cannot be read: {plain(fault.fault)}"]) from None
    wanted = TYPES.get(type_given, type_given) if type_given else named
    if wanted is None or wanted not in TYPES.values():
        raise ConfigurationError([f"say what kind of report it is: --type {', '.join(TYPES)}"])
    found = read(Arrival(TOPIC_OF_TYPE[wanted], value), areas, Clock("events"))
    if isinstance(found, Unreadable):
        fields = f" ({', '.join(found.fields)})" if found.fields else ""
        reason = found.reason.replace("_", " ")
        raise ConfigurationError([f"the report cannot be used: {reason}{fields}"])
    if not isinstance(found, Reading) or found.case is None:
        raise ConfigurationError(["counts and commands raise no duties; give a report of a death"])
    return found


def check(case: Case, book: Book) -> tuple[Answer, ...]:
    """Ask every regime, as the worker does.

    Units: clocks start at ``recorded_at`` of this version, as if it were the first.
    """
    duties = assess(book, case, (), case.recorded_at)
    return tuple(
        Answer(one, tuple(duty for duty in duties if duty.duty == one.regime))
        for one in why(book, case)
    )


def as_json(reading: Reading, answers: tuple[Answer, ...]) -> dict[str, Any]:
    """Write the answers as one JSON object; due times in UTC."""
    return {
        "report_id": reading.report_id,
        "version": reading.version,
        "withdrawn": reading.withdrawn,
        "not_used": list(reading.dropped),
        "duties": [
            {
                "duty": one.why.regime,
                "raised": one.why.is_raised and not reading.withdrawn,
                "state": one.why.state and one.why.state.value,
                "why": one.why.sentence,
                "steps": [_step(duty) for duty in one.steps if duty.step is not None],
            }
            for one in answers
        ],
    }


def _step(duty: Duty) -> dict[str, Any]:
    return {
        "step": duty.step,
        "state": duty.state.value,
        "due_at": duty.due_at and write_time(duty.due_at),
        "due_local": duty.due_at and local(duty.due_at.isoformat()),
        "basis": duty.basis,
        "confidence": duty.confidence,
    }


def sentences(reading: Reading, answers: tuple[Answer, ...]) -> Iterator[str]:
    """Say the answers for people; headings end in a colon."""
    if reading.withdrawn:
        yield "This version takes the report back, so nothing is due; else it would be so."
    if reading.dropped:
        yield f"Used without {', '.join(reading.dropped)}: wrong or contradictory."
    for heading, is_raised in (("Raised", True), ("Not raised", False)):
        chosen = [one for one in answers if one.why.is_raised is is_raised]
        yield f"{heading}:"
        if not chosen:
            yield "  none"
        for one in chosen:
            yield f"  {plain(one.why.sentence)}"
            yield from (f"    {_due(duty)}" for duty in one.steps if duty.step is not None)
    yield "Clocks count from when the sender became aware, as if this were the first version."


def _due(duty: Duty) -> str:
    if duty.due_at is not None:
        return f"{duty.step}: by {local(duty.due_at.isoformat())} ({duty.basis})"
    return f"{duty.step}: {duty.state.value.replace('_', ' ')}, no time yet ({duty.basis})"
