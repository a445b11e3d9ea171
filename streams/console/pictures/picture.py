"""A picture: SVG, the sentence that says what it shows, and a table that holds all its numbers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture. ``svg`` is None where there is nothing to draw, or too much: then the table.

    ``key`` begins every id in the SVG, so that it must be unlike on one page.
    """

    key: str
    title: str
    sentence: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    svg: str | None
