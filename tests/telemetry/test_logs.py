"""What may stand in a log: events and fields of ours, and no word that was read."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import orjson

from streams.telemetry.logs import FIELDS

ROOT = Path(__file__).parents[2]
LEVELS = {"debug", "info", "warning", "error", "exception", "critical"}
EVENT = re.compile(r"[a-z]+\.[a-z_]+")
NAME = "Jane Doe"


PRELUDE = """
import asyncio, logging, threading, warnings
import structlog
from streams.telemetry.logs import configure, fault_fields
NAME = "Jane Doe"
configure("debug")
log = structlog.get_logger()
"""


def lines(code: str) -> list[dict]:
    """Run a process that logs, and read what came out of it."""
    ran = subprocess.run(
        [sys.executable, "-c", PRELUDE + dedent(code)],
        capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    assert NAME not in ran.stdout + ran.stderr
    return [orjson.loads(one) for one in ran.stderr.splitlines()]


def said() -> Iterator[tuple[str, str, set[str]]]:
    """Every line of log that the code can write: where, which event, which fields."""
    for file in sorted((ROOT / "streams").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in LEVELS
                and ast.unparse(node.func.value) in ("log", "structlog.get_logger()")
            ):
                place = f"{file.relative_to(ROOT)}:{node.lineno}"
                named = {word.arg for word in node.keywords if word.arg is not None}
                yield place, ast.literal_eval(node.args[0]), named


def test_every_event_is_called_noun_dot_verb_and_has_fields_of_the_list_alone():
    found = list(said())
    assert len(found) > 10
    assert [one for one in found if not EVENT.fullmatch(one[1])] == []
    assert [one for one in found if not one[2] <= FIELDS] == []


def test_a_field_that_is_not_on_the_list_does_not_come_out():
    (line,) = lines("log.info('report.settled', n=1, subject=NAME, report_id=NAME)")
    assert line.keys() == {"event", "level", "timestamp", "n"}


def test_a_fault_is_its_type_and_place_whatever_it_says():
    (line,) = lines(
        """
        try:
            raise ValueError(NAME)
        except ValueError as fault:
            log.error("worker.failed", exc_info=True, **fault_fields(fault))
        """
    )
    assert line["kind"] == "ValueError"
    assert re.fullmatch(r"<string>:\d+", line["place"])


def test_a_library_comes_out_as_its_template_and_place():
    whole = lines(
        """
        library = logging.getLogger("some.library")
        library.warning("cannot read %s of %s", NAME, 7)
        library.error(f"put together: {NAME}")
        library.error("with a fault %s", NAME, exc_info=ValueError(NAME))
        """
    )
    assert [one.get("why") for one in whole] == ["cannot read %s of %s", None, "with a fault %s"]
    assert whole[2]["reason"] == "ValueError"


def test_a_task_that_nobody_waits_for_a_thread_and_a_warning_quote_nothing():
    whole = lines(
        """
        async def fails():
            raise ValueError(NAME)

        async def main():
            asyncio.ensure_future(fails())
            await asyncio.sleep(0)
            await asyncio.sleep(0)

        asyncio.run(main())

        def fails_too():
            raise ValueError(NAME)

        thread = threading.Thread(target=fails_too)
        thread.start()
        thread.join()
        warnings.warn(NAME)
        """
    )
    assert {one["event"] for one in whole} == {"library.said", "thread.failed"}
    assert {one["kind"] for one in whole} == {"asyncio", "ValueError", "py.warnings"}
