"""L12, reclassified: a death becomes suspicious or a homicide."""

from __future__ import annotations

from collections.abc import Iterator

from streams.core.detectors.wording import CATEGORY_WORDS
from streams.core.lookup import CaseRow
from streams.core.signals import UNEXPECTED, Detector, Signal
from streams.core.state import AreaState

DETECTOR = Detector(
    id="reclassified",
    number="L12",
    family="review_due",
    about=UNEXPECTED,
    title="A death is now suspicious or a homicide",
    looks_for="a change of category into suspicious or homicide; the rules on series run again "
    "over the 24 months about it",
    blind_to="changes that the sender records as a new report",
    source="Detection specification, sections 8 and 10, L12; domain brief, section 1.4",
    limits=(),
    explanations=("A correction of a typing mistake at the sender",),
    next_steps=(
        "Secure the scene, exhibits and body, or ask what is left of them",
        "Look at every death within 24 months near it, by the same finder, or at the address",
        "Check which reviews now fall due",
    ),
)


def evaluate(focus: CaseRow, state: AreaState) -> Iterator[Signal]:
    """Signal a death that was neither suspicious nor a homicide, and now is.

    Units: none.
    Source: detection specification, section 8, L12.
    Blind to: see DETECTOR.
    """
    if not focus.turned_grave or focus.border:
        return
    case = focus.case
    place = state.context.place_of(case)
    was = CATEGORY_WORDS.get(focus.turned_from or "", "not categorised")
    now = CATEGORY_WORDS.get(case.category or "", "not categorised")
    age = (state.now.clock - case.occurred_from).days
    yield Signal(
        kind=DETECTOR.id,
        tier="red",
        members=(focus.id,),
        title=f"A death near {place} is now recorded as {now}",
        why=f"A death near {place} that was recorded as {was} is now recorded as {now}, "
        f"{age} days after it happened.",
        observed=1,
        start=case.occurred_from,
        end=case.occurred_from,
        features={focus.id: {"category_before": was, "category_now": now}},
    )


def neighbours(focus: CaseRow, state: AreaState) -> list[str]:
    """No other case: a change of category is seen in the case itself."""
    return []
