"""``tocsin score``: labelled series found, when, and at what price in other alerts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from streams.commands.options import FINDING, AsJson, is_piped, say, write
from streams.replay import score_card
from streams.replay.labels import AlertFile, ReportFiles, read_labels
from streams.replay.score_card import Span
from streams.replay.score_notes import notes_on
from streams.replay.scoring import score as scored


def score(
    alerts: Annotated[Path, typer.Argument(help="What `tocsin replay --out` wrote.")],
    labels: Annotated[Path, typer.Option(help="File of series_id,kind,report_id.")],
    reports: Annotated[
        list[Path] | None,
        typer.Option(help="The reports that were replayed: delays then count from arrival."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say which labelled series the alerts found, when, and how many other alerts came.

    Ends with 1 if a series was missed or a trap found, red and amber together.
    """
    series = read_labels(labels)
    members = {member for one in series for member in one.members}
    arrived = ReportFiles().read(reports or (), members)
    file = AlertFile(alerts, members)
    revisions = list(file.revisions())
    arrivals = arrived.arrivals if reports else file.occurred
    scores = scored(series, revisions, arrivals)
    span = Span(tuple(sorted(file.areas)), arrived.first or file.first, arrived.last or file.last)
    notes = notes_on(series, scores, arrivals, has_reports=bool(reports))
    if is_piped(as_json):
        write(score_card.as_json(scores, span, notes))
    else:
        say(score_card.sentences(scores, span, notes))
    if score_card.has_finding(scores):
        raise typer.Exit(FINDING)
