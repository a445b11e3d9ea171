"""Rules, routes and dashboards parse, tell their stories, and name only what is there."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
from pathlib import Path

import pytest
import yaml
from prometheus_client import REGISTRY

from streams.telemetry import (  # noqa: F401  Each registers what its process shows.
    console_metrics,
    levels,
    metrics,
    notifier_metrics,
    process_metrics,
)

ROOT = Path(__file__).parents[2]
RULES = ROOT / "deploy" / "prometheus" / "tocsin.rules.yml"
STORIES = ROOT / "tests" / "deploy" / "tocsin.rules.test.yml"
ROUTES = ROOT / "deploy" / "alertmanager" / "alertmanager.yml"
DASHBOARDS = ROOT / "deploy" / "grafana" / "dashboards"
HEADINGS = ("Sign", "Harm", "Look", "Act", "Undo", "Who")
NAME = re.compile(r"\btocsin_[a-z0-9_]+\b")
RECORDED = re.compile(r"\btocsin:[a-z0-9_:]+\b")
SETTLED = "(rate(tocsin_reports_settled_total[1h]))"
FAULTS = {
    "a goal ten times too lax": ("14.4 * 0.01", "14.4 * 0.1"),
    "no least number of outcomes": (" and tocsin:outcomes:increase1h >= 30", ""),
    "a join that hides one topic behind another": ("unless on (topic)", "unless on ()"),
    "a silence that is counted from the earliest word": (
        "max by (sender) (tocsin_sender_last", "min by (sender) (tocsin_sender_last",
    ),
    "an absence that nothing notices": (
        'absent(up{job="tocsin-worker"} == 1)', 'up{job="tocsin-worker"} < 0',
    ),
    "a minute for an hour": ('{tier="red"}) > 3600', '{tier="red"}) > 60'),
    "one sender's faults shared out over all": (
        f"sum by (sender) {SETTLED}", f"scalar(sum{SETTLED})",
    ),
}  # fmt: skip


def rules() -> list[dict]:
    return [
        rule for group in yaml.safe_load(RULES.read_text())["groups"] for rule in group["rules"]
    ]


def alerts() -> dict[str, dict]:
    return {rule["alert"]: rule for rule in rules() if "alert" in rule}


def expressions() -> list[str]:
    """Every expression of every dashboard, with Grafana's own variables filled in."""
    panels = [
        panel
        for file in DASHBOARDS.glob("*.json")
        for panel in json.loads(file.read_text())["panels"]
    ]
    found = [one["expr"] for panel in panels for one in panel.get("targets", ())]
    return [one.replace("$area", ".*") for one in found]


def stories(rules_file: Path, folder: Path) -> Path:
    file = folder / "stories.yml"
    file.write_text(STORIES.read_text().replace("RULES", str(rules_file)))
    return file


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, capture_output=True, text=True, check=False)


def exported() -> set[str]:
    return {
        f"{family.name}{suffix}"
        for family in REGISTRY.collect()
        for suffix in (("_total",) if family.type == "counter" else
                       ("_bucket", "_count", "_sum") if family.type == "histogram" else ("",))
    }  # fmt: skip


def test_the_rules_are_rules_without_a_warning(tool):
    checked = run(tool("promtool"), "check", "rules", "--lint=all", str(RULES))
    assert checked.returncode == 0, checked.stderr + checked.stdout


def test_each_alarm_rings_when_it_should_and_is_silent_when_it_should(tool, tmp_path):
    told = run(tool("promtool"), "test", "rules", str(stories(RULES, tmp_path)))
    assert told.returncode == 0, told.stderr + told.stdout


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_a_rule_is_found_by_its_story(tool, tmp_path, fault):
    right, wrong = FAULTS[fault]
    text = RULES.read_text()
    assert right in text
    broken = tmp_path / "broken.yml"
    broken.write_text(text.replace(right, wrong))
    told = run(tool("promtool"), "test", "rules", str(stories(broken, tmp_path)))
    assert told.returncode == 1
    assert "exp:[" in told.stdout + told.stderr, "the file is broken, not its rule"


