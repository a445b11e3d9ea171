"""A small world for laws: two forces, few places, few people; reports as senders send them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from os import environ
from typing import Any

import orjson
from hypothesis import settings
from hypothesis import strategies as st

from schemas.alerts import Origin
from streams.codec import read_row, write_row
from streams.core.alerts.row import AlertRow
from streams.core.area import Outcome
from streams.core.events import Ticked
from streams.core.identities import Recognise
from streams.core.pipeline import Pipeline
from streams.core.reading import Arrival
from streams.core.watch import Watch
from tests.core.people_and_places import CUMBRIA, START, configuration, metres_north

LANCASHIRE = "E23000003"
AREAS = (CUMBRIA, LANCASHIRE)
PLACES = tuple(metres_north(metres) for metres in (0, 30, 260, 420, 900))
STEP = timedelta(hours=7)  # between arrivals
EXAMPLES = int(environ.get("TOCSIN_LAW_EXAMPLES", "50"))  # thousands find what tens do not

law = settings(max_examples=EXAMPLES, deadline=None)


@dataclass(frozen=True)
class Sent:
    """One version of one report. ``days_ago``: of the event before its record.

    ``sign``: a flag; ``site``: an institution's ward; ``release``: days to that of the body.
    """

    number: int
    version: int = 1
    withdrawn: bool = False
    area: str = CUMBRIA
    place: int = 0
    days_ago: int = 0
    sex: str = "M"
    age: int | None = 23
    method: str = "unknown"
    category: str = "unexpected_under_investigation"
    home: str | None = None
    finder: str | None = None
    incident: str | None = None
    venue: str | None = None
    sign: str | None = None
    site: str | None = None
    release: int | None = None
    kind: str = "death"

    def arrival(self, time: datetime, line: int) -> Arrival:
        lat, lon = PLACES[self.place]
        recorded = START + self.number * timedelta(minutes=50)
        data: dict[str, Any] = {
            "report_id": f"r{self.number}", "version": self.version, "area": self.area,
            "recorded_at": recorded.isoformat(), "withdrawn": self.withdrawn,
            "occurred_from": (recorded - timedelta(days=self.days_ago)).isoformat(),
            "place": {
                "lat": lat, "lon": lon, "kind": "prison" if self.site else "home",
                "uprn": self.home, "venue": self.venue, "institution": self.site,
                "ward": self.site,
            },
            "flags": [self.sign] if self.sign else [],
            "incident": self.incident, "method": self.method,
            "people": [{"token": self.finder * 8, "role": "finder"}] if self.finder else [],
        }  # fmt: skip
        subject = {"sex": self.sex, "age": self.age}
        if self.kind == "violence":
            hurt = {"injury": "life_threatening", "weapon": "knife"}
            data |= {"offence": "5D", "subjects": [subject]} | hurt
        elif self.kind == "missing":
            data |= {"subject": subject, "status": "missing"}
        else:
            release = None if self.release is None else recorded + timedelta(days=self.release)
            data |= {"category": self.category, "subject": subject}
            data |= {"body_release_at": release and release.isoformat()}
        event = {
            "specversion": "1.0", "type": f"tocsin.{self.kind}.reported.v1", "source": "//force/x",
            "id": f"r{self.number}/{self.version}", "subject": self.area,
            "time": time.isoformat(), "data": data,
        }  # fmt: skip
        return Arrival(
            topic=f"{self.kind}.reports.v1", value=orjson.dumps(event), origin=Origin(line=line)
        )


class World:
    """Receive and Watch, fed one arrival at a time."""

    def __init__(self) -> None:
        known = configuration()
        self.pipeline = Pipeline(known.areas, known.shared.across, known.context_of)
        self.said: list[tuple[str, Outcome]] = []
        self._rows: dict[str, bytes] = {}
        for area in AREAS:
            self._apply(Ticked(area=area, time=START))

    def hear(self, sent: Sent, when: int, line: int) -> World:
        """Hear one version, ``when`` steps after the start."""
        self.said += self.pipeline.hear(sent.arrival(START + when * STEP, line))[1]
        return self

    @property
    def watch(self) -> Watch:
        return self.pipeline.watch

    def restart(self) -> None:
        """Leave only what an edge would have stored, as bytes, and start again from it."""
        self._store(self.watch.changed())
        known = self.pipeline.recognise
        self._store({f"known|{key}": row for key, row in known.known.changed().items()})
        self._store({f"reached|{key}": row for key, row in known.reached.changed().items()})
        self.pipeline.watch = Watch(configuration().context_of)
        self.pipeline.recognise = Recognise(configuration().shared.across)
        for name in sorted(self._rows):
            kind, key = name.split("|", 1)
            row = read_row(kind, self._rows[name])
            if kind in ("known", "reached"):
                getattr(self.pipeline.recognise, kind).restore(key, row)
            else:
                self.watch.restore(name, row)
        self.watch.restored()

    def _store(self, changed: Mapping[str, Any]) -> None:
        for name, row in changed.items():
            if row is None:
                self._rows.pop(name, None)
            else:
                self._rows[name] = write_row(row)

    def clusters(self) -> list[tuple[str, tuple[str, ...], str]]:
        """Open clusters: id, members, tier."""
        rows = [row for row in self.alert_rows() if row.klass == "cluster" and is_open(row)]
        return sorted((row.alert_id, row.members, row.tier) for row in rows)

    def alert_rows(self) -> list[AlertRow]:
        machines = self.watch._machines
        return [row for area in AREAS for row in machines[area].state.alerts.values()]

    def told(self, *, as_of: bool = True) -> list[tuple[str, Outcome]]:
        if as_of:
            return self.said
        return [(area, _without_origin(outcome)) for area, outcome in self.said]

    def _apply(self, event: Any) -> None:
        self.said += self.pipeline.settle([event])


def is_open(row: AlertRow) -> bool:
    return row.state in ("open", "acknowledged")


def replayed(stream: Iterable[tuple[int, Sent]]) -> World:
    """Hear a stream of (step, version)."""
    world = World()
    for line, (when, sent) in enumerate(stream, start=1):
        world.hear(sent, when, line)
    return world


def timed(versions: Sequence[Sent]) -> list[tuple[int, Sent]]:
    return list(enumerate(versions, start=1))


def _without_origin(outcome: Outcome) -> Outcome:
    decision = replace(outcome.decision, as_of=None)
    alert = outcome.alert and replace(outcome.alert, as_of=None)
    return replace(outcome, decision=decision, alert=alert)


OTHERS = {6: "missing", 7: "violence"}  # kinds of reports by number; the rest are deaths
METHODS = ("unknown", "unknown", "hanging", "drug_poisoning")
CATEGORIES = (
    "unexpected_under_investigation", "unexpected_not_suspicious", "suspected_suicide",
    "expected_natural", "homicide",
)  # fmt: skip


def versions_of(number: int) -> st.SearchStrategy[Sent]:
    return st.builds(
        Sent,
        number=st.just(number),
        place=st.integers(0, len(PLACES) - 1),
        days_ago=st.sampled_from((0, 0, 1, 3, 40, 100, 170, 190, 300)),
        sex=st.sampled_from("MMF"),
        age=st.sampled_from((23, 23, 24, 30, 36, None)),
        method=st.sampled_from(METHODS),
        category=st.sampled_from(CATEGORIES),
        home=st.sampled_from((None, None, None, "1", "2")),
        finder=st.sampled_from((None, None, None, "f", "g")),
        incident=st.sampled_from((None, None, None, "fire")),
        venue=st.sampled_from((None, None, None, "club")),
        sign=st.sampled_from((None, None, None, "sex_work", "family_concern")),
        site=st.sampled_from((None, None, None, None, "ward")),
        release=st.sampled_from((None, None, 1, 3)),
    )


@st.composite
def streams(
    draw: Any,
    *,
    most: int = 14,
    areas: Sequence[str] = (CUMBRIA,),
    withdrawals: bool = True,
    others: bool = False,
) -> list[Sent]:
    """Versions of a few reports in order of arrival, each report's versions rising."""
    numbers = draw(st.lists(st.integers(0, 7), min_size=2, max_size=most))
    seen: dict[int, int] = {}
    out = []
    for number in numbers:
        seen[number] = seen.get(number, 0) + 1
        sent = draw(versions_of(number))
        taken = withdrawals and seen[number] > 1 and draw(st.integers(0, 3)) == 0
        out.append(
            replace(
                sent,
                version=seen[number],
                withdrawn=taken,
                area=draw(st.sampled_from(areas)),
                kind=OTHERS.get(number, "death") if others else "death",
            )
        )
    return out
