"""Field types shared by the schemas: bounded, strict, and free of the values they refuse."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

RFC3339 = re.compile(
    r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:[Zz]|[+-]\d\d:\d\d)", re.ASCII
)
FIRST_YEAR, LAST_YEAR = 1900, 2199  # outside them a date is a typing mistake


def parse_instant(value: Any) -> datetime:
    """Read an RFC 3339 time with offset as UTC.

    Raises:
        ValueError: not text, not RFC 3339, without offset, or outside the years 1900 to 2199.

    """
    if not isinstance(value, str) or not RFC3339.fullmatch(value):
        raise ValueError("must be an RFC 3339 time with offset")
    try:
        instant = datetime.fromisoformat(value.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError("must be a time that exists") from None
    if not FIRST_YEAR <= instant.year <= LAST_YEAR:
        raise ValueError("must lie between the years 1900 and 2199")
    return instant


def parse_day(value: Any) -> Any:
    """Read YYYY-MM-DD as a date.

    Raises:
        ValueError: text that is no date in that form.
    """
    if not isinstance(value, str):
        return value
    try:
        return datetime.strptime(value, "%Y-%m-%d").date()  # noqa: DTZ007 (a date has no zone)
    except ValueError:
        raise ValueError("must be a date that exists") from None


def _number_as_text(value: Any) -> Any:
    return str(value) if type(value) is int and 0 <= value < 10**12 else value


Instant = Annotated[
    datetime,
    BeforeValidator(parse_instant),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
Day = Annotated[date, BeforeValidator(parse_day)]
ReportId = Annotated[str, Field(min_length=1, max_length=120)]
Version = Annotated[int, Field(ge=1, le=10**9)]
AreaCode = Annotated[str, Field(min_length=2, max_length=12, pattern=r"^[A-Z0-9]+$")]
Token = Annotated[str, Field(min_length=1, max_length=128)]
Word = Annotated[str, Field(min_length=1, max_length=64)]
Reference = Annotated[str, Field(min_length=1, max_length=120)]
Uprn = Annotated[
    str,
    BeforeValidator(_number_as_text),
    Field(min_length=1, max_length=12, pattern=r"^[0-9]+$"),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "maxLength": 12, "pattern": "^[0-9]+$"},
                {"type": "integer", "minimum": 0, "maximum": 10**12 - 1},
            ]
        }
    ),
]


class Schema(BaseModel):
    """A published shape: frozen, strict, and silent about the values it refuses.

    Fields it does not know are ignored (readers count them), so senders may be ahead of us.
    """

    model_config = ConfigDict(
        frozen=True,
        strict=True,
        extra="ignore",
        hide_input_in_errors=True,
        allow_inf_nan=False,
    )
