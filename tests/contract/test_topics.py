"""The list of topics: whole, each with its settings, and rights that name only what is there."""

from datetime import timedelta

import pytest

from schemas.topics import (
    ALERTS,
    AREA_EVENTS,
    DEATH_REPORTS,
    INPUTS,
    MIB,
    QUARANTINE,
    ROLES,
    TOPICS,
    all_topics,
    config_of,
    named,
    partner_topic,
)

BY_NAME = {topic.name: topic for topic in TOPICS}


def test_every_topic_is_named_once_and_stamped_by_the_broker() -> None:
    assert len(BY_NAME) == len(TOPICS)
    assert {config_of(topic)["message.timestamp.type"] for topic in TOPICS} == {"LogAppendTime"}


def test_whatever_an_input_lets_in_fits_quarantine_and_every_internal_topic() -> None:
    largest = max(BY_NAME[name].max_message_bytes for name in INPUTS)

    for topic in TOPICS:
        if topic.name == QUARANTINE or topic.side == "internal":
            assert topic.max_message_bytes >= largest + MIB


def test_a_compacted_topic_is_thinned_by_key_and_never_by_age() -> None:
    config = config_of(BY_NAME[ALERTS])

    assert config["cleanup.policy"] == "compact"
    assert "retention.ms" not in config


def test_reports_are_kept_five_years() -> None:
    kept = timedelta(milliseconds=int(config_of(BY_NAME[DEATH_REPORTS])["retention.ms"]))

    assert kept >= timedelta(days=5 * 365 + 2)


@pytest.mark.parametrize(("replicas", "insync"), [(1, "1"), (2, "1"), (3, "2"), (5, "2")])
def test_one_replica_may_be_lost_without_stopping_writes(replicas: int, insync: str) -> None:
    assert config_of(BY_NAME[ALERTS], replicas)["min.insync.replicas"] == insync


def test_rights_name_only_topics_that_are_there_and_every_topic_has_a_writer_and_a_reader() -> None:
    written = {name for role in ROLES.values() for name in role.writes}
    read = {name for role in ROLES.values() for name in role.reads}

    assert written == set(BY_NAME)
    assert read == set(BY_NAME)


def test_each_partner_has_a_topic_of_its_own() -> None:
    names = [topic.name for topic in all_topics(["nwas", "mft", "nwas"])][-2:]

    assert names == ["partner.alerts.mft.v1", "partner.alerts.nwas.v1"]


@pytest.mark.parametrize("recipient", ["", "NWAS", "a b", "../x", "a" * 41, "-a", "a.b"])
def test_a_partner_whose_name_makes_no_topic_is_refused(recipient: str) -> None:
    with pytest.raises(ValueError, match="change it in the settings"):
        partner_topic(recipient)


def test_names_take_the_prefix_and_internal_ones_the_application() -> None:
    assert named("t1-", DEATH_REPORTS, "shadow") == "t1-death.reports.v1"
    assert named("t1-", AREA_EVENTS, "shadow") == "t1-shadow.area.events"
