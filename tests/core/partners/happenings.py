"""Random lives of an area for the laws of partner alerts: reports with secrets in every field."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from os import environ
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from schemas.alerts import Origin
from schemas.commands import Command
from streams.codec import read_row, write_row
from streams.core.area import Outcome
from streams.core.case import Case, CategorySource, Identifier, Person, Place, Subject
from streams.core.events import AreaEvent, CaseFiled, CaseRetracted, Ordered, Ticked
from streams.core.partners.recipients import Partners
from streams.core.state import Context
from streams.core.watch import Watch
from tests.core.partners.listeners import SITE, partners
from tests.core.people_and_places import CUMBRIA, START, configuration, metres_north, only_live

SECRET = "Zq"  # begins every planted value; nothing else that is written holds it
WORKINGTON = (54.645123, -3.545678)
LSOAS = ("E01019155", "E01019156")
PLACES = (*LSOAS, f"{SECRET}lsoa")
SITES = (None, SITE, f"{SECRET}institution")
DISTRICTS = (None, "E06000063", f"{SECRET}district")
PEOPLE = 14  # reports from this number on are second reports of the first people
ORIGIN = Origin(topic="t", partition=0, offset=0)
HOUR = timedelta(hours=1)
EXAMPLES = int(environ.get("TOCSIN_LAW_EXAMPLES", "50"))

law = settings(max_examples=EXAMPLES, deadline=None)


@dataclass(frozen=True)
class Happening:
    """One thing that happens: a report (a higher version each time), or what a person does."""

    what: str
    number: int = 0
    hours: int = 25
    age: int = 24
    sex: str = "M"
    method: str = "hanging"
    lsoa: str = LSOAS[0]
    institution: str | None = None
    district: str | None = None


def person_of(number: int) -> int:
    """The person whose death a report is about."""
    return number % PEOPLE


def report(what: Happening, version: int, now: Any) -> Case:
    """A death with a secret wherever a sender can write what it likes."""

    def secret(name: str) -> str:
        return f"{SECRET}{name}{what.number}"

    person = person_of(what.number)
    lat, lon = metres_north(11.3 * person, of=WORKINGTON)
    occurred = START + person * timedelta(hours=27, minutes=13, seconds=17)
    return Case(
        kind="death", source=f"//{SECRET}.example/x", report_id=secret("report"),
        version=version, area=CUMBRIA, recorded_at=now, occurred_from=min(occurred, now),
        category="suspected_drug_related" if "drug" in what.method else "suspected_suicide",
        district=what.district, incident=None, method=what.method,
        substances=(secret("substance"),), flags=(secret("flag"),),
        place=Place(
            lat, lon, lsoa=what.lsoa, uprn=secret("uprn"), kind="outdoors",
            institution=what.institution, ward=secret("ward"), venue=secret("venue"),
        ),
        people=(Person(secret("token"), "finder", token_previous=secret("before")),),
        identifiers=(Identifier("phone", secret("phone")),),
        subjects=(Subject(f"{SECRET}person{person}", what.sex, what.age, secret("ethnicity"),
                          secret("occupation")),),
        gaps=(secret("gap"),), coroner_ref=secret("coroner"), cause_icd10=(secret("icd"),),
        category_source=CategorySource(secret("scheme"), secret("value"), secret("by"), now),
        home_area=secret("home"),
    )  # fmt: skip


@dataclass
class Town:
    """One area that tells partners; ``stops``: before which happenings it starts again."""

    told: Partners = field(default_factory=partners)
    live: tuple[str, ...] = ("similar_near_repeat", "drug_spike")
    stops: frozenset[int] = frozenset()
    seen: Callable[[Town], None] = lambda town: None

    def __post_init__(self) -> None:
        self.now = START
        self.said: list[Outcome] = []
        self.versions: dict[int, int] = {}
        self._rows: dict[str, bytes] = {}
        self._orders = 0
        self.watch = Watch(self._context)

    @property
    def state(self) -> Any:
        return self.watch._machines[CUMBRIA].state

    def live_through(self, happenings: Iterable[Happening]) -> Town:
        for step, one in enumerate(happenings):
            if step in self.stops:
                self._restart()
            self.now += one.hours * HOUR
            self._apply(Ticked(area=CUMBRIA, time=self.now))
            getattr(self, f"_{one.what}")(one)
            self.seen(self)
        return self

    def _report(self, one: Happening) -> None:
        self.versions[one.number] = version = self.versions.get(one.number, 0) + 1
        case = report(one, version, self.now)
        self._apply(CaseFiled(area=CUMBRIA, time=self.now, case=case, whole=True, origin=ORIGIN))

    def _withdraw(self, one: Happening) -> None:
        self._apply(
            CaseRetracted(
                area=CUMBRIA, time=self.now, source=f"//{SECRET}.example/x",
                report_id=f"{SECRET}report{one.number}", version=99, reason="withdrawn",
                origin=ORIGIN,
            )
        )  # fmt: skip

    def _close(self, one: Happening) -> None:
        self._order("close", verdict="explained", reason=f"{SECRET} says so")

    def _reopen(self, one: Happening) -> None:
        self._order("reopen", reason=f"{SECRET} says so")

    def _acknowledge(self, one: Happening) -> None:
        self._order("acknowledge")

    def _split(self, one: Happening) -> None:
        self._order("split", reason=SECRET, report_ids=[f"{SECRET}report{one.number}"])

    def _order(self, action: str, **fields: Any) -> None:
        alerts = list(self.state.alerts.values()) if CUMBRIA in self.watch.areas else []
        if not alerts:
            return
        self._orders += 1
        newest = max(alerts, key=lambda one: one.order)
        told = {
            "command_id": f"c{self._orders}", "alert_id": newest.alert_id, "by": SECRET,
            "role": "supervisor", "at": self.now.isoformat(), "action": action, **fields,
        }  # fmt: skip
        order = Command.model_validate(told)
        self._apply(Ordered(area=CUMBRIA, time=self.now, command=order, origin=ORIGIN))

    def _apply(self, event: AreaEvent) -> None:
        self.said += [outcome for _, outcome in self.watch.apply(event)]

    def _restart(self) -> None:
        for name, row in self.watch.changed().items():
            if row is None:
                self._rows.pop(name, None)
            else:
                self._rows[name] = write_row(row)
        self.watch = Watch(self._context)
        for name in sorted(self._rows):
            self.watch.restore(name, read_row(name.split("|")[0], self._rows[name]))
        self.watch.restored()

    def _context(self, area: str) -> Context:
        context = configuration().context_of(area)
        tables = {**context.detectors, **only_live(*self.live)}
        return replace(context, partners=self.told, detectors=tables)


def reports() -> st.SearchStrategy[Happening]:
    return st.builds(
        Happening, what=st.just("report"), number=st.integers(0, PEOPLE + 3),
        hours=st.sampled_from((1, 25, 25, 49)), age=st.integers(17, 31),
        sex=st.sampled_from("MMMMF"), method=st.sampled_from(("hanging", "drug_poisoning")),
        lsoa=st.sampled_from(PLACES), institution=st.sampled_from(SITES),
        district=st.sampled_from(DISTRICTS),
    )  # fmt: skip


def acts() -> st.SearchStrategy[Happening]:
    return st.builds(
        Happening,
        what=st.sampled_from(("withdraw", "withdraw", "close", "reopen", "acknowledge", "split")),
        number=st.integers(0, PEOPLE + 3),
    )


@st.composite
def lives(draw: Any) -> list[Happening]:
    """Some deaths alike, so that there is something to tell, then anything."""
    first = draw(st.integers(0, 11))
    like = Happening(
        "report", method=draw(st.sampled_from(("hanging", "drug_poisoning"))),
        lsoa=draw(st.sampled_from(PLACES)), institution=draw(st.sampled_from(SITES)),
        district=draw(st.sampled_from(DISTRICTS)),
    )  # fmt: skip
    alike = [replace(like, number=n, age=20 + n % 9) for n in range(first)]
    return alike + draw(st.lists(st.one_of(reports(), acts()), max_size=14))
