"""The area file: police force areas with outlines, people and neighbours. Only ``code`` is needed.

Source: contract, section 2; the shipped file states its own sources and attribution.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from schemas.fields import AreaCode, Schema


class Point(Schema):
    """WGS 84 degrees."""

    lat: Annotated[float, Field(ge=-90, le=90)]
    lon: Annotated[float, Field(ge=-180, le=180)]


class District(Schema):
    """A local authority district of the area, with a point to label it."""

    code: AreaCode
    name: str | None = None
    population: int | None = None
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    lon: Annotated[float, Field(ge=-180, le=180)] | None = None


class Area(Schema):
    """One area. Without population, outline or neighbours the program says what is off."""

    code: AreaCode
    name: str | None = None
    country: str | None = None
    population: Annotated[int, Field(ge=0)] | None = None
    area_km2: Annotated[float, Field(gt=0)] | None = None
    centroid: Point | None = None
    neighbours: list[AreaCode] = []
    districts: list[District] = []
    geometry: dict[str, Any] | None = None


class AreaFile(Schema):
    """All areas that the service watches."""

    areas: Annotated[list[Area], Field(min_length=1)]
