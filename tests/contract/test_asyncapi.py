"""The contract as AsyncAPI 3 and the rights for Strimzi: of the one list, whole, and loadable."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from schemas import asyncapi
from schemas.publish import PUBLISHED
from schemas.topics import ROLES, TOPICS, Side
from streams.broker.plan import Plan
from streams.broker.strimzi import resources

HERE = Path(__file__).parent
DOCUMENT: dict[str, Any] = json.loads((PUBLISHED / asyncapi.FILE).read_text())
PLAN = Plan(recipients=("nwas",))


def test_every_topic_of_the_contract_is_a_channel_and_no_internal_one_is():
    wanted = {topic.name for topic in TOPICS if topic.side is not Side.INTERNAL}

    assert set(DOCUMENT["channels"]) == wanted | {"partner.alerts.recipient.v1"}
    assert len(DOCUMENT["operations"]) == len(DOCUMENT["channels"])


def references(node: Any) -> list[str]:
    if isinstance(node, dict):
        return [value for name, value in node.items() if name == "$ref"] + [
            each for value in node.values() for each in references(value)
        ]
    return [each for value in node for each in references(value)] if isinstance(node, list) else []


def test_every_reference_leads_somewhere():
    for reference in references(DOCUMENT):
        file, _, inside = reference.partition("#")
        node = json.loads((PUBLISHED / file).read_text()) if file else DOCUMENT
        for step in filter(None, inside.split("/")):
            node = node[step]
        assert node


def test_the_parser_of_asyncapi_takes_it():
    """Runs where Node and ``npm install @asyncapi/parser`` in tests/contract/asyncapi are."""
    checker = HERE / "asyncapi"
    if shutil.which("node") is None or not (checker / "node_modules").exists():
        pytest.skip("NOT PROVED: @asyncapi/parser is not installed here")
    done = subprocess.run(
        ["node", "check.mjs", str(PUBLISHED / asyncapi.FILE)],
        cwd=checker, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


@pytest.fixture(scope="module")
def strimzi() -> list[dict[str, Any]]:
    return resources(PLAN, "tocsin", ["cumbria"])["items"]


def test_what_strimzi_is_given_fits_its_schemas(strimzi):
    schemas = json.loads((HERE / "strimzi.schema.json").read_text())
    for one in strimzi:
        jsonschema.validate(one, schemas[one["kind"]])


def test_a_word_wrongly_written_does_not_fit(strimzi):
    schemas = json.loads((HERE / "strimzi.schema.json").read_text())
    user = next(one for one in strimzi if one["kind"] == "KafkaUser")
    wrong = json.loads(json.dumps(user).replace('"Write"', '"Wriet"'))

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(wrong, schemas["KafkaUser"])


def test_strimzi_gets_a_topic_for_each_of_ours_and_a_user_for_each_role(strimzi):
    names = {kind: {one["metadata"]["name"] for one in strimzi if one["kind"] == kind}
             for kind in ("KafkaTopic", "KafkaUser")}  # fmt: skip

    assert names["KafkaTopic"] == set(PLAN.topics())
    assert len(names["KafkaUser"]) == len(ROLES)
    assert {"partner-nwas", "sender-cumbria", "tocsin-worker"} < names["KafkaUser"]


def test_a_partner_reads_its_own_topic_in_its_own_group_and_is_held_to_a_share(strimzi):
    user = next(one for one in strimzi if one["metadata"]["name"] == "partner-nwas")

    assert user["spec"]["quotas"]["requestPercentage"] == 1
    assert user["spec"]["authorization"]["acls"] == [
        {
            "resource": {
                "type": "topic", "name": "partner.alerts.nwas.v1", "patternType": "literal",
            },
            "operations": ["Read", "Describe"],
        },
        {
            "resource": {"type": "group", "name": "partner-nwas", "patternType": "prefix"},
            "operations": ["Read", "Describe"],
        },
    ]  # fmt: skip
