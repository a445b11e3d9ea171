"""A rule file that is wrong is refused, with every fault named at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from streams.core.duties import build_book
from streams.core.errors import ConfigurationError
from tests.core.duties.cases import a_book_of, areas, regime_file, the_book

Change = Callable[[dict[str, Any]], object]


def regime(rules: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in rules["regime"] if one["id"] == name)
    return found


def faults_after(change: Change) -> tuple[str, ...]:
    rules = regime_file()
    change(rules)
    with pytest.raises(ConfigurationError) as refused:
        a_book_of(rules)
    return refused.value.faults


FAULTS: list[tuple[Change, str]] = [
    (lambda r: r.update(regimes=[]), "unknown field regimes"),
    (lambda r: regime(r, "dhr").update(in_force="2011"), "unknown field in_force"),
    (lambda r: regime(r, "dhr").pop("say"), "regime dhr: say is missing"),
    (lambda r: regime(r, "dhr").update(tier="purple"), "tier must be one of red, amber, info"),
    (lambda r: regime(r, "dhr").update(areas="@nowhere"), "unknown set @nowhere"),
    (lambda r: regime(r, "dhr").update(areas=[]), "areas: needs a list of words or a set"),
    (lambda r: regime(r, "dhr").pop("sources"), "regime dhr: sources is missing"),
    (lambda r: regime(r, "dhr").update(sources=["HEARSAY"]), "source HEARSAY is not in [source]"),
    (lambda r: regime(r, "dhr")["steps"][1].pop("source"), "step decide: source is missing"),
    (lambda r: regime(r, "dhr")["steps"][1].pop("basis"), "step decide: basis is missing"),
    (lambda r: regime(r, "dhr")["steps"][1].update(basis="habit"), "basis must be one of"),
    (lambda r: regime(r, "dhr")["steps"][1].update(unit="moons"), "unit must be one of hours"),
    (lambda r: regime(r, "dhr")["steps"][1].update(length=0), "length must be a whole number, 1"),
    (lambda r: regime(r, "dhr")["steps"][1].update(**{"from": "step:report"}), "no step before"),
    (lambda r: regime(r, "dhr")["steps"][1].update(**{"from": "soon"}), "from must be aware"),
    (lambda r: regime(r, "dhr")["steps"][1].update(id="report"), "step report stands twice"),
    (lambda r: regime(r, "dhr").pop("steps"), "regime dhr: no steps"),
    (lambda r: regime(r, "dhr").update(trigger={}), "nothing raises this duty"),
    (lambda r: regime(r, "dhr").update(trigger={"birth": []}), "unknown field birth"),
    (lambda r: regime(r, "dhr").update(id="vkpp_dhp"), "regime vkpp_dhp: the id stands twice"),
    (lambda r: regime(r, "owhr").update(in_force_to=date(2020, 1, 1)), "is after in_force_to"),
    (lambda r: regime(r, "owhr").pop("in_force_from"), "in_force_to without in_force_from"),
    (lambda r: regime(r, "owhr").update(aware_by="2023"), "aware_by must be a date"),
    (lambda r: regime(r, "owhr")["excluded_by"][0].update(by="ghost"), "unknown id ghost"),
    (lambda r: regime(r, "owhr")["excluded_by"][0].pop("when"), "excluded_by[0]: when is missing"),
    (lambda r: regime(r, "dhr").update(superseded_by=["ghost"]), "superseded_by unknown id ghost"),
    (
        lambda r: regime(r, "dardr").update(in_force_from=date(2027, 1, 1)),
        "regime dardr: in force together with dhr",
    ),
    (
        lambda r: regime(r, "svd_refresh").update(trigger={"calendar": "now and then"}),
        "calendar must read",
    ),
    (lambda r: r["contains"].update(E23000014="E08000025"), "E23000014 must be a list of texts"),
    (lambda r: r.pop("meta"), "version is missing"),
]


@pytest.mark.parametrize(("change", "fault"), FAULTS, ids=[fault for _, fault in FAULTS])
def test_a_fault_is_named(change: Change, fault: str) -> None:
    assert any(fault in one for one in faults_after(change))


CONDITIONS: list[tuple[object, str]] = [
    (["subject.height", ">=", 16], "unknown field subject.height"),
    (["subject.age", "~", 16], "unknown op ~"),
    (["subject.age", "any", ["a"]], "op any does not fit field subject.age"),
    (["subject.age", ">=", "old"], "needs whole years"),
    (["flags", "any", "@unheard"], "unknown set @unheard"),
    (["category", "in", []], "needs a list of words or a set"),
    (["category", "==", 3], "needs a word"),
    (["category"], "a comparison must be [field, op, value]"),
    ({"all": []}, "all must be a list of conditions that is not empty"),
    ({"some": [["method", "present"]]}, "exactly one of all, any, not"),
    ("always", "a condition must be a list or a table"),
    ({"any": [{"not": ["x", "==", "y"]}]}, "death.any[0].not: unknown field x"),
]


@pytest.mark.parametrize(("condition", "fault"), CONDITIONS, ids=[one for _, one in CONDITIONS])
def test_a_fault_in_a_condition_is_named(condition: object, fault: str) -> None:
    found = faults_after(lambda r: regime(r, "dhr").update(trigger={"death": condition}))

    assert any(fault in one for one in found)


def test_all_faults_of_all_files_come_at_once() -> None:
    rules = regime_file()
    regime(rules, "dhr").pop("title")
    regime(rules, "owhr").update(tier="loud")
    with pytest.raises(ConfigurationError) as refused:
        build_book(rules, "code,class\n", "date\nsoon\n", {"areas": [{"name": "Nowhere"}]})

    told = "; ".join(refused.value.faults)
    for part in (
        "dhr: title",
        "owhr: tier",
        "offence codes: no column",
        "line 2",
        "areas[0]: code",
    ):
        assert part in told
    assert str(refused.value) == told


def test_switching_the_new_domestic_review_on_is_two_dates_in_the_file() -> None:
    rules = regime_file()
    regime(rules, "dardr").update(in_force_from=date(2027, 4, 1))
    regime(rules, "dhr").update(in_force_to=date(2027, 3, 31))

    assert a_book_of(rules).regimes["dardr"].in_force_from == date(2027, 4, 1)


def test_a_regime_may_be_in_force_for_one_day_but_not_with_its_successor() -> None:
    rules, day = regime_file(), date(2027, 4, 1)
    regime(rules, "dhr").update(in_force_from=day, in_force_to=day)
    assert a_book_of(rules).regimes["dhr"].in_force_to == day

    regime(rules, "dardr").update(in_force_from=day)
    with pytest.raises(ConfigurationError, match="in force together with dhr"):
        a_book_of(rules)


def test_an_area_needs_its_code_only() -> None:
    rules = regime_file()
    bare = {"areas": [{"code": area["code"]} for area in areas()["areas"]]}
    text = "date\n2026-12-25\n"
    codes = "code,class,group,other_forms,in_force_from,in_force_to\n2,attempted,x,,,\n"

    book = build_book(rules, codes, text, bare)

    assert book.country_of("W15000003", None, None) == "wales"
    assert book.country_of("E23000002", None, None) == "england"


def test_the_shipped_file_holds_every_regime() -> None:
    assert len(the_book().regimes) == 31
    assert the_book().version == regime_file()["meta"]["version"]
