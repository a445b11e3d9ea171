"""What became of a report, for people: the answer to ``explain``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from streams.clients.cards import local, plain

USED = {"whole": "used whole", "partial": "used without the fields that were wrong"}


def sentences(trace: Mapping[str, Any]) -> Iterator[str]:
    """Say when it came, what it was compared with, how near to an alert it was, what is missing."""
    areas = ", ".join(trace["areas"])
    received, version = local(trace["received_at"]), trace["version"]
    yield f"Received {received}; version {version}, {USED[trace['used']]}."
    others = trace["compared"]
    cases = f"{others} other report{'' if others == 1 else 's'}" if others else "no other report"
    yield f"Compared with {cases} in {areas}."
    yield _best(trace["best"])
    yield from _missing(trace["missing"])
    held = trace["alert_ids"]
    yield f"Alerts that hold it: {', '.join(held)}." if held else "No alert holds it."


def _best(best: Mapping[str, Any] | None) -> str:
    if best is None:
        return "Nothing that is watched for was seen in it."
    name = best["kind"].replace("_", " ")
    if best["score"] is None or best["line"] is None:
        return f"The strongest that was seen in it: {name}."
    above = "above" if best["score"] >= best["line"] else "below"
    return (
        f"The strongest that was seen in it: {name}, {best['score']:.2g}, which is {above} the "
        f"{best['line']:.2g} from which people are told."
    )


def _missing(facts: list[Mapping[str, Any]]) -> Iterator[str]:
    if facts:
        yield "Not known, and might have changed it:"
        yield from (f"  - {plain(fact['field'])}: ask the {plain(fact['who'])}" for fact in facts)
