"""Logs of a process: one JSON object a line on standard error, with allowed fields only.

A field that is not on the list does not come out, so no report can be quoted by mistake.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable, MutableMapping
from typing import Any

import structlog

FIELDS = frozenset(
    {
        "event", "level", "timestamp", "stage", "partition", "partitions", "topic", "offset",
        "rows", "seconds", "kind", "place", "why", "code", "reason", "area", "n",
        "channel", "outcome", "attempt",
    }
)  # fmt: skip
LIBRARIES = ("aiohttp", "aiokafka", "aiosmtplib", "faust", "mode", "kafka", "asyncio")


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
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    handler = _Templates()
    for name in LIBRARIES:
        library = logging.getLogger(name)
        library.handlers, library.propagate = [handler], False
        library.setLevel(logging.WARNING)


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


class _Templates(logging.Handler):
    """Passes on what a library says, without the values that it would put in."""

    def emit(self, record: logging.LogRecord) -> None:
        structlog.get_logger().warning("library.said", kind=record.name, why=str(record.msg)[:200])
