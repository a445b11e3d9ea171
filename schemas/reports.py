"""Reports: what senders tell us of deaths, violence, missing people and partners' counts.

Source: contract, section 2. ``CORE`` fields must be right; any other wrong field is dropped.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import Field, ValidationInfo, field_validator

from schemas.fields import (
    AreaCode,
    Instant,
    Reference,
    ReportId,
    Schema,
    Token,
    Uprn,
    Version,
    Word,
)

Method = Literal[
    "unknown", "natural", "sharp", "blunt", "firearm", "asphyxia", "hanging", "drug_poisoning",
    "other_poisoning", "fall", "drowning", "fire", "vehicle", "unarmed", "sexual", "explosion",
    "neglect", "other",
]  # fmt: skip
PlaceKind = Literal[
    "home", "care_home", "hospital", "prison", "custody", "hotel", "licensed", "street",
    "outdoors", "water", "rail", "work", "school", "vehicle", "other", "unknown",
]  # fmt: skip
Role = Literal[
    "finder", "caller", "last_seen_with", "next_of_kin", "cohabitee", "partner", "ex_partner",
    "parent", "child", "relative", "carer", "gp", "certifier", "lodger", "landlord",
    "beneficiary", "suspect", "witness", "attending",
]  # fmt: skip
Category = Literal[
    "expected_natural", "unexpected_under_investigation", "unexpected_not_suspicious",
    "suspected_suicide", "suspected_drug_related", "suspected_accident", "rtc", "suspicious",
    "homicide", "undetermined", "out_of_scope",
]  # fmt: skip
Measure = Literal[
    "ed_assaults", "ambulance_overdoses", "ambulance_assaults", "registrations",
    "coroner_referrals", "deaths_in_institution", "beds", "naloxone", "other",
]  # fmt: skip
Sex = Literal["F", "M", "X", "U"]
MOST_PEOPLE = 200  # people, identifiers, subjects of one report
MOST_WORDS = 100  # flags, substances, causes of one report


class Place(Schema):
    """Where it happened; WGS 84 degrees, precision in metres."""

    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    lon: Annotated[float, Field(ge=-180, le=180)] | None = None
    precision_m: Annotated[float, Field(ge=0, le=1_000_000)] = 50
    lsoa: Word | None = None
    uprn: Uprn | None = None
    kind: PlaceKind = "unknown"
    institution: Word | None = None
    ward: Word | None = None
    venue: Reference | None = None


class Person(Schema):
    """Somebody tied to the event; ``token`` is a keyed hash of an identifier, never a name."""

    token: Token
    token_previous: Token | None = None
    role: Role
    professional: bool = False


class Identifier(Schema):
    """A shared thing by its keyed hash."""

    kind: Literal["phone", "account", "vehicle", "app", "premises"]
    token: Token


class Subject(Schema):
    """The person harmed; age in years."""

    token: Token | None = None
    sex: Sex | None = None
    age: Annotated[int, Field(ge=0, le=130)] | None = None
    ethnicity: Word | None = None
    occupation: Reference | None = None


class CategorySource(Schema):
    """The sender's own category, and who said so when."""

    scheme: Reference | None = None
    value: Reference | None = None
    asserted_by: Reference | None = None
    asserted_at: Instant | None = None


class Report(Schema):
    """What every report of a sender carries."""

    TYPE: ClassVar[str]
    CORE: ClassVar[frozenset[str]] = frozenset({"report_id", "version", "area", "recorded_at"})

    report_id: ReportId = Field(description="The sender's own; stable across versions.")
    version: Version = Field(description="A higher version replaces a lower one.")
    withdrawn: bool = Field(default=False, description="True takes the report back.")
    area: AreaCode = Field(description="GSS code of the police force area, or of a district.")
    recorded_at: Instant = Field(description="When the sender became aware; clocks start here.")


