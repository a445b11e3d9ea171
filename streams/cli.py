"""``tocsin``: each command a few lines; what it does lives elsewhere."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from streams.broker.embedded import WARNING, EmbeddedBroker
from streams.broker.reach import BrokerOutOfReach, is_embedded
from streams.broker.security import security_of
from streams.broker.topics import TopicsRefused, create
from streams.catalogue.terms import terms
from streams.clients import area_log
from streams.clients.cards import card
from streams.clients.demo import play
from streams.clients.kafka import plan_of
from streams.clients.quarantine import NotCorrected
from streams.clients.send import Sender
from streams.clients.start import check_start
from streams.clients.worker_process import WorkerEnded
from streams.commands import duty_orders, silences
from streams.commands.alerts import alert, alerts
from streams.commands.archive import backup, restore
from streams.commands.audit import audit
from streams.commands.calibrate import calibrate
from streams.commands.check import check
from streams.commands.console import console
from streams.commands.detectors import detectors
from streams.commands.doctor import doctor
from streams.commands.duties import duties
from streams.commands.explain import explain
from streams.commands.handover import handover
from streams.commands.notify import notify
from streams.commands.options import AreaFile, Broker, Files, Partitions, Rules, bar, err, out
from streams.commands.orders import ORDERS
from streams.commands.partners import partners as partners_of
from streams.commands.quarantine import aside
from streams.commands.report import report, write_report
from streams.commands.score import score
from streams.commands.topics import topics
from streams.configuration import DATA, load
from streams.core.errors import ConfigurationError
from streams.replay.area_log import UnreadableLog
from streams.replay.lines import UnreadableFile, read_lines, size_of
from streams.replay.run import run as replay_files
from streams.senders import read_secret
from streams.settings import Settings, read
from streams.telemetry import logs as logging

USAGE, NO_BROKER, OUR_FAULT = 2, 3, 70
DEMO_AREA, DEMO_PERIOD = "E23000028", (date(2026, 7, 1), date(2026, 10, 1))
DEMO_REPORT = "tocsin-demo-report.html"

app = typer.Typer(
    help="Hears of deaths and violence as they are reported; says when they may be linked, and "
    "when a review falls due. Exit codes: 0 done, 1 a finding, 2 wrong usage or configuration, "
    "3 broker out of reach, 70 our own fault.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.add_typer(aside, name="quarantine")
app.add_typer(audit, name="audit")
app.command()(topics)
app.command()(doctor)
app.command()(check)
app.command()(backup)
app.command()(restore)
app.command()(alerts)
app.command()(alert)
app.command()(score)
app.command()(report)
app.command()(handover)
app.command()(notify)
app.command()(console)
app.command()(calibrate)
for given in (*ORDERS, *duty_orders.ORDERS, *silences.ORDERS, explain):
    app.command()(given)
app.add_typer(detectors, name="detectors")
app.add_typer(duties, name="duties")
app.add_typer(partners_of, name="partners")


def main() -> None:
    """Run the program; every fault ends it with its own code and one clear line."""
    try:
        app(standalone_mode=True)
    except ConfigurationError as fault:
        _end(USAGE, *fault.faults)
    except TopicsRefused as fault:
        _end(USAGE, *fault.faults)
    except (UnreadableFile, UnreadableLog, NotCorrected) as fault:
        _end(USAGE, str(fault))
    except BrokerOutOfReach as fault:
        _end(NO_BROKER, str(fault))
    except WorkerEnded as fault:
        _end(OUR_FAULT, str(fault))
    except KeyboardInterrupt:
        _end(130, "Stopped.")
    except Exception as fault:  # the outermost place: our own fault, told by type alone
        _end(OUR_FAULT, f"our own fault ({type(fault).__name__}); please report it")


@app.command()
def demo(
    rate: Annotated[float, typer.Option(help="Reports a second.")] = 320.0,
) -> None:
    """Play sixteen months of two forces through a broker, a worker, a notifier and a console.

    Everything runs on this machine and ends with the command; while the sample plays, the
    console's pages move. What is kept is one page, the report on death investigations of the
    sample, in the folder where you are.
    """
    sample = DATA / "sample.jsonl.gz"
    out.print(f"[dim]{WARNING}[/dim]")
    out.print("Starting a broker, a worker, a notifier and a console ...")
    page = Path(DEMO_REPORT)
    with bar("Reports", size_of([sample])) as seen:
        tally = play(
            [sample], rate, lambda row: out.print(card(row, terms())), seen,
            lambda settings: _demo_ends(settings, page),
            at=lambda address: out.print(f"Console: {address}/ (open it in a browser)"),
        )  # fmt: skip
    out.rule("Summary")
    out.print(f"Reports read: {tally.reports}")
    for heading, counts in (
        ("Alerts", tally.alerts), ("Withheld", tally.withheld), ("Set aside", tally.quarantined),
    ):  # fmt: skip
        said = ", ".join(f"{n} {name}" for name, n in counts.most_common()) or "none"
        out.print(f"{heading}: {sum(counts.values())} ({said})")
    out.print(f"Told: {tally.told} messages to the demo's own duty desk, by webhook")
    out.print(f"Report on death investigations, Essex: {page.resolve()}", soft_wrap=True)


def _demo_ends(settings: Settings, page: Path) -> None:
    """Leave the report behind; somebody at a terminal may look at the console for as long."""
    write_report(settings, DEMO_AREA, DEMO_PERIOD, page)
    if out.is_terminal:
        out.print("All is sent; the console stays. Ctrl-C ends all.")
        with suppress(KeyboardInterrupt):
            signal.pause()


@app.command()
def broker() -> None:
    """Run the embedded broker until Ctrl-C. For development only."""
    with EmbeddedBroker() as one:
        settings = read(broker=one.bootstrap, partitions=one.partitions)
        create(one.bootstrap, plan_of(settings))
        err.print(WARNING)
        out.print(
            f"TOCSIN_BROKER={one.bootstrap} TOCSIN_PARTITIONS={one.partitions}", soft_wrap=True
        )
        sys.stdout.flush()
        _wait_for_ever()


@app.command()
def worker(
    broker: Broker = None, partitions: Partitions = None, areas: AreaFile = None,
    rules: Rules = None,
    clock: Annotated[
        str | None, typer.Option(help="wall: live; events: loading history.")
    ] = None,
) -> None:  # fmt: skip
    """Run a worker: reads reports, keeps each area's windows, writes alerts. SIGTERM ends it."""
    settings = read(broker=broker, partitions=partitions, areas=areas, rules=rules, clock=clock)
    configuration = load(settings.areas, settings.rules, partner_keys=settings.partner_keys)
    logging.configure(settings.log_level)
    embedded = check_start(settings, "worker", configuration.recipients)
    logging.started(configuration.digest, configuration.gaps, WARNING if embedded else None)
    from streams.worker import work  # Faust is slow to load, and only the worker needs it.

    raise typer.Exit(work(settings, configuration, embedded=embedded))


