"""``tocsin report``: the analytical report on death investigations."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from getpass import getuser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from streams.clients.orders import give
from streams.commands.options import FINDING, AreaFile, Partitions, Rules, bar, err, out
from streams.commands.ordering import REFUSALS, area_of
from streams.configuration import load
from streams.core.errors import ConfigurationError
from streams.replay.lines import UnreadableFile, size_of
from streams.settings import Settings, read

if TYPE_CHECKING:
    from streams.report.sources import Source

DAY = ["%Y-%m-%d"]
DUTY, STEP = "death_report", "publish"


def report(
    area: Annotated[str, typer.Option(help="Area code, such as E23000002.")],
    start: Annotated[datetime, typer.Option("--from", formats=DAY, help="First day.")],
    end: Annotated[datetime, typer.Option("--to", formats=DAY, help="The day after the last.")],
    to: Annotated[Path, typer.Option("--out", help="The page, such as R.html.")],
    files: Annotated[list[Path] | None, typer.Argument(help="Files of CloudEvents.")] = None,
    broker: Annotated[bool, typer.Option(help="Read the topics of TOCSIN_BROKER.")] = False,
    edition: Annotated[str, typer.Option(help="full or partner")] = "full",
    as_of: Annotated[
        datetime | None, typer.Option(help="As it was known at this time (UTC).")
    ] = None,
    population: Annotated[
        Path | None, typer.Option(help="CSV: area (or district), sex, band, people, year.")
    ] = None,
    lsoa: Annotated[
        Path | None, typer.Option(help="CSV: lsoa, district, deprivation (1 to 5, may lack).")
    ] = None,
    previous: Annotated[
        Path | None, typer.Option(help="figures.json of the last report, to score it.")
    ] = None,
    data: Annotated[
        Path | None, typer.Option(help="Folder for figures.json and figures.csv.")
    ] = None,
    pdf: Annotated[Path | None, typer.Option(help="A PDF too; needs tocsin[pdf].")] = None,
    record: Annotated[
        bool, typer.Option("--record", help="Record on the broker that it was made.")
    ] = False,
    partitions: Partitions = None, rules: Rules = None, areas: AreaFile = None,
) -> None:  # fmt: skip
    """Write the analytical report on death investigations of an area.

    One page that needs nothing else. The same input gives the same bytes.

    Example: tocsin report --area E23000002 --from 2026-07-01 --to 2026-10-01 reports.jsonl.gz
    --out report.html
    """
    from streams.report import given, made, page  # matplotlib is slow to load.
    from streams.report.columns import Period

    _check(start, end, files, edition, pdf, broker=broker)
    moment = as_of.replace(tzinfo=as_of.tzinfo or UTC) if as_of else None
    configuration = load(areas, rules)
    settings = read(partitions=partitions)
    tables = given.tables(area, areas, population, lsoa, previous)
    options = f"edition {edition}" + (f", as of {moment:%Y-%m-%dT%H:%M:%SZ}" if moment else "")
    with _source(files or [], settings) as source:
        whole = made.make(
            configuration, source, tables, area, Period(start.date(), end.date()),
            edition=edition, as_of=moment, options=options,
        )  # fmt: skip
    with err.status("Drawing") as said:
        done = page.page_of(whole, lambda figure: said.update(f"Drawing {figure.title.lower()}"))
    _write(to, done.html)
    if data is not None:
        data.mkdir(parents=True, exist_ok=True)
        _write(data / "figures.json", done.json)
        _write(data / "figures.csv", done.csv)
    if pdf is not None:
        _write(pdf, _printed(done.html))
    out.print(f"{to}: {len(done.html) / 1e6:.1f} MB, {len(whole.figures)} figures", soft_wrap=True)
    if whole.duty is not None:
        _due(settings, whole.duty, record=record)


def write_report(settings: Settings, area: str, days: tuple[date, date], to: Path) -> None:
    """Write the full report of an area from a broker's topics, with the shipped rules."""
    from streams.report import given, made, page, sources  # matplotlib is slow to load.
    from streams.report.columns import Period

    whole = made.make(
        load(), sources.BrokerSource(settings), given.tables(area), area, Period(*days)
    )
    _write(to, page.page_of(whole).html)


def _check(
    start: datetime, end: datetime, files: list[Path] | None, edition: str, pdf: Path | None, *,
    broker: bool,
) -> None:  # fmt: skip
    faults = []
    if start >= end:
        faults.append("--to must be later than --from; it is the day after the last")
    if bool(files) == broker:
        faults.append("give files, or --broker")
    if edition not in ("full", "partner"):
        faults.append(f"--edition {edition}: use full or partner")
    if pdf is not None and not _can_print():
        faults.append("--pdf needs WeasyPrint: install tocsin[pdf]")
    if faults:
        raise ConfigurationError(faults)


@contextmanager
def _source(files: list[Path], settings: Settings) -> Iterator[Source]:
    from streams.report.sources import BrokerSource, FileSource

    if not files:
        yield BrokerSource(settings)
        return
    with bar("Lines", size_of(files)) as seen:
        yield FileSource(files, seen)


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as fault:
        raise UnreadableFile(path, f"cannot be written ({fault.strerror})") from None


def _can_print() -> bool:
    from importlib.util import find_spec

    return find_spec("weasyprint") is not None


def _printed(html: bytes) -> bytes:
    import weasyprint  # type: ignore[import-not-found,unused-ignore]

    return bytes(weasyprint.HTML(string=html.decode()).write_pdf())


def _due(settings: Settings, alert: str, *, record: bool) -> None:
    """Close the alert that says that this report is due, or say how."""
    if not record:
        out.print(
            f"When it is out: tocsin complete {alert} --duty {DUTY} --step {STEP}", soft_wrap=True
        )
        return
    fields = {"action": "complete", "by": getuser(), "role": "analyst", "alert_id": alert,
              "duty": DUTY, "step": STEP}  # fmt: skip
    answer = give(settings, area_of(alert), fields)
    if answer is None:
        err.print("Recorded, not yet answered. It is not lost: is a worker running?")
        raise typer.Exit(FINDING)
    if answer["decision"] != "command_done":
        out.print(f"Not recorded: {REFUSALS.get(answer['reason'], answer['reason'])}.")
        raise typer.Exit(FINDING)
    out.print(f"Recorded: the report of {alert} is made.")
