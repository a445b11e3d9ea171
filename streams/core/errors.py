"""What can be wrong on the operator's side, said all at once."""

from __future__ import annotations

from collections.abc import Iterable


class ConfigurationError(Exception):
    """A configuration that must not run. ``faults`` names every fault with its remedy."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(self.faults))
