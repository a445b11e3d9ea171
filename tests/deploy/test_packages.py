"""What runs in containers is held tight, reaches only what is there, and is built of wheels."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from typer.main import get_command

from streams.cli import app
from streams.settings import Settings

ROOT = Path(__file__).parents[2]
DOCKERFILE = ROOT / "deploy" / "Dockerfile"
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = {name: one for name, one in SERVICES.items() if one.get("image") == "tocsin:local"}
PROFILES = {"demo", "core", "notify", "ops"}


def test_the_dockerfile_has_no_fault_that_hadolint_knows():
    hadolint = Path(sys.executable).with_name("hadolint")
    told = subprocess.run([hadolint, DOCKERFILE], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout + told.stderr


def test_the_last_stage_has_no_compiler_no_root_and_a_list_of_what_is_in_it():
    last = DOCKERFILE.read_text().rsplit("\nFROM ", 1)[1]
    assert "USER 10001:10001" in last
    assert "sbom.cdx.json" in last
    assert not re.search(r"\b(uv|pip|apt-get|gcc)\b", last)


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_service_may_do_no_more_than_it_needs(name):
    one = SERVICES[name]
    assert set(one["profiles"]) <= PROFILES
    assert one["cap_drop"] == ["ALL"]
    assert one["security_opt"] == ["no-new-privileges:true"]
    assert {"pids_limit", "mem_limit", "cpus", "stop_grace_period", "restart"} <= one.keys()
    assert all(port.startswith("127.0.0.1:") for port in one.get("ports", ()))
    assert name == "kafka" or one["read_only"] is True


@pytest.mark.parametrize("name", sorted(OURS))
def test_what_is_ours_runs_without_root_and_knows_only_settings_that_there_are(name):
    one = OURS[name]
    assert one["user"] == "10001:10001"
    assert all("noexec" in where for where in one["tmpfs"])
    known = {f"TOCSIN_{setting.upper()}" for setting in Settings.model_fields}
    assert set(one["environment"]) <= known
    assert not any("password" in setting.lower() for setting in one["environment"])


@pytest.mark.parametrize("name", sorted(OURS))
def test_the_command_of_a_service_is_one_that_there_is(name):
    assert OURS[name]["command"][0] in get_command(app).commands


def test_every_file_volume_secret_and_service_that_is_named_is_there():
    for one in SERVICES.values():
        assert set(one.get("depends_on", ())) <= SERVICES.keys()
        assert set(one.get("secrets", ())) <= COMPOSE["secrets"].keys()
        for volume in one.get("volumes", ()):
            source = volume.split(":")[0]
            there = (ROOT / source).exists() if source[0] == "." else source in COMPOSE["volumes"]
            assert there, volume


def test_prometheus_asks_services_at_the_ports_they_listen_on():
    asked = yaml.safe_load((ROOT / "deploy" / "prometheus" / "prometheus.yml").read_text())
    targets = {
        t for job in asked["scrape_configs"] for s in job["static_configs"] for t in s["targets"]
    }
    ports = {"worker": "web_port", "notify": "notify_port"}
    assert targets == {
        f"{name}:{Settings.model_fields[port].default}" for name, port in ports.items()
    }
    assert all(OURS[name]["environment"]["TOCSIN_WEB_HOST"] == "0.0.0.0" for name in ports)
