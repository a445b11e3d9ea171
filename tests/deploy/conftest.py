"""Tools that are not Python's: required where TOCSIN_REQUIRE_TOOLS=1, else said to be missing."""

from __future__ import annotations

import os
import shutil

import pytest

_MISSING: set[str] = set()
WHERE = {
    "promtool": "Debian's package prometheus",
    "amtool": "Debian's package prometheus-alertmanager",
}


@pytest.fixture(scope="session")
def tool():
    """Find a program, or say that what it proves is not proved."""

    def find(name: str) -> str:
        found = shutil.which(name)
        if found is not None:
            return found
        reason = f"{name} is missing ({WHERE[name]})"
        if os.environ.get("TOCSIN_REQUIRE_TOOLS") == "1":
            pytest.fail(f"{reason}, and TOCSIN_REQUIRE_TOOLS=1 wants it")
        _MISSING.add(reason)
        pytest.skip(f"not proved: {reason}")

    return find


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was not proved."""
    for reason in sorted(_MISSING):
        terminalreporter.write_line(f"NOT PROVED: rules and routes; {reason}", yellow=True)
