"""Why was I not told: a report that the service explained, an alert, a place and two days."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest

from schemas import envelope
from schemas.decisions import Best, Decision, MissingFact, Trace
from schemas.topics import COMMANDS, DECISIONS
from streams.console.desk.facts import Record
from streams.console.frame import frame
from streams.console.rendering import render
from streams.console.screen import Asked
from streams.console.screens import why
from tests.console.consoles import Console, token_of
from tests.console.sample_desk import ANALYST, sample_now, sample_view

ESSEX = "E23000028"
NOW = sample_now()


def answered(view, report, trace, *, role=""):
    """Put an order to explain and its answer on the desk, and build the page of it."""
    order = {"command_id": "c" * 20, "action": "explain", "report_id": report, "area": ESSEX,
             "by": view.viewer.user, "role": "supervisor",
             "at": envelope.write_time(NOW)}  # fmt: skip
    done = Decision(
        alert_id=None, revision=None, decision="command_done" if trace else "command_refused",
        reason="command" if trace else "no_such_report", at=NOW, areas=(ESSEX,),
        command_id="c" * 20, trace=trace,
    )  # fmt: skip
    view.desk.apply(Record(COMMANDS, ESSEX, envelope.to_json(order), NOW))
    view.desk.apply(Record(DECISIONS, ESSEX, envelope.to_json(done), NOW))
    return asked(view, report_id=report, command_id="c" * 20, role=role)


def asked(view, **fields):
    given = {"area": ESSEX, **{name.rstrip("_"): one for name, one in fields.items()}}
    return why.build(view, Asked(NOW, fields={k: (v,) for k, v in given.items()}))


def drawn(view, page):
    around = frame(
        view, page.title, "/why", NOW, marking="M", version="1", token="t",
        ids=(f"id-{n}" for n in count()),
    )  # fmt: skip
    return render("why.html", page=page, frame=around)


def a_trace(**changed):
    given = {
        "received_at": NOW - timedelta(days=9), "version": 1, "used": "whole", "areas": (ESSEX,),
        "compared": 214, "best": Best("similar_near_repeat", 3.0, 5.29832),
        "missing": (MissingFact("place", 2.5, "sender"), MissingFact("method", 0.5, "CO"),
                    MissingFact("people", None, "sender")),
        "alert_ids": (),
    }  # fmt: skip
    return Trace(**{**given, **changed})


def test_a_report_that_was_near_a_line_names_each_gain_the_tier_reached_and_who_has_it():
    view = sample_view()
    page = answered(view, "R-1", a_trace())
    place, method, people, line = page.answer.sooner

    assert page.answer.sentence.startswith("Nobody was told: nothing stood out.")
    assert (place.strength, place.tier, place.who) == ("4.3 + 3.6 = 7.9", "amber", "Sender")
    assert (method.tier, method.result) == (None, "Still not told: the line is 7.6")
    assert method.who == "Coroner's officer"
    assert people.result == "It may have changed it"
    assert (line.field, line.tier) == ("alerts of this kind began at 4.3, not 7.6", "amber")
    assert "AMBER" in drawn(view, page)


def test_the_line_that_would_have_caught_it_counts_what_else_it_would_have_told():
    view = sample_view()
    held = [
        one.decision for one in view.withheld(why.EVER)
        if one.decision.reason == "below_line" and one.decision.kind == "similar_near_repeat"
        if one.decision.score is not None and ESSEX in one.decision.areas
    ]  # fmt: skip
    least = min(held, key=lambda one: one.score)
    page = answered(view, least.report_ids[0], a_trace(missing=()))
    line = page.answer.sooner[-1]
    others = {one.alert_id for one in held} - {
        one.alert_id for one in held if least.report_ids[0] in one.report_ids
    }

    assert line.result.startswith(f"And {len(others)} more like it in the ")
    assert page.answer.sentence.startswith("Nobody was told: below the alert line.")


def test_a_report_that_is_in_an_alert_says_when_and_which_role_was_not_among_those_told():
    view = sample_view()
    alert = next(x for x in view.headlines() if (x.areas == (ESSEX,) and x.recipients == ("DA",))
                 or (ESSEX in x.areas and "DI" not in x.recipients and not x.shadow))  # fmt: skip
    trace = a_trace(alert_ids=(alert.alert_id,))

    assert answered(view, "R-2", trace).answer.sentence.startswith("Somebody was told on ")
    page = asked(view, report_id="R-2", command_id="c" * 20, role="COUNCIL")
    assert page.answer.sentence.startswith("The council safeguarding lead was not told. ")
    assert any(step.alert_id == alert.alert_id for step in page.answer.steps)


def test_a_number_that_never_came_is_told_apart_from_one_that_was_near_nothing():
    view = sample_view()
    page = answered(view, "R-9", None)

    assert page.answer is None
    assert page.unknown.startswith("We never received this number. Last report ")
    assert "We never received" in drawn(view, page)


def test_by_alert_every_telling_stands_with_the_roles_that_were_told():
    view = sample_view()
    alert = next(x for x in view.unanswered() if x.tier == "red")
    page = asked(view, report_id=alert.alert_id)

    assert page.answer.sentence.startswith("Somebody was told on ")
    assert alert.title in page.answer.sentence
    assert any(step.name == "Told" and step.words.startswith("to ") for step in page.answer.steps)
    assert not page.waits
    assert (
        why.ask(view, Asked(NOW, fields={"report_id": (alert.alert_id,), "area": (ESSEX,)})) is None
    )


def test_an_alert_of_another_area_is_as_if_there_were_none():
    alert = next(x for x in sample_view().unanswered() if x.areas == (ESSEX,))
    elsewhere = sample_view(type(ANALYST)("u", "U", ANALYST.role, frozenset({"W15000002"})))

    assert (
        asked(elsewhere, report_id=alert.alert_id).unknown
        == "There is no such alert in your areas."
    )


def test_by_place_and_dates_what_was_told_and_what_was_not_stand_in_order():
    view = sample_view()
    page = asked(view, from_="2026-09-01", to="2026-09-30")
    times = [step.at for step in page.answer.steps]

    assert page.answer.about == "Essex, 1 Sep 2026 to 30 Sep 2026"
    assert times == sorted(times)
    assert {step.is_good for step in page.answer.steps} == {True, False}
    assert all(step.at.month in (8, 9) for step in page.answer.steps)
    assert "Step by step" in drawn(view, page)


@pytest.mark.parametrize("days", [("", ""), ("x", "2026-09-01"), ("2026-09-02", "2026-09-01")])
def test_without_a_number_or_two_days_in_order_the_page_says_what_it_needs(days):
    page = asked(sample_view(), from_=days[0], to=days[1])

    assert page.answer is None
    assert page.unknown.startswith("Give a number, or two days")


def test_what_was_withheld_is_counted_for_the_role_that_asks():
    view = sample_view()
    everybody = why.build(view, Asked(NOW, fields={"role": ("",)})).total

    assert why.build(view, Asked(NOW, fields={"role": ("COUNCIL",)})).total < everybody


async def test_the_search_is_asked_by_post_and_stands_behind_an_opaque_address():
    console = Console()
    alert = console.service.view(sample_view().viewer).unanswered()[0].alert_id
    async with console.browser(accept="text/html") as browser:
        form = {"token": await token_of(browser), "report_id": alert, "area": ESSEX}
        sent = await browser.post("/why", data=form)
        page = await browser.get(sent.headers["location"])

    assert alert not in sent.headers["location"]
    assert page.status_code == 200
    assert "Somebody was told on " in page.text
