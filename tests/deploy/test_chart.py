"""The chart: a wrong value is refused before anything changes; what it makes is held tight."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from deploy.helm import values_schema

CHART = Path(__file__).parents[2] / "deploy" / "helm" / "tocsin"
DIGEST = f"sha256:{'a' * 64}"
KUBERNETES = "1.33"
needs_helm = pytest.mark.skipif(shutil.which("helm") is None, reason="not proved: no helm here")


def _values(**settings: Any) -> dict[str, Any]:
    values: dict[str, Any] = yaml.safe_load((CHART / "values.yaml").read_text())
    values["image"]["digest"] = DIGEST
    values["settings"] |= settings
    return values


def test_the_schema_of_values_is_that_of_the_settings():
    assert json.loads(values_schema.FILE.read_text()) == values_schema.schema()


def test_the_values_as_shipped_lack_the_image_alone():
    jsonschema.validate(_values(canary_seconds=30), values_schema.schema())
    with pytest.raises(jsonschema.ValidationError, match="does not match"):
        jsonschema.validate(
            yaml.safe_load((CHART / "values.yaml").read_text()), values_schema.schema()
        )


@pytest.mark.parametrize(
    "wrong",
    [{"partitions": 0}, {"log_level": "loud"}, {"clok": "wall"}, {"security": "plaintext"},
     {"state_write_version": 9}, {"user": "admin"}],
)  # fmt: skip
def test_a_value_that_a_process_would_refuse_is_refused_first(wrong):
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(_values(**wrong), values_schema.schema())


@pytest.fixture(scope="module")
def made() -> list[dict[str, Any]]:
    given = []
    for value in (
        f"image.digest={DIGEST}", "notifier.enabled=true",
        "notifier.channelsConfigMap=c", "notifier.channelsSecret=s",
    ):  # fmt: skip
        given += ["--set", value]
    lint = subprocess.run(
        ["helm", "lint", "--strict", CHART, *given], capture_output=True, text=True, check=False
    )
    assert lint.returncode == 0, lint.stdout + lint.stderr
    told = subprocess.run(
        ["helm", "template", "t", CHART, "--kube-version", f"{KUBERNETES}.0", *given],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [one for one in yaml.safe_load_all(told.stdout) if one]


@needs_helm
def test_what_helm_makes_is_what_kubernetes_knows(made):
    kubernetes_validate = pytest.importorskip("kubernetes_validate")
    assert {one["kind"] for one in made} == {
        "StatefulSet", "Deployment", "Service", "PodDisruptionBudget", "NetworkPolicy",
    }  # fmt: skip
    for one in made:
        kubernetes_validate.validate(one, KUBERNETES, strict=True)


@needs_helm
def test_every_pod_meets_the_restricted_standard_and_has_no_token(made):
    pods = [one["spec"]["template"]["spec"] for one in made if "template" in one["spec"]]
    assert len(pods) == 3
    for pod in pods:
        assert pod["automountServiceAccountToken"] is False
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        (one,) = pod["containers"]
        assert one["image"].endswith(DIGEST)
        assert one["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert not any("PASSWORD" in e["name"] and "FILE" not in e["name"] for e in one["env"])
        mounted = {mount["name"] for mount in one["volumeMounts"]}
        assert mounted == {volume["name"] for volume in pod["volumes"]}


@needs_helm
def test_a_wrong_value_stops_helm_itself():
    done = subprocess.run(
        ["helm", "template", "t", CHART, "--set", "image.digest=sha256:short"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert "digest" in done.stderr
