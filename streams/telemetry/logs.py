"""Logs of a process: one JSON object a line on standard error, with allowed fields only.

Events are called ``noun.verb``. A field that is not on the list does not come out, so no report
can be quoted by mistake; a fault is its type and place; of a library's line its template remains.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Iterable, MutableMapping
from pathlib import Path
from traceback import extract_tb
from typing import Any

import structlog

FIELDS = frozenset(
    {
        "event", "level", "timestamp", "stage", "partition", "partitions", "topic", "offset",
        "rows", "seconds", "kind", "place", "why", "code", "reason", "area", "n",
        "channel", "outcome", "attempt", "tier",
        "writer", "seq", "digest", "sealed_at", "key_id", "signature",  # seals of the audit
    }
)  # fmt: skip
DEEPEST = 6  # places of a fault that are named, the last where it came up


def configure(level: str = "info") -> None:
    """Send our events and libraries' warnings to standard error.

    Libraries' lines are kept as their fixed templates, without what they would fill in.
    """
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _allowed,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        # Standard error as it is when a line is written, not as it is now.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )
    logging.root.handlers = [_Templates()]
    logging.root.setLevel(logging.WARNING)
    for name in list(logging.root.manager.loggerDict):
        library = logging.getLogger(name)
        library.handlers, library.propagate, library.level = [], True, logging.NOTSET
    logging.captureWarnings(capture=True)
    threading.excepthook = _of_thread


def fault_fields(fault: BaseException) -> dict[str, str]:
    """Say what a fault is and where it came up; its words may quote what was read."""
    places = [f"{Path(at.filename).name}:{at.lineno}" for at in extract_tb(fault.__traceback__)]
    return {"kind": type(fault).__name__, "place": " ".join(places[-DEEPEST:])}


def started(digest: str, gaps: Iterable[str], warning: str | None) -> None:
    """Say with which rules a worker starts, what it cannot do, and what it must be warned of."""
    log = structlog.get_logger()
    log.info("config.loaded", code=digest)
    for gap in gaps:
        log.info("config.gap", why=gap)
    if warning is not None:
        log.warning("broker.embedded", why=warning)


def _allowed(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {name: value for name, value in event.items() if name in FIELDS}


def _of_thread(given: threading.ExceptHookArgs) -> None:
    if given.exc_value is not None:
        structlog.get_logger().error("thread.failed", **fault_fields(given.exc_value))


class _Templates(logging.Handler):
    """Passes on what a library says, without the values that it would put in.

    A line without values may have been put together before it came here: only its place is kept.
    """

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line of a library."""
        said = {"place": f"{Path(record.pathname).name}:{record.lineno}"}
        if record.args:
            said["why"] = str(record.msg)[:200]
        if record.exc_info and record.exc_info[1] is not None:
            said["reason"] = type(record.exc_info[1]).__name__
        structlog.get_logger().warning("library.said", kind=record.name, **said)
