"""The area file: police force areas with outlines, people and neighbours. Only ``code`` is needed.

What is published of an area stands in ``schemas.area_summaries``.

Source: contract, section 2; the shipped file states its own sources and attribution.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field, field_validator

from schemas.fields import AreaCode, Schema

CANARY_AREA: Final = "X00000000"
"""No area: a report of it is a canary's, which proves the way through and is nobody's case."""
CANARY_SOURCE: Final = "//tocsin/canary"


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


Position = Annotated[list[float], Field(min_length=2)]
Ring = Annotated[list[Position], Field(min_length=4)]


class Polygon(Schema):
    """GeoJSON: rings of [longitude, latitude], WGS 84 degrees."""

    type: Literal["Polygon"]
    coordinates: list[Ring]

    @property
    def rings(self) -> list[Ring]:
        """All rings; a hole is one too."""
        return self.coordinates


class MultiPolygon(Schema):
    """GeoJSON: several polygons, such as a coast with islands."""

    type: Literal["MultiPolygon"]
    coordinates: list[list[Ring]]

    @property
    def rings(self) -> list[Ring]:
        """All rings of all polygons."""
        return [ring for polygon in self.coordinates for ring in polygon]


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
    geometry: Annotated[Polygon | MultiPolygon, Field(discriminator="type")] | None = None


class AreaFile(Schema):
    """All areas that the service watches."""

    areas: Annotated[list[Area], Field(min_length=1)]

    @field_validator("areas")
    @classmethod
    def _leaves_the_canary_alone(cls, areas: list[Area]) -> list[Area]:
        if any(area.code == CANARY_AREA for area in areas):
            raise ValueError(f"no area may have the code {CANARY_AREA}, which is the canary's")
        return areas