def test_every_alarm_has_a_story_in_which_it_rings():
    told = {
        one["alertname"]
        for story in yaml.safe_load(STORIES.read_text())["tests"]
        for one in story["alert_rule_test"]
        if one["exp_alerts"]
    }
    assert told == set(alerts())


@pytest.mark.parametrize("alert", sorted(alerts()))
def test_every_alarm_says_who_is_called_and_has_a_runbook(alert):
    rule = alerts()[alert]
    assert rule["labels"]["severity"] in ("page", "ticket", "never")
    assert rule["labels"]["team"] in ("duty", "security")
    runbook = (ROOT / rule["annotations"]["runbook"]).read_text()
    assert all(f"**{heading}.**" in runbook for heading in HEADINGS)


def test_every_metric_that_rules_and_dashboards_name_is_shown_by_the_code():
    named = {
        name for text in (*(rule["expr"] for rule in rules()), *expressions())
        for name in NAME.findall(text)
    }  # fmt: skip
    assert named
    assert named - exported() == set()


def test_every_recording_that_is_read_is_made():
    made = {rule["record"] for rule in rules() if "record" in rule}
    read = {
        name for text in (*(rule["expr"] for rule in rules()), *expressions())
        for name in RECORDED.findall(text)
    }  # fmt: skip
    assert read == made


def test_every_expression_of_a_dashboard_can_be_asked(tool, tmp_path):
    file = tmp_path / "asked.yml"
    asked = [{"record": f"asked:{n}", "expr": one} for n, one in enumerate(expressions())]
    file.write_text(yaml.safe_dump({"groups": [{"name": "asked", "rules": asked}]}))
    checked = run(tool("promtool"), "check", "rules", "--lint=none", str(file))
    assert checked.returncode == 0, checked.stderr + checked.stdout


def test_the_dashboards_are_those_of_their_generator():
    path = ROOT / "deploy" / "grafana" / "generate.py"
    spec = importlib.util.spec_from_file_location("dashboards", path)
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    wanted = {name: made.text_of(one) for name, one in made.dashboards().items()}
    assert {file.name: file.read_text() for file in DASHBOARDS.glob("*.json")} == wanted


@pytest.mark.parametrize(
    ("labels", "receivers"),
    [
        ("alertname=TocsinStuck severity=page team=duty", "duty-pager,paged"),
        ("alertname=TocsinAudit severity=page team=security", "duty-pager,security"),
        ("alertname=TocsinCertificate severity=ticket team=security", "security"),
        ("alertname=TocsinSenderSilent severity=ticket team=duty", "tickets"),
        ("alertname=TocsinWatchdog severity=never team=duty", "heartbeat"),
    ],
)
def test_an_alarm_reaches_those_who_must_act(tool, labels, receivers):
    told = run(
        tool("amtool"), "config", "routes", "test", "--config.file", str(ROUTES),
        f"--verify.receivers={receivers}", *labels.split(),
    )  # fmt: skip
    assert told.returncode == 0, told.stderr + told.stdout


def test_the_routes_are_a_configuration_and_quiet_what_follows_from_an_absent_worker(tool):
    assert run(tool("amtool"), "check-config", str(ROUTES)).returncode == 0
    (rule,) = yaml.safe_load(ROUTES.read_text())["inhibit_rules"]
    (muted,) = rule["target_matchers"]
    pattern = re.compile(muted.partition('"')[2].rstrip('"'))
    assert {one for one in alerts() if pattern.fullmatch(one)} == {
        "TocsinStuck", "TocsinPartitionUnowned", "TocsinCanaryLate", "TocsinLatencyBurnFast",
        "TocsinLatencyBurnSlow",
    }  # fmt: skip
