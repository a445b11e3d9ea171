"""What is left of an alert for one partner. Source: contract, section 5."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from schemas.alerts import State
from schemas.partner_alerts import Description, PartnerAlert, PartnerPlace, PartnerState, Period
from streams.core.alerts.row import AlertRow
from streams.core.areas import Area
from streams.core.partners import bands
from streams.core.partners.blocks import Block, shared
from streams.core.partners.recipients import Partners, Recipient

STATES: Mapping[State, PartnerState] = {
    "open": "open",
    "acknowledged": "open",  # who works on it is not theirs to know
    "closed": "closed",
    "resolved": "resolved",
}


def redact(
    partners: Partners,
    recipient: Recipient,
    alert: AlertRow,
    blocks: Sequence[Block],
    area: Area,
    pseudonym: str,
) -> PartnerAlert | None:
    """Write the first revision of an alert for a recipient; None if it may not hear of it."""
    if not partners.may_hear(recipient, alert):
        return None
    return PartnerAlert(
        pseudonym=pseudonym,
        revision=1,
        kind=alert.kind,
        tier=alert.tier,
        state=state_of(alert),
        raised_in=bands.month_of(alert.raised_at),
        area=PartnerPlace("police_force_area", area.code, area.name),
        described=_described(blocks, area, recipient, partners.fewest) if blocks else None,
        next_steps=recipient.next_steps[alert.kind],
    )


def state_of(alert: AlertRow) -> PartnerState:
    """State of an alert as partners see it."""
    return STATES[alert.state]


def _described(
    blocks: Sequence[Block], area: Area, recipient: Recipient, fewest: int
) -> Description:
    """Describe all groups together, from their own descriptions alone."""
    institution = shared(block.institution for block in blocks)
    return Description(
        count=sum(block.events for block in blocks) // fewest * fewest,
        period=Period(
            first_month=min(block.first_month for block in blocks),
            last_month=max(block.last_month for block in blocks),
            week=shared(block.week for block in blocks),
        ),
        place=_place(blocks, area),
        age_band=_ages(blocks),
        sex=shared(block.sex for block in blocks),
        method_group=shared(block.method_group for block in blocks),
        institution=institution if institution in recipient.institutions else None,
    )


def _ages(blocks: Sequence[Block]) -> str | None:
    known = [(b.youngest, b.oldest) for b in blocks if b.youngest is not None]
    if len(known) < len(blocks):
        return None
    youngest = min(young for young, _ in known if young is not None)
    return bands.ages_between(youngest, max(old for _, old in known if old is not None))


def _place(blocks: Sequence[Block], area: Area) -> PartnerPlace:
    lsoa = shared(block.lsoa for block in blocks)
    if lsoa is not None:
        return PartnerPlace("lsoa", lsoa, None)
    district = shared(block.district for block in blocks)
    if district is not None:
        names = {one.code: one.name for one in area.districts}
        return PartnerPlace("district", district, names.get(district))
    return PartnerPlace("police_force_area", area.code, area.name)
