"""Write the chart's schema of values from the settings: `python -m deploy.helm.values_schema`.

What a process would refuse at its start, Helm refuses before anything is changed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from streams.settings import Settings

FILE = Path(__file__).parent / "tocsin" / "values.schema.json"
SET_BY_THE_CHART = frozenset(
    {"ca_file", "user", "password_file", "cert_file", "key_file", "member", "web_host", "web_port",
     "notify_port", "channels"}
)  # fmt: skip

_NAME = {"type": "string", "minLength": 1, "pattern": "^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$"}
_PORT = {"type": "integer", "minimum": 1, "maximum": 65535}
_RESOURCES = {"type": "object", "required": ["requests", "limits"]}


def _object(needed: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {**needed, **more},
        "required": sorted(needed),
        "additionalProperties": False,
    }


def _settings() -> dict[str, Any]:
    known = Settings.model_json_schema()["properties"]
    told = {name: one for name, one in known.items() if name not in SET_BY_THE_CHART}
    told["security"] = {"const": "sasl_ssl"}  # As a cluster has users, a process has a password.
    needed = {name: told.pop(name) for name in ("broker", "security", "partitions", "replicas")}
    return _object(needed, **told)


def schema() -> dict[str, Any]:
    """Make the schema."""
    part = {"user": _NAME, "secret": _NAME, "resources": _RESOURCES}
    switch = {"enabled": {"type": "boolean"}}
    none_or_name = {"anyOf": [{"const": ""}, _NAME]}
    whole = _object(
        {
            "image": _object(
                {
                    "repository": {"type": "string", "minLength": 1},
                    "digest": {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"},
                    "pullPolicy": {"enum": ["IfNotPresent", "Always", "Never"]},
                }
            ),
            "settings": _settings(),
            "caSecret": _NAME,
            "brokerPort": _PORT,
            "monitoringNamespace": _NAME,
            "worker": _object({**part, "replicas": {"type": "integer", "minimum": 1}}),
            "calibrator": _object({**part, **switch}),
            "notifier": _object(
                {
                    **part,
                    **switch,
                    "channelsConfigMap": none_or_name,
                    "channelsSecret": none_or_name,
                    "egressPorts": {"type": "array", "items": _PORT},
                }
            ),
        },
        **{"global": {"type": "object"}},
    )
    return {"$schema": "http://json-schema.org/draft-07/schema#", **whole}


def main() -> None:
    """Write it."""
    FILE.write_text(json.dumps(schema(), indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
