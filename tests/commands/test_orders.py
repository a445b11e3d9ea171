"""Orders from the command line: each a whole command of the contract, answered in words."""

from __future__ import annotations

from typing import Any

import pytest
from rich.console import Console
from typer.testing import CliRunner

from schemas.commands import Action, Command
from streams.cli import app
from streams.clients import alerts
from streams.commands import options, ordering
from streams.core.errors import ConfigurationError

ALERT = "E23000002-EYDG3JTLFDFR"
SILENCE = "E23000002-QX4ZJ7V2MBNA"
AT = "2026-11-05T08:00"  # winter: local time is UTC
TRACE = {
    "received_at": "2025-06-04T20:48:00Z", "version": 2, "used": "partial",
    "areas": ["E23000002"], "compared": 1, "alert_ids": [],
    "best": {"kind": "similar_near_repeat", "score": 3.21, "line": 4.6},
    "missing": [{"field": "method", "gain": None, "who": "coroner's officer"}],
}  # fmt: skip


class Worker:
    """Stands where the broker and the worker would: takes an order and answers it."""

    def __init__(self, **answer: Any) -> None:
        self.given: list[dict[str, Any]] = []
        self.answer: dict[str, Any] | None = {
            "decision": "command_done", "reason": "command", "alert_id": ALERT,
            "silence_id": SILENCE, "trace": TRACE, **answer,
        }  # fmt: skip

    def give(self, settings: Any, area: str, fields: dict[str, Any]) -> dict[str, Any] | None:
        self.given.append({"area_of_log": area, **fields})
        return self.answer


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Worker:
    one = Worker()
    monkeypatch.setattr(ordering, "give", lambda *given: one.give(*given))
    return one


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody sits at a terminal, and reads words rather than JSON."""
    monkeypatch.setattr(options.out, "_force_terminal", True)
    assert isinstance(options.out, Console)


def typed(*words: str, keys: str | None = None) -> Any:
    return CliRunner().invoke(app, list(words), input=keys, catch_exceptions=False)


WHY = ("--reason", "a reason")
SAID: dict[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "acknowledge": (("ack", ALERT), {}),
    "assign": (("assign", ALERT, "--to", "bo"), {"to": "bo"}),
    "release": (("release", ALERT), {}),
    "comment": (("comment", ALERT, "--text", "called"), {"text": "called"}),
    "close": (("close", ALERT, "--verdict", "explained", *WHY), {"verdict": "explained"}),
    "reopen": (("reopen", ALERT, *WHY), {"reason": "a reason"}),
    "watch": (("watch", ALERT, "--until", AT), {"until": "2026-11-05T08:00:00Z"}),
    "split": (("split", ALERT, "--report", "a", "--report", "b", *WHY), {"report_ids": ["a", "b"]}),
    "complete": (("complete", ALERT, "--duty", "dhr", "--step", "decide"), {"step": "decide"}),
    "pause": (("pause", ALERT, "--duty", "dhr", "--until", AT, *WHY), {"duty": "dhr"}),
    "extend": (("extend", ALERT, "--duty", "dhr", "--until", AT, *WHY), {"reason": "a reason"}),
    "decide_duty": (
        ("decide-duty", ALERT, "--duty", "dhr", "--outcome", "required", *WHY),
        {"outcome": "required"},
    ),
    "open_duty": (
        ("open-duty", "--duty", "pfd_reply", "--area", "E23000002", "--aware", "2026-07-06T10:00",
         "--fact", "pfd_sent=2026-07-05", *WHY),
        {"external": {"pfd_sent": "2026-07-05"}, "aware_at": "2026-07-06T09:00:00Z"},
    ),
    "add_lesson": (("add-lesson", ALERT, "--tag", "log", "--text", "kept late"), {"tags": ["log"]}),
    "take_over": (("take-over", "--area", "E23000002", "--note", "quiet"), {"note": "quiet"}),
    "silence": (
        ("silence", "--kind", "drug_spike", "--area", "E23000002", "--until", AT, *WHY),
        {"match": {"kind": "drug_spike", "area": "E23000002"}},
    ),
    "unsilence": (("unsilence", SILENCE), {"silence_id": SILENCE}),
    "explain": (("explain", "CUM-1", "--area", "E23000002"), {"report_id": "CUM-1"}),
}  # fmt: skip


@pytest.mark.parametrize("action", Action.__args__)  # type: ignore[attr-defined]
def test_each_action_can_be_typed_and_is_a_whole_command(worker: Worker, action: str) -> None:
    words, fields = SAID[action]

    assert typed(*words, "--by", "ada", "--role", "supervisor").exit_code == 0

    (given,) = worker.given
    assert given.pop("area_of_log") == "E23000002"
    assert (given["action"], given["by"], given["role"]) == (action, "ada", "supervisor")
    assert {name: given[name] for name in fields} == fields
    Command.model_validate({"command_id": "c1", "at": "2026-11-05T08:00:00Z", **given})


@pytest.mark.parametrize("action", Action.__args__)  # type: ignore[attr-defined]
def test_its_help_has_an_example_that_names_it(action: str) -> None:
    name = SAID[action][0][0]
    said = typed(name, "--help").stdout
    assert f"Example: tocsin {name}" in said
    assert "--by" in said


def test_a_summer_time_is_local(worker: Worker) -> None:
    typed("watch", ALERT, "--until", "2026-07-05T08:00")
    assert worker.given[0]["until"] == "2026-07-05T07:00:00Z"


def test_a_refusal_is_said_in_words_and_ends_with_1(worker: Worker, terminal: None) -> None:
    worker.answer = {"decision": "command_refused", "reason": "already_done"}
    ran = typed("ack", ALERT)
    assert (ran.exit_code, ran.stdout) == (1, "Refused: already done; nothing changed.\n")


def test_an_order_without_an_answer_is_not_lost(worker: Worker) -> None:
    worker.answer = None
    ran = typed("ack", ALERT)
    assert ran.exit_code == 1
    assert "It is not lost" in ran.output


def test_a_duty_needs_to_be_somewhere() -> None:
    with pytest.raises(ConfigurationError, match="say where"):
        typed("open-duty", "--duty", "pfd_reply", "--aware", AT, *WHY)
    with pytest.raises(ConfigurationError, match="write it as name=2026-11-05"):
        typed("open-duty", "--duty", "x", "--area", "E23000002", "--aware", AT, "--fact", "a", *WHY)


def test_explain_tells_what_became_of_a_report(worker: Worker, terminal: None) -> None:
    said = " ".join(typed("explain", "CUM-1", "--area", "E23000002").stdout.split())
    assert said == (
        "Received Wed 4 Jun 2025, 21:48 BST; version 2, used without the fields that were wrong. "
        "Compared with 1 other report in E23000002. The strongest that was seen in it: similar "
        "near repeat, 3.2, which is below the 4.6 from which people are told. Not known, and "
        "might have changed it: - method: ask the coroner's officer No alert holds it."
    )


def lately(*rows: tuple[str, str, str | None]) -> list[dict[str, Any]]:
    return [
        {"alert_id": str(n), "kind": kind, "tier": tier, "verdict": verdict, "areas": ["E23000002"]}
        for n, (kind, tier, verdict) in enumerate(rows)
    ]


@pytest.mark.parametrize(("key", "orders"), [("y\n", 1), ("n\n", 0)])
def test_a_silence_says_first_what_it_would_have_hidden_and_asks(
    worker: Worker, terminal: None, monkeypatch: pytest.MonkeyPatch, key: str, orders: int
) -> None:
    found = lately(
        ("drug_spike", "red", "linked_series"), ("drug_spike", "amber", None),
        ("same_address", "amber", "linked_series"),
    )  # fmt: skip
    monkeypatch.setattr(alerts, "standing", lambda settings, area, since: found)

    ran = typed(*SAID["silence"][0], keys=key)

    said = " ".join(ran.stdout.split())
    assert (
        "In the last 90 days this would have hidden 2 alerts, 1 of them red; "
        "1 proved a linked series." in said
    )
    assert len(worker.given) == orders
    assert (f"tocsin unsilence {SILENCE} lifts it" in said) is bool(orders)


def test_a_silence_of_nothing_in_particular_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="say what to silence"):
        typed("silence", "--area", "E23000002", "--until", AT, *WHY)
