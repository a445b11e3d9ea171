"""Tests that drive a real browser: skipped where there is none, failed where one is required."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.kafka.console.chromium import REMEDY, program, started
from tests.kafka.console.evening import Evening, evening

HERE = Path(__file__).parent
IS_REQUIRED = os.environ.get("TOCSIN_REQUIRE_BROWSER") == "1"
MISSING = "no browser: "
_PASSED: list[str] = []


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test in this folder, and let them run last.

    Playwright's event loop runs as long as its browser, and no test after it can run one.
    """
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: item.path.is_relative_to(HERE))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip where no browser can be had, or fail where one is required."""
    if program() is not None:
        return
    if IS_REQUIRED:
        pytest.fail(f"No Chromium, and TOCSIN_REQUIRE_BROWSER=1 wants a real browser: {REMEDY}.")
    pytest.skip(f"{MISSING}{REMEDY}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one line what was not proved, and how to get it."""
    skipped = [
        report
        for report in terminalreporter.stats.get("skipped", [])
        if MISSING in str(report.longrepr)
    ]
    if skipped:
        terminalreporter.write_line(
            f"NOT PROVED: {len(skipped)} tests of the console in a real browser did not run: "
            f"{REMEDY}, and run again.",
            yellow=True,
        )


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run that requires a browser and passed no test in one."""
    if IS_REQUIRED and not _PASSED and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Count the tests that passed in a browser."""
    if report.when == "call" and report.passed and "browser" in report.keywords:
        _PASSED.append(report.nodeid)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the run; a test opens contexts of its own."""
    with started() as browser:
        yield browser


@pytest.fixture(scope="session")
def here(kafka: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Evening]:
    """The evening that all tests share."""
    with evening(kafka.bootstrap, tmp_path_factory.mktemp("console")) as started_evening:
        yield started_evening
