"""The partners' file: nobody is told as shipped; every fault is named at once, before anything."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from streams.configuration import DATA, load
from streams.core.detectors import DETECTORS
from streams.core.errors import ConfigurationError
from streams.core.partners.partner_file import partners_from
from streams.core.partners.recipients import Keys, Partners
from tests.core.partners.listeners import a_file, a_recipient
from tests.core.people_and_places import CUMBRIA

SHIPPED = (DATA / "partners.toml").read_text(encoding="utf-8")
EXAMPLE = re.sub(r"(?m)^# ?", "", SHIPPED[SHIPPED.index("# [recipient.nwas]") :])


def read(data: dict[str, Any], keys: dict[str, Keys] | None = None) -> Partners:
    return partners_from(data, DETECTORS.values(), [CUMBRIA], keys or {})


def faults_of(data: dict[str, Any], keys: dict[str, Keys] | None = None) -> list[str]:
    with pytest.raises(ConfigurationError) as refused:
        read(data, keys)
    return list(refused.value.faults)


def rules_with_the_example(folder: Path) -> Path:
    rules = folder / "rules"
    rules.mkdir()
    (rules / "partners.toml").write_text(f"{SHIPPED}\n{EXAMPLE}", encoding="utf-8")
    return rules


def a_key(folder: Path, name: str, text: str = "k" * 64, mode: int = 0o440) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(text + "\n", encoding="utf-8")
    path.chmod(mode)
    return folder


def test_as_shipped_nobody_is_told() -> None:
    assert load().recipients == ()


def test_the_example_in_the_shipped_file_switches_one_recipient_on(tmp_path: Path) -> None:
    rules, keys = rules_with_the_example(tmp_path), a_key(tmp_path / "keys", "nwas.key")

    context = load(rules=rules, partner_keys=keys).context_of(CUMBRIA)

    (nwas,) = context.partners.serving(CUMBRIA)
    assert (nwas.name, nwas.kinds) == ("nwas", {"drug_spike"})
    assert nwas.keys == Keys(b"k" * 64)


def test_who_has_no_keys_knows_the_recipients_and_tells_none(tmp_path: Path) -> None:
    found = load(rules=rules_with_the_example(tmp_path))

    assert found.recipients == ("nwas",)
    assert found.shared.partners.serving(CUMBRIA) == ()


def test_a_key_that_is_missing_is_a_fault_at_start(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"nwas.*nwas\.key: No such file"):
        load(rules=rules_with_the_example(tmp_path), partner_keys=tmp_path)


def test_a_key_that_everybody_can_read_is_a_fault(tmp_path: Path) -> None:
    keys = a_key(tmp_path / "keys", "nwas.key", mode=0o444)

    with pytest.raises(ConfigurationError, match="everybody can read it"):
        load(rules=rules_with_the_example(tmp_path), partner_keys=keys)


def test_the_key_before_is_read_from_beside_the_new_one(tmp_path: Path) -> None:
    keys = a_key(tmp_path / "keys", "nwas.key")
    a_key(keys, "nwas.key.previous", "p" * 64)

    context = load(rules=rules_with_the_example(tmp_path), partner_keys=keys).context_of(CUMBRIA)

    assert context.partners.recipients[0].keys == Keys(b"k" * 64, b"p" * 64)


def test_keys_change_neither_the_digest_nor_what_is_shown_of_the_configuration(
    tmp_path: Path,
) -> None:
    rules = rules_with_the_example(tmp_path)
    one = load(rules=rules, partner_keys=a_key(tmp_path / "one", "nwas.key", "1" * 64))
    other = load(rules=rules, partner_keys=a_key(tmp_path / "other", "nwas.key", "2" * 64))

    assert one.digest == other.digest != load().digest
    assert "1" * 32 not in repr(one)


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"body": "bank"}, "body must be one of public_health"),
        ({"areas": ["E99999999"]}, "areas: E99999999 is not among the police"),
        ({"areas": []}, "areas is missing"),
        ({"kinds": ["shared_person"]}, "kinds: shared_person is not among what a body"),
        ({"kinds": ["review_due"]}, "kinds: review_due is not among"),
        ({"tiers": ["green"]}, "tiers: green is not among red"),
        ({"key": "../elsewhere"}, "key must be the name of a file in the folder of keys"),
        ({"key": None}, "key is missing"),
        ({"agreement": ""}, "agreement is missing"),
        ({"from": "today"}, "unknown field from"),
    ],
)
def test_a_recipient_is_refused_with(fields: dict[str, Any], fault: str) -> None:
    (found, *_) = faults_of(a_file(nwas=a_recipient(**fields)))

    assert fault in found


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"suppression": {"source": "here", "fewest": 4}}, "fewest must be a whole number, 5"),
        ({"never": {"shared_persons": "a slip"}}, "never: unknown field shared_persons"),
        ({"bodies": {}}, "unknown field bodies"),
        ({"meta": {}}, "version is missing"),
    ],
)
def test_the_file_is_refused_with(change: dict[str, Any], fault: str) -> None:
    (found, *_) = faults_of(a_file() | change)

    assert fault in found


@pytest.mark.parametrize(
    ("kind", "fault"),
    [
        ("shared_person", "goes to no partner: about one person"),
        ("review_due", "such alerts stay here"),
        ("feed_silent", "such alerts stay here"),
        ("drug_spikes", "is no kind of alert"),
    ],
)
def test_a_body_is_refused_a_kind_that_is_about_one_death_or_one_person(
    kind: str, fault: str
) -> None:
    data = a_file()
    data["body"]["public_health"]["next_steps"] = {kind: ["Do something"]}

    assert [one for one in faults_of(data) if kind in one and fault in one]


def test_every_fault_is_named_at_once() -> None:
    data = a_file(nwas=a_recipient(body="bank", key="../x"), North=a_recipient(agreement=""))

    found = faults_of(data, {"nwas": Keys(b"short")})

    assert len(found) >= 5
    assert any("a name is small letters" in one for one in found)
    assert any("fewer than 32 bytes" in one for one in found)


@pytest.mark.parametrize(
    "keys",
    [
        {"nwas": Keys(b"k" * 32), "mft": Keys(b"k" * 32)},
        {"nwas": Keys(b"k" * 32), "mft": Keys(b"m" * 32, b"k" * 32)},
    ],
)
def test_two_recipients_never_share_a_key(keys: dict[str, Keys]) -> None:
    (fault,) = faults_of(a_file(nwas=a_recipient(), mft=a_recipient()), keys)

    assert "nwas: has a key of mft; give it its own" in fault
    assert "kkk" not in fault


def test_a_recipient_that_no_topic_can_be_named_after_is_refused() -> None:
    assert any("small letters" in one for one in faults_of(a_file(NWAS=a_recipient())))
