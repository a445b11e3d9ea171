"""What is shown to Prometheus: closed labels, and numbers that go with the partition."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import orjson
from prometheus_client import REGISTRY

from schemas.topics import AREA_EVENTS, COMMANDS, DEATH_REPORTS
from streams.agents.logs import Logs
from streams.agents.receive_stage import ReceiveStage
from streams.agents.stage import Measure, Record
from streams.agents.watch_stage import WatchStage
from streams.configuration import load
from streams.telemetry import metrics
from streams.telemetry.closed_sets import MOST, OTHER, SENDERS, Declared, Ours
from streams.telemetry.levels import LEVELS

CONFIGURATION = load()
BEGAN = datetime(2026, 3, 2, 8, tzinfo=UTC)
NIGHT = timedelta(hours=9)


def a_record(topic: str, offset: int, known: datetime, broker: datetime, **data: object) -> Record:
    kind = "tocsin.death.reported.v1" if topic == DEATH_REPORTS else "tocsin.command.v1"
    headers = (("ce_type", kind.encode()), ("ce_source", b"//essex/records"),
               ("ce_time", known.isoformat().encode()))  # fmt: skip
    return Record(
        topic, 0, offset, int(broker.timestamp() * 1000), b"k", orjson.dumps(data), headers
    )


def a_death(number: int, at: datetime, broker: datetime | None = None, **more: object) -> Record:
    return a_record(
        DEATH_REPORTS, number, at, broker or at, report_id=f"d{number}", version=1,
        area="E23000028", recorded_at=at.isoformat(), category="unexpected_not_suspicious",
        subject={"sex": "M", "age": 21}, place={"lat": 51.73, "lon": 0.47, "kind": "outdoors"},
        method="drug_poisoning", **more,
    )  # fmt: skip


def watched(*records: Record) -> tuple[WatchStage, list[Measure]]:
    receive = ReceiveStage(0, 1, CONFIGURATION.areas, "wall")
    watch = WatchStage(CONFIGURATION.context_of, Logs(CONFIGURATION.areas, 1))
    log = [one for one in receive.apply(records).outputs if one.topic == AREA_EVENTS]
    measures = watch.apply(
        [Record(AREA_EVENTS, 0, n, 0, one.key, one.value) for n, one in enumerate(log)]
    ).measures
    return watch, list(measures)


def shown(name: str, **labels: str) -> float | None:
    return REGISTRY.get_sample_value(f"tocsin_{name}", labels)


def test_what_a_sender_calls_itself_becomes_a_label_only_if_it_was_declared():
    senders = Declared(("//essex/records",))
    assert senders("//essex/records") == "//essex/records"
    assert senders("//Jane Doe/42 Acacia Avenue") == OTHER


def test_what_we_make_ourselves_is_let_in_up_to_a_number():
    areas = Ours()
    assert [areas(f"E{n}") for n in range(MOST)] == [f"E{n}" for n in range(MOST)]
    assert (areas("E0"), areas("one more")) == ("E0", OTHER)


def test_a_metric_never_shows_a_sender_that_nobody_declared():
    before = shown("reports_settled_total", topic="t", outcome="accepted", sender=OTHER) or 0.0
    metrics.count("reports_settled_total", ("t", "accepted", "//Jane Doe"), 2)
    after = shown("reports_settled_total", topic="t", outcome="accepted", sender=OTHER)
    assert after == before + 2


def test_a_report_says_how_late_it_was_known_and_whether_its_sender_runs_ahead():
    receive = ReceiveStage(0, 1, CONFIGURATION.areas, "wall")
    late = receive.apply([a_death(1, BEGAN, BEGAN + timedelta(seconds=90))])
    ahead = receive.apply([a_death(2, BEGAN + timedelta(seconds=40), BEGAN)])
    who = ("//essex/records",)
    assert late.measures == (Measure("event_lag_seconds", who, 90.0),
                             Measure("sender_clock_ahead_seconds", who, 0.0))  # fmt: skip
    assert ahead.measures[1] == Measure("sender_clock_ahead_seconds", who, 40.0)
    assert late.arrived == (int((BEGAN + timedelta(seconds=90)).timestamp() * 1000),)


def test_a_field_that_is_left_out_is_counted_by_its_first_name_alone():
    receive = ReceiveStage(0, 1, CONFIGURATION.areas, "wall")
    settled = receive.apply([a_death(1, BEGAN, coroner_ref=7, found_at="Jane Doe")])
    dropped = {one.labels: one.n for one in settled.counts if one.metric == "fields_dropped_total"}
    assert dropped == {("coroner_ref", "partial"): 1, ("found_at", "partial"): 1}


def test_history_that_is_loaded_says_nothing_of_how_late_senders_are_now():
    receive = ReceiveStage(0, 1, CONFIGURATION.areas, "events")
    assert receive.apply([a_death(1, BEGAN, BEGAN + timedelta(days=900))]).measures == ()


def test_an_alert_that_nobody_answers_grows_old_until_somebody_does():
    deaths = [a_death(n, BEGAN + timedelta(hours=n)) for n in range(1, 9)]
    watch, _ = watched(*deaths)
    asked = {labels: value for kind, labels, value in watch.levels()
             if kind == "oldest_unacknowledged_seconds"}  # fmt: skip
    assert asked["red", "E23000028"] > 0 or asked["amber", "E23000028"] > 0


def test_an_acknowledgement_says_how_long_the_alert_waited():
    deaths = [a_death(n, BEGAN + timedelta(hours=n)) for n in range(1, 9)]
    receive = ReceiveStage(0, 1, CONFIGURATION.areas, "wall")
    watch = WatchStage(CONFIGURATION.context_of, Logs(CONFIGURATION.areas, 1))

    def heard(*records: Record):
        log = [one for one in receive.apply(records).outputs if one.topic == AREA_EVENTS]
        return watch.apply([Record(AREA_EVENTS, 0, 0, 0, one.key, one.value) for one in log])

    alerts = [orjson.loads(one.value) for one in heard(*deaths).outputs if one.topic == "alerts.v1"]
    alert, at = alerts[-1], BEGAN + NIGHT
    said = heard(
        a_record(COMMANDS, 0, at, at, command_id="c1", alert_id=alert["alert_id"], by="u1",
                 role="analyst", at=at.isoformat(), action="acknowledge"),
    )  # fmt: skip
    waited = (at - datetime.fromisoformat(alert["raised_at"])).total_seconds()
    assert said.measures == (Measure("alert_ack_seconds", (alert["tier"],), waited),)


def test_a_sender_with_a_rhythm_shows_when_it_spoke_and_which_silence_is_too_long():
    deaths = [a_death(n, BEGAN + timedelta(hours=n)) for n in range(1, 41)]
    watch, _ = watched(*deaths)
    found = {
        kind: value for kind, labels, value in watch.levels() if labels == ("//essex/records",)
    }
    last = BEGAN + timedelta(hours=40)
    assert found == {"sender_last_report_timestamp_seconds": last.timestamp(),
                     "sender_expected_gap_seconds": 12 * 3600.0}  # fmt: skip


def test_what_a_partition_showed_goes_with_it():
    lag = ("source_lag_records", ("death.reports.v1", "7"), 3.0)
    LEVELS.show("one", [lag])
    assert shown("source_lag_records", topic="death.reports.v1", partition="7") == 3.0
    LEVELS.drop("one")
    assert shown("source_lag_records", topic="death.reports.v1", partition="7") is None


def test_of_two_areas_that_hear_a_sender_the_later_word_and_the_shorter_gap_count():
    SENDERS.declare(["//two areas"])
    LEVELS.show("a", [("sender_last_report_timestamp_seconds", ("//two areas",), 10.0),
                      ("sender_expected_gap_seconds", ("//two areas",), 60.0)])  # fmt: skip
    LEVELS.show("b", [("sender_last_report_timestamp_seconds", ("//two areas",), 30.0),
                      ("sender_expected_gap_seconds", ("//two areas",), 90.0)])  # fmt: skip
    assert shown("sender_last_report_timestamp_seconds", sender="//two areas") == 30.0
    assert shown("sender_expected_gap_seconds", sender="//two areas") == 60.0
    LEVELS.drop("a")
    LEVELS.drop("b")
