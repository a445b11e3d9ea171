"""The note and the labels beside a sample, made from the sample so that they cannot differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from streams.sample.clock import wire
from streams.sample.disorder import SILENCES
from streams.sample.life import Life, Sent
from streams.sample.sample import Sample

NAMES = {
    "death": "deaths", "violence": "grave violence", "missing": "high-risk missing people",
    "counts": "partners' counts",
}  # fmt: skip
ONE_INCIDENT = ("domestic_homicide", "reclassified", "moved")  # no series, so no label
REMARKS = """## What is in it

Two neighbouring forces, 1 June 2025 to 30 September 2026: the Metropolitan Police's East Area
(Barking and Dagenham, Havering, Redbridge; 0.80 million residents) and Essex (1.88 million).
**All is invented**; orders of magnitude only. Places lie inside the real borders (`areas.json`,
ONS, Open Government Licence), towns at the districts' label points; small areas, addresses,
institutions and practices are made up, LSOA codes begin with `E019` and UPRNs with `99`, which
nobody was given. Tokens are HMAC-SHA256 under a public key of the sample; no person's name stands
anywhere in the file. The Barking series is planted from `known_series.csv` (public reports).

Thinner than the rates of `streams/sample/rates.py`: expected deaths 0.4, rape 0.4, wounding with
intent 0.6, strangulation 0.5, high-risk missing 0.8; all other deaths whole. Sixteen months, not
fifteen, as the Barking series takes 64.6 weeks and its reclassification four more.
`python -m streams.sample --no-stories` writes background alone, whole, for other seeds and areas.
"""


def labels(made: Sample) -> str:
    """Return the labels of a sample (contract, section 7): series, and traps that are none."""
    rows = ["series_id,kind,report_id"]
    for story in made.stories:
        if story.kind not in ONE_INCIDENT:
            series = story.name.replace(" ", "_")
            rows += [f"{series},{story.kind},{life.report_id}" for life in story.lives]
    rows += [f"batch_upload,trap_batch_upload,{number}" for number in made.held.batch]
    return "\n".join(rows) + "\n"


def note(made: Sample, command: str) -> str:
    """Return the page that says what a sample holds."""
    return "\n".join(
        [
            "# The sample stream\n",
            f"Made by `{command}`:",
            "the same seed gives the same bytes. The command writes this page too: do not edit.\n",
            REMARKS,
            *_counts(made),
            *_stories(made),
            *_disorder(made),
            *_faults(made),
        ]
    )


def _counts(made: Sample) -> Iterator[str]:
    usable = [one for one in made.sent if one.raw is None]
    kinds = Counter(one.kind for one in usable)
    first = Counter(one.kind for one in usable if one.data.get("version") == 1)
    yield f"## Lines\n\n{len(made.sent)} lines.\n\n| type | lines | of version 1 |\n|---|---|---|"
    for kind, name in NAMES.items():
        yield f"| {name} | {kinds[kind]} | {first[kind]} |"
    sources = Counter(one.source for one in usable)
    yield "\n| sender | lines |\n|---|---|"
    for source, number in sorted(sources.items()):
        yield f"| `{source}` | {number} |"
    yield ""


def _stories(made: Sample) -> Iterator[str]:
    yield "## Planted stories\n"
    for story in made.stories:
        yield f"**{story.name}** ({story.kind}): {story.words}.\n"
        yield "| report | happened | versions sent (UTC) |\n|---|---|---|"
        for life in story.lives:
            yield f"| `{life.report_id}` | {life.data['occurred_to'][:16]} | {_versions(life)} |"
        yield ""


def _versions(life: Life) -> str:
    return ", ".join(f"{one.at:%Y-%m-%d %H:%M} {_what(one)}" for one in life.sent)


def _what(one: Sent) -> str:
    return str(one.data.get("category") or one.data.get("offence"))


def _disorder(made: Sample) -> Iterator[str]:
    yield "## What feeds do\n"
    seen = Counter((one.source, one.data.get("report_id"), one.data.get("version"), one.kind)
                   for one in made.sent if one.raw is None)  # fmt: skip
    twice = sum(number - 1 for number in seen.values())
    gone = sum(one.data.get("withdrawn") is True and one.raw is None for one in made.sent)
    yield f"* {twice} messages come twice (one in a hundred), {gone} take a report back;"
    yield "  two deaths in a hundred have their age or place corrected."
    yield f"* {len(made.held.late)} deaths are sent 12 to 45 days late: " + _ids(made.held.late)
    yield f"* {len(made.held.batch)} old deaths of Essex come in eight minutes on 3 February 2026"
    yield "  (in the labels as `trap_batch_upload`)."
    for one in SILENCES:
        since = f"{one.since} {one.hour:.0f}:00"
        yield f"* `{one.source}` is silent for {one.hours:.0f} hours from {since}"
        yield "  and then sends what it owes within an hour."
    yield ""


def _ids(numbers: tuple[str, ...]) -> str:
    return ", ".join(f"`{number}`" for number in numbers)


def _faults(made: Sample) -> Iterator[str]:
    yield "## Bad messages\n\n| fault | sent | report |\n|---|---|---|"
    kept = {wire(one.at)[:19] for one in made.sent}
    for words, one in made.faults:
        if wire(one.at)[:19] in kept:
            yield f"| {words} | {one.at:%Y-%m-%d %H:%M} | `{one.data.get('report_id', '-')}` |"
    yield ""
