"""Tests on a real Apache Kafka broker: one for the run, a prefix of names for each test."""

import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.kafka.broker import Broker, start_broker
from tests.kafka.jars import why_not

HERE = Path(__file__).parent
IS_REQUIRED = os.environ.get("TOCSIN_REQUIRE_KAFKA") == "1"
REMEDY = "install Java 17 and Maven, or set KAFKA_BOOTSTRAP to the address of a Kafka 4.x broker"
STARTS_ITS_OWN = "starts_broker"
_PASSED: list[str] = []


@dataclass(frozen=True, slots=True)
class RunningBroker:
    """A broker that someone else runs (KAFKA_BOOTSTRAP): tests may use it and not end it."""

    bootstrap: str


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test in this folder."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.kafka)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip where no broker can be had, or fail where one is required."""
    needs_own = item.get_closest_marker(STARTS_ITS_OWN) is not None
    if os.environ.get("KAFKA_BOOTSTRAP") and not needs_own:
        return
    reason = why_not()
    if reason is None:
        return
    if IS_REQUIRED:
        pytest.fail(f"{reason}, and TOCSIN_REQUIRE_KAFKA=1 wants a real broker: {REMEDY}.")
    pytest.skip(f"no real Kafka: {reason}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one line what was not proved, and how to get it."""
    skipped = [
        report
        for report in terminalreporter.stats.get("skipped", [])
        if "no real Kafka: " in str(report.longrepr)
    ]
    if skipped:
        terminalreporter.write_line(
            f"NOT PROVED: {len(skipped)} tests on a real Kafka broker (exactly-once, fencing, "
            f"restarts, topics) did not run because {why_not()}; {REMEDY}, and run again.",
            yellow=True,
        )


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run that requires a real broker and passed no test on one."""
    if IS_REQUIRED and not _PASSED and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Count the tests that a real broker passed."""
    if report.when == "call" and report.passed and "kafka" in report.keywords:
        _PASSED.append(report.nodeid)


@pytest.fixture(scope="session")
def kafka() -> Iterator[Broker | RunningBroker]:
    """One real broker for the whole run; a test that ends a broker uses `start_broker()`."""
    running = os.environ.get("KAFKA_BOOTSTRAP")
    if running:
        yield RunningBroker(running)
        return
    with start_broker() as broker:
        yield broker


@pytest.fixture
def prefix() -> str:
    """Give a random beginning for the names of topics and groups, so no test sees another's."""
    return f"t{secrets.token_hex(4)}-"
