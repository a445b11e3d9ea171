"""``tocsin audit``: whether the record of who read what is whole, and what it says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import orjson
import typer
from pydantic import ValidationError

from schemas.audit import AUDIT_TYPE, AuditRecord, AuditSeal
from schemas.topics import AUDIT
from streams.audit.sealing import read_public_keys
from streams.audit.summary import summarise
from streams.audit.verifying import RECORD, SEAL, Verifier
from streams.clients.kafka import headers_of, read_to_end
from streams.commands.options import FINDING, AsJson, Broker, is_piped, say, show, write
from streams.core.errors import ConfigurationError
from streams.settings import Settings, read

SEALED = ("writer", "seq", "digest", "key_id", "signature")

audit = typer.Typer(
    help="Who read, searched, exported or was refused what: whether its record is whole, and what "
    "it says. For lawfulness, self-monitoring, integrity and criminal proceedings alone "
    "(Data Protection Act 2018, section 62).",
    no_args_is_help=True,
)


@audit.command()
def verify(
    key: Annotated[list[Path], typer.Option(help="Public key of the seals, PEM; repeatable.")],
    seals: Annotated[
        Path | None,
        typer.Option(help="Seals from outside Kafka: a file of them, or the console's log."),
    ] = None,
    broker: Broker = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Say what was edited, removed, rewritten, cut off or never sealed. Exit code 1: something was.

    Without --seals a chain whose end was cut off together with its seals looks whole.
    """
    settings = read(broker=broker)
    outside = list(_outside(seals)) if seals is not None else []
    verifier = Verifier(read_public_keys(key), outside, datetime.now(UTC))
    for message in read_to_end(settings, AUDIT):
        kind = dict(headers_of(message)).get("ce_type", b"").decode(errors="replace")
        place = f"{message.topic()}[{message.partition()}]@{message.offset()}"
        verifier.hear(kind, message.value(), place)
    findings = verifier.close()
    if is_piped(as_json):
        write({
            "records": verifier.records, "seals": verifier.seals, "chains": verifier.chains,
            "outside_seals": len(outside), "findings": [asdict(one) for one in findings],
        })  # fmt: skip
    else:
        say(str(one) for one in findings)
        say([
            f"{verifier.records} records in {verifier.chains} chains, {verifier.seals} seals, "
            f"{len(outside)} seals from outside: {len(findings)} findings."
        ])  # fmt: skip
    if findings:
        raise typer.Exit(FINDING)


@audit.command()
def report(
    user: Annotated[str | None, typer.Option(help="One user alone, record by record.")] = None,
    alert: Annotated[str | None, typer.Option(help="Who had to do with one alert.")] = None,
    since: Annotated[datetime | None, typer.Option(help="UTC.")] = None,
    until: Annotated[datetime | None, typer.Option(help="UTC.")] = None,
    broker: Broker = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Say who did how much, or all that one user did or that was done with one alert."""
    settings = read(broker=broker)
    chosen = [
        one for one in _records(settings)
        if (user is None or one.user == user) and (alert is None or one.alert_id == alert)
        and (since is None or one.at >= since.replace(tzinfo=UTC))
        and (until is None or one.at < until.replace(tzinfo=UTC))
    ]  # fmt: skip
    if user is None and alert is None:
        _summary(chosen, as_json)
    elif is_piped(as_json):
        for one in chosen:
            write(asdict(one))
    else:
        show([
            ("at (UTC)", "user", "role", "action", "alert", "screen", "reason"),
            *((f"{one.at:%Y-%m-%d %H:%M:%S}", one.user, one.role, one.action, one.alert_id or "",
               one.screen or "", one.reason or "") for one in chosen),
        ])  # fmt: skip


def _summary(records: list[AuditRecord], as_json: bool) -> None:
    readers = summarise(records)
    if is_piped(as_json):
        for one in readers:
            write(asdict(one))
        return
    rows = [
        (one.user, ", ".join(one.roles), str(one.alerts), str(one.busiest),
         ", ".join(f"{n} {name}" for name, n in sorted(one.actions.items())),
         "look at this" if one.is_flagged else "")
        for one in readers
    ]  # fmt: skip
    show([("user", "roles", "alerts", "most in an hour", "actions", ""), *rows])


def _records(settings: Settings) -> Iterator[AuditRecord]:
    for message in read_to_end(settings, AUDIT):
        if dict(headers_of(message)).get("ce_type") == AUDIT_TYPE.encode():
            try:
                yield RECORD.validate_json(message.value() or b"")
            except ValidationError:  # `verify` is what finds it.
                continue


def _outside(path: Path) -> Iterator[AuditSeal]:
    try:
        lines = path.read_bytes().splitlines()
    except OSError as fault:
        raise ConfigurationError([f"--seals {path}: {fault.strerror}"]) from None
    for number, line in enumerate(lines, 1):
        try:
            row = orjson.loads(line)
            if "signature" in row:  # A log holds other lines too, and its seals their own time.
                row = {name: row[name] for name in SEALED} | {
                    "at": row.get("sealed_at") or row["at"]
                }
                yield SEAL.validate_python(row)
        except (orjson.JSONDecodeError, KeyError, TypeError, ValidationError):
            raise ConfigurationError([f"--seals {path}: line {number} is no seal"]) from None
