"""Why a worker ends, and the exit code that says so."""

from __future__ import annotations

from aiokafka.errors import (  # type: ignore[import-untyped]
    KafkaConnectionError,
    KafkaTimeoutError,
    NoBrokersAvailable,
    NodeNotReadyError,
    RequestTimedOutError,
)

from streams.broker.security import REFUSALS
from streams.core.errors import ConfigurationError

_UNREACHABLE = (
    KafkaConnectionError,
    KafkaTimeoutError,
    NoBrokersAvailable,
    NodeNotReadyError,
    RequestTimedOutError,
)


class BrokerAway(Exception):
    """The broker did not answer in time."""


class BrokenPromise(Exception):
    """Ours to mend: something happened that the design rules out."""


def exit_code(fault: BaseException | None) -> int:
    """Return 2 for a refusal, ours or the broker's, 3 for a broker out of reach, 70 for our fault.

    aiokafka wraps what went wrong in plain ``KafkaError``: the causes are asked as well.
    """
    while fault is not None:
        if isinstance(fault, (ConfigurationError, *REFUSALS)):
            return 2
        if isinstance(fault, (BrokerAway, *_UNREACHABLE)):
            return 3
        fault = fault.__cause__
    return 70
