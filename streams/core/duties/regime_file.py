"""From a parsed rule file to typed regimes, or to all that is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping

from streams.core.duties.calendar import Unit
from streams.core.duties.condition_file import Dialect
from streams.core.duties.occasions import days_of_year
from streams.core.duties.regime_checks import check_regimes
from streams.core.duties.regimes import (
    Certainty,
    DateTested,
    Exclusion,
    IfUnknown,
    Jurisdiction,
    Regime,
    Regimes,
    Start,
    StartKind,
    Step,
    Tier,
    Trigger,
)
from streams.core.duties.tables import Table

TOP = (
    *("meta", "conventions", "units", "sets", "contains"),
    *("regime", "left_out", "source"),
)
FIELDS = frozenset(Regime.__dataclass_fields__) | {
    *("status", "status_checked", "status_evidence", "date_note"),
}
STEP_FIELDS = ("id", "say", "from", "length", "unit", "basis", "source", "confidence", "remind")


def read_regimes(data: object, faults: list[str]) -> Regimes:
    """Read a rule file as ``tomllib`` gives it; every fault is added to ``faults``."""
    top = Table("regimes", data, faults)
    top.only(TOP)
    meta = top.table("meta")
    reader = _Reader(
        dialect=Dialect(_lists(top.table("sets")), faults),
        bases=frozenset(meta.table("basis_words").data),
        confidences=frozenset(meta.table("confidence_words").data),
        sources=frozenset(top.table("source").data),
    )
    regimes = [
        reader.regime(Table(f"regime {_name(item, place)}", item, faults))
        for place, item in enumerate(top.items("regime"))
    ]
    if not regimes:
        top.fault("no regime")
    check_regimes(regimes, faults)
    contains = {area: frozenset(held) for area, held in _lists(top.table("contains")).items()}
    return Regimes(meta.text("version"), {one.id: one for one in regimes}, contains)


def _name(item: object, place: int) -> str:
    """Name a regime in a fault: by its id, or by its place in the file."""
    name = item.get("id") if isinstance(item, Mapping) else None
    return name if isinstance(name, str) and name else f"number {place + 1}"


def _lists(table: Table) -> dict[str, tuple[str, ...]]:
    return {name: table.texts(name) for name in table.data}


class _Reader:
    """Reads regimes with the words, sets and sources that their file defines."""

    def __init__(
        self,
        dialect: Dialect,
        bases: frozenset[str],
        confidences: frozenset[str],
        sources: frozenset[str],
    ) -> None:
        self.dialect = dialect
        self.bases = bases
        self.confidences = confidences
        self.sources = sources

    def regime(self, table: Table) -> Regime:
        """Read one regime."""
        table.only(FIELDS)
        return Regime(
            id=table.text("id"),
            kind=table.text("kind"),
            title=table.text("title"),
            say=table.text("say"),
            jurisdiction=table.choice("jurisdiction", Jurisdiction),
            areas=self._areas(table),
            legal_basis=table.text("legal_basis"),
            in_force_from=table.day("in_force_from"),
            in_force_to=table.day("in_force_to"),
            aware_by=table.day("aware_by"),
            test_date=table.choice("test_date", DateTested),
            certainty=table.choice("certainty", Certainty),
            if_unknown=table.choice("if_unknown", IfUnknown),
            trigger=self._trigger(table),
            judge=table.text("judge"),
            excluded_by=tuple(
                self._exclusion(Table(f"{table.where}, excluded_by[{place}]", item, table.faults))
                for place, item in enumerate(table.items("excluded_by"))
            ),
            supersedes=table.texts("supersedes", is_optional=True),
            superseded_by=table.texts("superseded_by", is_optional=True),
            convenor=table.text("convenor"),
            tell=table.texts("tell"),
            steps=tuple(
                self._step(Table(f"{table.where}, step {_name(item, place)}", item, table.faults))
                for place, item in enumerate(table.items("steps"))
            ),
            attach=table.texts("attach"),
            outcomes=table.texts("outcomes"),
            tier=table.choice("tier", Tier),
            recipients=table.texts("recipients"),
            sources=self._sources(table),
            confidence=table.word("confidence", self.confidences),
            note=table.text("note", is_optional=True),
        )

    def _areas(self, table: Table) -> frozenset[str]:
        if table.data.get("areas") == "all":
            return frozenset()
        return frozenset(self.dialect.words(table.data.get("areas"), f"{table.where}, areas"))

    def _sources(self, table: Table) -> tuple[str, ...]:
        sources = table.texts("sources")
        for source in sources:
            if source not in self.sources:
                table.fault(f"source {source} is not in [source]")
        return sources

    def _trigger(self, table: Table) -> Trigger:
        trigger = table.table("trigger")
        trigger.only(Trigger.__dataclass_fields__)
        if not trigger.data:
            trigger.fault("nothing raises this duty")
        calendar = trigger.text("calendar", is_optional=True) or None
        if calendar is not None and not days_of_year(calendar):
            trigger.fault("calendar must read 'every 31 January' or 'end of each quarter'")
        conditions = {
            kind: self.dialect.condition(trigger.data[kind], f"{trigger.where}.{kind}")
            for kind in ("death", "violence")
            if kind in trigger.data
        }
        return Trigger(
            death=conditions.get("death"),
            violence=conditions.get("violence"),
            external=trigger.text("external", is_optional=True) or None,
            alert=trigger.texts("alert", is_optional=True),
            calendar=calendar,
        )

    def _exclusion(self, table: Table) -> Exclusion:
        table.only(Exclusion.__dataclass_fields__)
        test = table.data.get("test")
        where = f"{table.where}.test"
        return Exclusion(
            by=table.text("by"),
            when=table.text("when"),
            effect=table.text("effect"),
            test=None if test is None else self.dialect.condition(test, where),
        )

    def _step(self, table: Table) -> Step:
        table.only(STEP_FIELDS)
        basis = table.word("basis", self.bases)
        unit = table.choice("unit", Unit)
        is_ours = basis == "design"  # our own proposal: its source may be a remark, or nothing
        source = table.text("source", is_optional=is_ours, may_be_empty=is_ours)
        if source and not is_ours and source not in self.sources:
            table.fault(f"source {source} is not in [source]")
        return Step(
            id=table.text("id"),
            say=table.text("say"),
            start=_start(table),
            length=table.number("length", least=1 if unit is Unit.MONTHS_BEGINNING_WITH else 0),
            unit=unit,
            basis=basis,
            source=source,
            confidence=table.word("confidence", self.confidences),
            remind=table.numbers("remind"),
        )


def _start(table: Table) -> Start:
    """Read what starts a clock: aware, occurred, step:<id> or external:<name>."""
    kind, colon, name = table.text("from").partition(":")
    for one in StartKind:
        needs_name = one in (StartKind.STEP, StartKind.EXTERNAL)
        if one.value == kind and bool(name) is bool(colon) is needs_name:
            return Start(one, name)
    table.fault("from must be aware, occurred, step:<id> or external:<name>")
    return Start(StartKind.AWARE)
