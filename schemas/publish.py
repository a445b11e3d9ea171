"""Publishes the contract as JSON Schemas (2020-12), one file for each type of event.

``python -m schemas.publish`` writes them; a test holds the shipped files to what it would write.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from schemas import asyncapi
from schemas.alerts import ALERT_TYPE, Alert
from schemas.area_summaries import AREA_SUMMARY_TYPE, AreaSummary
from schemas.audit import AUDIT_SEAL_TYPE, AUDIT_TYPE, AuditRecord, AuditSeal
from schemas.commands import COMMAND_TYPE, Command
from schemas.decisions import DECISION_TYPE, Decision
from schemas.deliveries import DELIVERY_TYPE, Delivery
from schemas.fields import Schema
from schemas.partner_alerts import PARTNER_ALERT_TYPE, PartnerAlert
from schemas.reports import REPORTS

PUBLISHED = Path(__file__).parent / "published"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
PARTLY = (
    " The required fields must be right; any other field that is wrong is left out and named. "
    "Fields that stand here nowhere are ignored."
)


@dataclass(frozen=True, slots=True)
class Contract:
    """One type of event as it is published."""

    title: str
    description: str
    schema: Callable[[], dict[str, Any]]


def _read(model: type[Schema], title: str, note: str = "") -> Contract:
    return Contract(title, _first_line(model) + note, model.model_json_schema)


def _written(model: type[Any], title: str) -> Contract:
    adapter: TypeAdapter[Any] = TypeAdapter(model)
    return Contract(title, _first_line(model), lambda: adapter.json_schema(mode="serialization"))


def _first_line(model: type[Any]) -> str:
    return (model.__doc__ or "").strip().partition("\n")[0]


CONTRACTS: Mapping[str, Contract] = {
    **{
        kind: _read(model, f"{kind.split('.')[1].capitalize()} report", PARTLY)
        for kind, model in REPORTS.items()
    },
    COMMAND_TYPE: _read(Command, "Command"),
    ALERT_TYPE: _written(Alert, "Alert"),
    DECISION_TYPE: _written(Decision, "Decision"),
    DELIVERY_TYPE: _written(Delivery, "Delivery"),
    AREA_SUMMARY_TYPE: _written(AreaSummary, "Area summary"),
    PARTNER_ALERT_TYPE: _written(PartnerAlert, "Partner alert"),
    AUDIT_TYPE: _written(AuditRecord, "Audit record"),
    AUDIT_SEAL_TYPE: _written(AuditSeal, "Audit seal"),
}
"""Every type of event whose data is published here."""


def file_name(kind: str) -> str:
    """Name the file of a type of event; events carry it as ``dataschema``."""
    return f"{kind}.json"


def schema_of(kind: str) -> dict[str, Any]:
    """Make the JSON Schema of the ``data`` of one type of event."""
    contract = CONTRACTS[kind]
    told = {"title": contract.title, "description": contract.description}
    return {"$schema": DIALECT, "$id": file_name(kind), **contract.schema(), **told}


def text_of(kind: str) -> str:
    """Write a schema as the file that is shipped: the same each time."""
    return _text(schema_of(kind))


def _text(document: Mapping[str, Any]) -> str:
    return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def publish(folder: Path = PUBLISHED) -> list[Path]:
    """Write all schemas into a folder and say which files they are."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for kind in CONTRACTS:
        path = folder / file_name(kind)
        path.write_text(text_of(kind), encoding="utf-8", newline="\n")
        written.append(path)
    path = folder / asyncapi.FILE
    path.write_text(_text(asyncapi.document()), encoding="utf-8", newline="\n")
    return [*written, path]


if __name__ == "__main__":
    for path in publish():
        print(path.name)
