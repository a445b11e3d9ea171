"""L7, scan cluster: the nightly space-time permutation scan, a cross-check of all other parts."""

from __future__ import annotations

from collections.abc import Iterator

from streams.core.detectors.wording import number_word
from streams.core.events import ScanCluster
from streams.core.lookup import CaseRow
from streams.core.signals import Detector, Signal
from streams.core.state import AreaState

DETECTOR = Detector(
    id="scan_cluster",
    number="L7",
    family="linked_series",
    title="More unexpected deaths here lately than elsewhere",
    looks_for="a circle of 0.5 to 16 km that holds more of the area's newest unexpected deaths (of "
    "7 to 90 days) than its share, whatever their kind; once a night, for the digest",
    blind_to="what is alike in people or method; deaths without coordinates; places that had many "
    "all year; shapes that are no circle; all that happened since the last night",
    source="Detection specification, section 8, L7; Kulldorff and others (2005), PLoS Medicine "
    "2:e59; domain brief, section 7",
    limits=(),
    explanations=(
        "Heat, cold or influenza that came to one part of the area first",
        "A home, a hospital or a hostel that opened or grew in the year",
        "Coincidence: chance alone brings one as strong in one night of a hundred or fewer",
    ),
    next_steps=(
        "See whether another alert names some of these deaths; if so, begin there",
        "Open the records side by side: what do they share beyond place and time?",
        "Look again tomorrow: a cluster that grows is worth an inquiry, one that fades is not",
    ),
)  # fmt: skip


def evaluate(focus: CaseRow, state: AreaState) -> Iterator[Signal]:
    """Signal the cluster of the last night's scan that holds a case; for the digest alone.

    Units: score = log likelihood ratio in nats; expected = the circle's share of the newest days.
    Source: detection specification, section 8, L7.
    Blind to: see DETECTOR.
    """
    for found in state.scan_clusters.of(focus.id):
        rows = state.rows(found.members)
        if len(rows) == len(found.members):
            yield _signal(found, rows, state)


def neighbours(focus: CaseRow, state: AreaState) -> list[str]:
    """Cases of the same cluster."""
    found = state.scan_clusters.of(focus.id)
    named = dict.fromkeys(name for one in found for name in one.members)
    return [name for name in named if name != focus.id]


def _signal(found: ScanCluster, rows: list[CaseRow], state: AreaState) -> Signal:
    place = state.context.place_of(rows[-1].case)
    reach = f"within {found.radius_km:g} km"
    number = number_word(found.observed).capitalize()
    nights = round(1 / found.p)
    return Signal(
        kind=DETECTOR.id,
        tier="info",
        members=tuple(row.id for row in rows),
        title=f"{found.observed} unexpected deaths {reach} in {found.days} days, {place}",
        why=f"{number} unexpected deaths {reach} in {found.days} days, where {found.expected:.1f} "
        f"are this place's share; chance brings one as strong in about one of {nights} nights.",
        observed=found.observed,
        start=min(row.case.occurred_from for row in rows),
        end=max(row.case.occurred_from for row in rows),
        expected=found.expected,
        score=found.llr,
        window_days=found.days,
        features={row.id: {"in_circle": True} for row in rows},
    )