@app.command()
def send(
    files: Files, broker: Broker = None, partitions: Partitions = None,
    rate: Annotated[float | None, typer.Option(help="Lines a second, at most.")] = None,
    speed: Annotated[
        float | None, typer.Option(help="Times as fast as it happened: 86400 is a day a second.")
    ] = None,
    key_file: Annotated[
        Path | None, typer.Option("--key", help="File of the key that the sender signs with.")
    ] = None,
) -> None:  # fmt: skip
    """Put reports and commands from files on their topics."""
    settings = read(broker=broker, partitions=partitions)
    client = security_of(settings).librdkafka()
    key = read_secret(key_file) if key_file is not None else None
    sender = Sender(settings, hold_back=is_embedded(settings.broker, client), key=key)
    with bar("Lines", size_of(files)) as seen:
        sent = sender.send(read_lines(files), rate=rate, speed=speed, seen=seen)
    for topic, number in sorted(sent.by_topic.items()):
        err.print(f"{number:>8} {topic}")
    if sent.empty:
        err.print(f"{sent.empty:>8} empty lines skipped")


@app.command()
def replay(
    files: Files,
    to: Annotated[Path, typer.Option("--out", help="Every alert revision, one a line.")],
    decisions: Annotated[Path | None, typer.Option(help="Every decision, one a line.")] = None,
    quarantine: Annotated[Path | None, typer.Option(help="What was set aside.")] = None,
    partners: Annotated[
        Path | None, typer.Option(help="Folder for what partners hear, one file a recipient.")
    ] = None,
    rules: Rules = None, areas: AreaFile = None,
    until: Annotated[
        datetime | None, typer.Option(help="Run the clocks on to this time (UTC).")
    ] = None,
    areas_out: Annotated[
        Path | None, typer.Option(help="How each area stands at the end, one a line.")
    ] = None,
) -> None:  # fmt: skip
    """Run the same rules over files, or over an area's log, without Kafka.

    The same input gives the same bytes.
    """
    keys = read().partner_keys if partners is not None else None
    configuration = load(areas, rules, partner_keys=keys)
    for gap in configuration.gaps:
        err.print(f"Note: {gap}", style="dim")
    with bar("Lines", size_of(files)) as seen:
        summary = replay_files(
            configuration, read_lines(files), to, decisions, quarantine, partners=partners,
            standings=areas_out,
            until=until.replace(tzinfo=until.tzinfo or UTC) if until else None, seen=seen,
        )  # fmt: skip
    err.print(summary.sentence())


@app.command()
def log(
    area: Annotated[str, typer.Option(help="Area code, such as E23000002.")],
    broker: Broker = None, partitions: Partitions = None, areas: AreaFile = None,
    since: Annotated[datetime | None, typer.Option(help="Leave out what was before.")] = None,
    to: Annotated[Path | None, typer.Option("--out", help="File; else the terminal.")] = None,
) -> None:  # fmt: skip
    """Write an area's log: the exact order in which everything was applied."""
    settings = read(broker=broker, partitions=partitions, areas=areas)
    known = load(settings.areas).areas
    if area not in known.by_code:
        raise ConfigurationError([f"--area {area} is not in the area file"])
    moment = since.replace(tzinfo=since.tzinfo or UTC) if since else None
    with _sink(to) as write:
        for line in area_log.lines(settings, known, area, moment):
            write(line)


@contextmanager
def _sink(path: Path | None) -> Iterator[Callable[[bytes], Any]]:
    if path is None:
        yield sys.stdout.buffer.write
        sys.stdout.flush()
        return
    with path.open("wb") as file:
        yield file.write


def _wait_for_ever() -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    while True:
        signal.pause()


def _end(code: int, *lines: str) -> None:
    for line in lines:
        err.print(f"tocsin: {line}", soft_wrap=True)
    sys.exit(code)
