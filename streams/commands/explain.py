"""``tocsin explain``: what became of one report."""

from __future__ import annotations

from typing import Annotated

import typer

from streams.catalogue import trace_words
from streams.commands.ordering import Answer, Area, Fields, order


def traced(answer: Answer) -> list[str]:
    """Say the trace for people."""
    return list(trace_words.sentences(answer["trace"]))


@order("explain", traced)
def explain(
    report: Annotated[str, typer.Argument(metavar="REPORT_ID", help="The sender's own number.")],
    area: Area,
    source: Annotated[
        str | None, typer.Option(help="The sender, if two use the same number.")
    ] = None,
) -> Fields:
    """Say what became of a report: when it came, what it was compared with, why nobody was told.

    It changes nothing. A report that never came is refused as such.

    Example: tocsin explain CUM-D26-7QK2 --area E23000002
    """
    return {"report_id": report, "area": area, "source": source}
