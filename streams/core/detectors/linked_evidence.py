"""The linker: records that are more alike in place, time and manner than chance makes them."""

from __future__ import annotations

from collections.abc import Iterator

from streams.core.lookup import CaseRow
from streams.core.series.linking import following, linked_signal
from streams.core.series.linking.linked_signal import Outline
from streams.core.signals import Detector, Signal
from streams.core.state import AreaState

DETECTOR = Detector(
    id="linked_evidence",
    number="LINK",
    family="linked_series",
    part="linker",
    title="Deaths linked by place, time and manner together",
    looks_for="deaths and long missing people who are nearer in place and time, and more alike in "
    "sex, age, method, hour, substances and kind of place, than is usual there",
    blind_to="one death; a few among many alike; silence of three years; series whose place, "
    "victims and method all change; reports without place and without anything shared",
    source="Detection specification, sections 4 and 9",
    limits=(),
    explanations=(
        "A care home, hospital or hostel where people alike die of their illnesses",
        "Records that one office sent in one go, with one way of filling them in",
        "A known place where vulnerable people gather, or where people end their lives",
        "Drug deaths of one supply",
        "Coincidence: the line says how often chance alone does this",
    ),
    next_steps=(
        "Open the records of each strongest link side by side; do the features named hold",
        "Ask who found, who called and who saw them last; compare phones, accounts and vehicles",
        "Before a body is released, ask whether a forensic post-mortem and toxicology are held",
        "Ask for the facts that are named as missing; each may tie or part these records",
    ),
)  # fmt: skip


def absorb(before: CaseRow | None, after: CaseRow | None, state: AreaState) -> None:
    """Weigh a case that came, changed or went into the hypotheses."""
    following.follow(before, after, state)


def evaluate(focus: CaseRow, state: AreaState) -> Iterator[Signal]:
    """Signal the strongest hypothesis that holds a case, from a nat below its amber line.

    Units: score in nats, S of the specification: P(S ever >= s) <= e^-s for one hypothesis;
    expected in deaths like these in the neighbourhood and time of most weight.
    Source: detection specification, section 4.
    Blind to: see DETECTOR.
    """
    signal = linked_signal.about(focus, state)
    if signal is not None:
        yield signal


def explain(signal: Signal, state: AreaState) -> Signal:
    """Put a finding into words, as it is told."""
    return linked_signal.explained(signal, state) if isinstance(signal, Outline) else signal


def neighbours(focus: CaseRow, state: AreaState) -> list[str]:
    """Cases of the hypotheses that hold this one, or that its change has just moved."""
    return linked_signal.neighbours(focus, state)
