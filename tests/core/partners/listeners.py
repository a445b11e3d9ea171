"""Partners for tests: an ambulance service and a council that hear of Cumbria."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from schemas.partner_alerts import PartnerAlert
from streams.configuration import DATA
from streams.core.area import AreaMachine
from streams.core.detectors import DETECTORS
from streams.core.partners.disclose import PartnerNews
from streams.core.partners.partner_file import partners_from
from streams.core.partners.recipients import Keys, Partners
from tests.core.people_and_places import CUMBRIA, Story, configuration, only_live

AMBULANCE, COUNCIL = "ambulance-north", "council"
KEYS = {AMBULANCE: Keys(b"a" * 32), COUNCIL: Keys(b"c" * 32)}
SITE = "RNL01"
STEPS = {
    "drug_spike": ["Check that vehicles carry enough naloxone"],
    "similar_near_repeat": ["Ask the police, quoting the pseudonym"],
}


def a_recipient(**fields: Any) -> dict[str, Any]:
    return {
        "body": "public_health",
        "agreement": "ISA-17 of 1 December 2026",
        "areas": [CUMBRIA],
        "kinds": ["drug_spike", "similar_near_repeat"],
        "tiers": ["red", "amber"],
        "key": "one.key",
    } | fields


def a_file(**recipients: Mapping[str, Any]) -> dict[str, Any]:
    """The partners' file with these recipients; an underscore stands for a hyphen."""
    return {
        "meta": {"version": "1"},
        "suppression": {"source": "here", "fewest": 5},
        "never": {"shared_person": "about one person"},
        "body": {"public_health": {"source": "here", "next_steps": STEPS}},
        "recipient": {name.replace("_", "-"): row for name, row in recipients.items()},
    }


def partners(keys: Mapping[str, Keys] = KEYS, **fields: Any) -> Partners:
    """Two recipients; ``fields`` change the ambulance service's table."""
    data = a_file(ambulance_north=a_recipient(institutions=[SITE], **fields), council=a_recipient())
    areas = configuration().areas.by_code.keys()
    return partners_from(data, DETECTORS.values(), areas, keys)


class Heard(Story):
    """One area's machine that tells partners, and what they heard."""

    def __init__(self, *live: str, told: Partners | None = None) -> None:
        super().__init__(**only_live(*(live or ("similar_near_repeat",))))
        context = replace(self.machine.state.context, partners=told or partners())
        self.machine = AreaMachine(context)

    def change_partners(self, told: Partners) -> None:
        """Go on with another file, as after a restart."""
        state = self.machine.state
        state.context = replace(state.context, partners=told)

    def news(self, recipient: str = AMBULANCE) -> list[PartnerNews]:
        return [one for out in self.outcomes for one in out.partners if one.recipient == recipient]

    def heard(self, recipient: str = AMBULANCE) -> list[PartnerAlert]:
        return [one.alert for one in self.news(recipient) if one.alert is not None]


SAMPLE_FORCES = ("E23000001", "E23000028")
RECIPIENT = """
[recipient.{name}]
body = "public_health"
agreement = "a test"
areas = {areas}
kinds = ["drug_spike", "similar_near_repeat"]
tiers = ["red", "amber"]
key = "{name}.key"
"""


def rules_and_keys(folder: Path, *names: str) -> dict[str, Path]:
    """Folders for the settings: recipients that hear of the sample's forces, and their keys."""
    rules, keys = folder / "rules", folder / "keys"
    rules.mkdir()
    keys.mkdir()
    text = (DATA / "partners.toml").read_text(encoding="utf-8")
    for name in names:
        text += RECIPIENT.format(name=name, areas=list(SAMPLE_FORCES))
        (keys / f"{name}.key").write_text(name * 10, encoding="utf-8")
        (keys / f"{name}.key").chmod(0o440)
    (rules / "partners.toml").write_text(text, encoding="utf-8")
    return {"rules": rules, "partner_keys": keys}
