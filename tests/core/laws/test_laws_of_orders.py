"""Reports, commands and ticks in any order: no duty is lost, nothing is said without a decision."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import timedelta
from os import environ
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from schemas.commands import Command
from streams.codec import read_event, read_row, write_event, write_row
from streams.core.area import AreaMachine, Outcome
from streams.core.case import Person
from streams.core.duties.duty import LIVE
from streams.core.duties.evaluate import assess
from streams.core.events import AreaEvent, CaseFiled, CaseRetracted, Ordered, Ticked
from streams.core.watch import Watch
from tests.core.people_and_places import (
    CUMBRIA,
    FORCE,
    START,
    a_death,
    configuration,
    metres_north,
)

HOUR = timedelta(hours=1)
SUSPECT = (Person("x" * 8, "suspect"), Person("x" * 8, "partner"))
ACTIONS = (
    "acknowledge", "assign", "release", "take_over", "comment", "reopen", "silence", "unsilence",
    "close", "watch", "split", "decide_duty", "complete", "pause", "extend", "open_duty",
    "add_lesson", "explain",
)  # fmt: skip
STEPS = (
    {"duty": "dhr", "step": "notify_csp"}, {"duty": "dhr", "step": "decide"},
    {"duty": "lessons", "step": "debrief"}, {"duty": "lessons", "step": "note"},
    {"duty": "lessons", "step": "lessons"}, {"duty": "cdr", "step": "notify_cdop"},
    {"duty": "critical_incident", "step": "decide"}, {"duty": "pfd_reply", "step": "reply"},
    {"duty": "death_report", "step": "publish"},
)  # fmt: skip
FLAGS = ("care_needs", "neglect_suspected", "police_contact_48h", "domestic_abuse")
MATCHES = (None, None, {"kind": "review_due"}, {"kind": "similar_near_repeat"})
ROLES = ("supervisor", "analyst", "supervisor", "analyst", "viewer")
VERDICTS = ("linked_series", "explained", "data_error")


class Orders(RuleBasedStateMachine):
    """One area, live; a second that is fed the same log, and starts again whenever it is told."""

    @initialize()
    def begin(self) -> None:
        self.now = START
        self.live = Watch(configuration().context_of)
        self.other = Watch(configuration().context_of)
        self.stored: dict[str, bytes] = {}
        self.said: list[Outcome] = []
        self.again: list[Outcome] = []
        self.versions: dict[str, int] = {}
        self.ordered: set[str] = set()
        self._apply(Ticked(area=CUMBRIA, time=self.now))
        for number, (place, days) in enumerate(((0, 40), (40, 20), (90, 0))):
            self.report(number, place, number == 2, days, 1)

    @rule(
        number=st.integers(0, 6), place=st.sampled_from((0, 40, 90, 9000)), grave=st.booleans(),
        days=st.sampled_from((0, 3, 40)), hours=st.integers(0, 30),
        age=st.sampled_from((23, 23, 23, 9, None)), flags=st.sets(st.sampled_from(FLAGS)),
    )  # fmt: skip
    def report(
        self, number: int, place: int, grave: bool, days: int, hours: int,
        age: int | None = 23, flags: Collection[str] = (),
    ) -> None:  # fmt: skip
        self.now += hours * HOUR
        name = f"r{number}"
        self.versions[name] = self.versions.get(name, 0) + 1
        case = a_death(
            name, 0, where=metres_north(place), version=self.versions[name],
            recorded_at=self.now, occurred_from=self.now - timedelta(days=days),
            category="homicide" if grave else "unexpected_under_investigation",
            people=SUSPECT if grave else (), age=age, flags=tuple(sorted(flags)),
        )  # fmt: skip
        filed = CaseFiled(area=CUMBRIA, time=self.now, case=case, whole=True, origin=ORIGIN)
        self._apply(filed)

    @rule(number=st.integers(0, 6))
    def take_back(self, number: int) -> None:
        name = f"r{number}"
        self._apply(
            CaseRetracted(
                area=CUMBRIA, time=self.now, source=FORCE, report_id=name,
                version=self.versions.get(name, 0) + 1, reason="withdrawn", origin=ORIGIN,
            )
        )  # fmt: skip

    @rule(hours=st.sampled_from((1, 13, 80, 500)))
    def tick(self, hours: int) -> None:
        self.now += hours * HOUR
        self._apply(Ticked(area=CUMBRIA, time=self.now))

    @rule(data=st.data(), action=st.sampled_from(ACTIONS), hours=st.sampled_from((1, 20, 200, 900)))
    def order(self, data: st.DataObject, action: str, hours: int) -> None:
        machine = self._machine()
        known = sorted(machine.state.alerts)
        alert = data.draw(st.sampled_from([*known, *known, *known, "E23000002-NONE"]))
        row = machine.state.alerts.get(alert)
        held = [one.case.report_id for one in machine.state.rows(row.members)] if row else []
        fields: dict[str, Any] = {
            "command_id": f"c{data.draw(st.integers(0, 200))}", "action": action,
            "alert_id": alert, "area": CUMBRIA, "by": data.draw(st.sampled_from(("ada", "bo"))),
            "role": data.draw(st.sampled_from(ROLES)),
            "at": self.now.isoformat(), "to": "bo", "text": "words", "reason": "a reason",
            "until": (self.now + hours * HOUR).isoformat(), "tags": ["tag"],
            "match": data.draw(st.sampled_from(MATCHES)),
            "verdict": data.draw(st.sampled_from(VERDICTS)), "report_id": "r1",
            "report_ids": held[:1], **data.draw(st.sampled_from(STEPS)),
            "external": {"pfd_sent": self.now.date().isoformat()},
            "outcome": data.draw(st.sampled_from(("required", "not_required", "undecided"))),
            "aware_at": self.now.isoformat(),
            "silence_id": next(iter(machine.state.silences), "none"),
        }  # fmt: skip
        command = Command.model_validate(fields)
        before = len(self.said)
        is_new = command.command_id not in machine.state.commands  # known for thirty days
        assert is_new or command.command_id in self.ordered
        self.ordered.add(command.command_id)
        self._apply(Ordered(area=CUMBRIA, time=self.now, command=command, origin=ORIGIN))
        answers = [one for one in self.said[before:] if one.decision.command_id is not None]
        if is_new:
            assert [one.decision.command_id for one in answers] == [command.command_id]
        else:
            assert answers == []
        if command.role == "viewer" and is_new and action != "explain":
            assert answers[0].decision.decision == "command_refused"

    @rule()
    def restart(self) -> None:
        for name, row in self.other.changed().items():
            if row is None:
                self.stored.pop(name, None)
            else:
                self.stored[name] = write_row(row)
        self.other = Watch(configuration().context_of)
        for name in sorted(self.stored):
            self.other.restore(name, read_row(name.split("|")[0], self.stored[name]))
        self.other.restored()

    @invariant()
    def what_a_restarted_area_says_is_what_the_live_one_said(self) -> None:
        assert getattr(self, "again", []) == getattr(self, "said", [])

    @invariant()
    def every_revision_has_its_decision_and_rises_by_one(self) -> None:
        last: dict[str, int] = {}
        for one in getattr(self, "said", []):
            if one.alert is not None:
                name, revision = one.alert.alert_id, one.alert.revision
                assert revision == last.get(name, 0) + 1
                assert (one.decision.alert_id, one.decision.revision) == (name, revision)
                last[name] = revision
        if last:
            rows = self._machine().state.alerts
            assert {name: rows[name].revision for name in rows} == last

    @invariant()
    def no_live_duty_is_lost_and_no_clock_starts_before_awareness(self) -> None:
        if not hasattr(self, "live"):
            return
        for alert in self._machine().state.alerts.values():
            lines = [line for _, mine in alert.duties for line in mine]
            if any(line.state in LIVE for line in lines):
                assert alert.state != "resolved"
            for line in lines:
                if line.due_at is not None:
                    assert line.due_at >= line.aware_at

    @invariant()
    def every_duty_that_a_report_raises_stands_on_an_alert(self) -> None:
        if not hasattr(self, "live"):
            return
        state = self._machine().state
        for row in state.cases.values():
            held = {
                line.duty
                for alert in state.alerts_of(row.id)
                for _, lines in alert.duties
                for line in lines
            }
            fresh = assess(state.context.book, row.case, (), row.case.recorded_at)
            assert {line.duty for line in fresh if line.state in LIVE} <= held

    @invariant()
    def verdicts_are_the_fold_of_the_alerts_that_are_closed(self) -> None:
        if hasattr(self, "live"):
            state = self._machine().state
            folded = Counter(
                f"{name}|{alert.verdict}"
                for alert in state.alerts.values()
                if alert.verdict is not None
                for name in alert.detectors
            )
            assert {key: n for key in state.verdicts if (n := state.verdicts[key])} == folded

    @invariant()
    def what_was_taken_apart_is_never_together(self) -> None:
        if hasattr(self, "live"):
            state = self._machine().state
            for alert in state.alerts.values():
                if alert.state in ("open", "acknowledged"):
                    assert not state.are_apart(alert.members, alert.klass)

    @invariant()
    def nobody_waits_for_an_answer_to_what_was_answered_or_is_over(self) -> None:
        if hasattr(self, "live"):
            for alert in self._machine().state.alerts.values():
                assert alert.state == "open" or alert.ack_by is None

    def _machine(self) -> AreaMachine:
        return self.live._machines[CUMBRIA]

    def _apply(self, event: AreaEvent) -> None:
        self.said += [one for _, one in self.live.apply(event)]
        self.again += [one for _, one in self.other.apply(read_event(write_event(event)))]


ORIGIN = Ticked(area=CUMBRIA, time=START).origin
TestOrders = Orders.TestCase
TestOrders.settings = settings(
    max_examples=int(environ.get("TOCSIN_LAW_EXAMPLES", "50")),
    stateful_step_count=30,
    deadline=None,
)