class Event(Report):
    """What reports of deaths, violence and missing people have in common."""

    occurred_from: Instant | None = None
    occurred_to: Instant | None = None
    found_at: Instant | None = None
    incident: Reference | None = Field(default=None, description="Same value = same incident.")
    place: Place = Place()
    method: Method = "unknown"
    substances: Annotated[list[Word], Field(max_length=MOST_WORDS)] = []
    flags: Annotated[list[Word], Field(max_length=MOST_WORDS)] = []
    people: Annotated[list[Person], Field(max_length=MOST_PEOPLE)] = []
    identifiers: Annotated[list[Identifier], Field(max_length=MOST_PEOPLE)] = []


class DeathReport(Event):
    """One person's death, one version of what is known."""

    TYPE: ClassVar[str] = "tocsin.death.reported.v1"
    CORE: ClassVar[frozenset[str]] = Report.CORE | {"category"}

    subject: Subject = Subject()
    category: Category
    category_source: CategorySource | None = None
    post_mortem: Literal["none", "standard", "forensic", "ct", "pending"] | None = None
    toxicology: Literal["none", "pending", "done"] | None = None
    cause_icd10: Annotated[list[Word], Field(max_length=MOST_WORDS)] = []
    coroner_ref: Reference | None = None
    body_release_at: Instant | None = None
    suspect_status: Literal["none", "identified", "charged", "convicted"] | None = None
    charged_at: Instant | None = None
    police_contact_at: Instant | None = None
    released_at: Instant | None = Field(default=None, description="From prison.")
    pregnancy_ended_at: Instant | None = None
    home_area: AreaCode | None = None


class ViolenceReport(Event):
    """One incident of violence, or near miss."""

    TYPE: ClassVar[str] = "tocsin.violence.reported.v1"
    CORE: ClassVar[frozenset[str]] = Report.CORE | {"offence"}

    subjects: Annotated[list[Subject], Field(max_length=MOST_PEOPLE)] = []
    offence: Annotated[
        str,
        Field(
            max_length=16,
            pattern=r"^([0-9]{1,3}[A-Z]?([/.][0-9]{1,2})?|unclassified)$",
            description="Home Office code such as 5D, 1/1, 19C, or unclassified.",
        ),
    ]
    injury: Literal["none", "slight", "serious", "life_threatening", "fatal", "unknown"] = "unknown"
    weapon: Literal[
        "none", "knife", "blunt", "firearm", "corrosive", "vehicle", "other", "unknown"
    ] = "unknown"
    relationship: Literal[
        "partner", "ex_partner", "parent", "child", "other_family", "household",
        "acquaintance", "stranger", "unknown",
    ] = "unknown"  # fmt: skip


class MissingReport(Event):
    """One missing-person episode."""

    TYPE: ClassVar[str] = "tocsin.missing.reported.v1"

    subject: Subject = Subject()
    last_seen_at: Instant | None = None
    status: Literal["missing", "found_safe", "found_harmed", "found_dead"] = "missing"
    risk: Literal["low", "medium", "high"] | None = None
    found_report_id: ReportId | None = None


class CountPlace(Schema):
    """Where a partner counted; the whole area if empty."""

    lsoa: Word | None = None
    institution: Word | None = None


class Breakdown(Schema):
    """What part of the whole a partner counted."""

    method: Method | None = None
    sex: Sex | None = None
    age_band: Word | None = None


class CountsReport(Report):
    """A partner's aggregate: so many in a period; never a person."""

    TYPE: ClassVar[str] = "tocsin.counts.reported.v1"
    CORE: ClassVar[frozenset[str]] = Report.CORE | {
        "measure",
        "period_from",
        "period_to",
        "count",
    }

    measure: Measure
    period_from: Instant
    period_to: Instant
    count: Annotated[int, Field(ge=0, le=10**7)]
    place: CountPlace = CountPlace()
    breakdown: Breakdown = Breakdown()

    @field_validator("period_to")
    @classmethod
    def _ends_after_it_began(cls, end: datetime, others: ValidationInfo) -> datetime:
        start = others.data.get("period_from")
        if start is not None and end < start:
            raise ValueError("must not lie before period_from")
        return end


REPORTS: dict[str, type[Report]] = {
    model.TYPE: model for model in (DeathReport, ViolenceReport, MissingReport, CountsReport)
}
