"""Area, history, health pages and handover: pure functions of a desk."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from schemas.area_summaries import Measure, Span
from streams.configuration import DATA, load
from streams.console.desk.desk import Desk
from streams.console.desk.view import DeskView
from streams.console.lately_hidden import lately_hidden
from streams.console.screen import Asked, NotFound
from streams.console.screens import (
    area,
    data_quality,
    detectors,
    handover,
    health,
    look_back,
    settings_page,
    silences,
)
from streams.console.viewer import Role, Viewer
from tests.console.consoles import Console
from tests.console.sample_desk import OPERATOR, sample_now, sample_view

ESSEX, MET = "E23000028", "E23000001"
ESSEX_ONLY = Viewer("u-1", "Essex", Role.ANALYST, frozenset({ESSEX}))


@pytest.fixture(scope="module")
def view() -> DeskView:
    return sample_view()


def asked(**query: str) -> Asked:
    return Asked(sample_now(), query={name.rstrip("_"): (v,) for name, v in query.items()})


def test_history_shows_25_a_page_newest_first_and_none_twice(view):
    first = look_back.build(view, asked())
    second = look_back.build(view, asked(page="2"))

    assert len(first.rows) == 25
    assert not {row.alert_id for row in first.rows} & {row.alert_id for row in second.rows}
    assert first.rows[0].raised_at >= first.rows[-1].raised_at >= second.rows[0].raised_at


def test_a_page_that_is_no_number_or_too_far_is_the_nearest_that_there_is(view):
    assert look_back.build(view, asked(page="-1")).page == 1
    last = look_back.build(view, asked(page="99999"))
    assert last.page == last.pages


def test_history_says_which_filter_to_loosen(view):
    page = look_back.build(view, asked(tier="red", verdict="duplicate"))

    assert page.found == 0
    assert page.loosen
    assert page.loosen.startswith("Without “verdict” there would be")


def test_a_day_that_cannot_be_read_is_named_and_hides_nothing(view):
    page = look_back.build(view, asked(from_="soon"))
    assert page.faults == ("from",)
    assert page.found == look_back.build(view, asked()).found


def test_words_are_looked_for_in_titles_and_come_by_post_alone(view):
    wanted = look_back.build(view, asked()).rows[0].title
    by_post = replace(asked(), fields={"text": (wanted.upper(),)})

    assert look_back.build(view, by_post).found >= 1
    assert look_back.build(view, asked(text=wanted)).found == look_back.build(view, asked()).found


def test_a_file_holds_every_alert_found_and_no_formula(view):
    page = look_back.build(view, asked(format="csv"))
    evil = replace(page, rows=(replace(page.rows[0], title='=HYPERLINK("x")', closed_by="@me"),))

    assert len(list(csv.reader(io.StringIO(page.csv)))) == page.found + 1
    cells = list(csv.reader(io.StringIO(evil.csv)))[1]
    assert cells[5] == '\'=HYPERLINK("x")'
    assert cells[8] == "'@me"


def test_another_area_is_not_there(view):
    mine = DeskView(view.desk, ESSEX_ONLY)

    with pytest.raises(NotFound):
        area.build(mine, replace(asked(), params={"code": MET}))
    with pytest.raises(NotFound):
        handover.build(mine, asked(area=MET))
    assert all(ESSEX in row.areas for row in look_back.build(mine, asked()).rows)


def test_an_area_without_a_summary_does_not_look_quiet(view):
    page = area.build(view, replace(asked(), params={"code": "E23000002"}))
    assert "says nothing of what happened" in page.sentence
    assert page.pictures == ()


def test_the_sentence_of_an_area_names_what_stands_out():
    knife = area.Line("knife", "Knife injuries", "violence", 14, 9.0, 6, 13, "more than usual", 0)
    usual = replace(knife, name="b", words="Deaths", observed=9, said="as usual", rank=1)
    few = replace(knife, name="c", words="Fires", observed=0, said="too few to say", rank=2)

    assert area.sentence((knife, *[usual] * 9)) == (
        "Knife injuries: 14 where 6 to 13 is usual; the other 9 measures are as usual."
    )
    assert area.sentence((usual, few)) == "1 measure is as usual; 1 has too few to say."


def test_a_measure_with_under_one_expected_is_never_called_high():
    measure = Measure("x", "X", "deaths", (3,), (0.2,), (0,), (1,), ())
    assert area._line(measure, Span(4, 3, 0.2, 0, 1)).said == "too few to say"


def test_worth_is_not_judged_by_few_verdicts():
    assert detectors.worth(Counter(linked_series=9, explained=5)) == "9 of 14 were worth telling"
    assert detectors.worth(Counter(linked_series=2, duplicate=30)).endswith("too few to judge")
    assert detectors.worth(Counter()) == "no verdict yet"


def test_handover_lists_each_alert_that_waits_and_offers_no_order_to_a_viewer(view):
    page = handover.build(view, asked(area=ESSEX))
    waiting = next(part for part in page.parts if part.key == "unanswered")
    mine = [one for one in view.unanswered() if ESSEX in one.areas and one.ack_by
            and one.kind != "feed_silent"]  # fmt: skip

    assert len(waiting.items) + waiting.more == len(mine)
    reader = DeskView(view.desk, Viewer("u-9", "Reader", Role.VIEWER))
    assert handover.build(reader, asked(area=ESSEX)).may_order is False


def test_a_preview_of_a_silence_counts_the_last_90_days(view):
    kind = Counter(one.kind for one in view.headlines()).most_common(1)[0][0]
    since = sample_now() - timedelta(days=90)
    alerts = [one for one in view.headlines() if one.kind == kind and ESSEX in one.areas
              and one.raised_at >= since and not one.shadow]  # fmt: skip

    said = lately_hidden(view, {"kind": kind, "area": ESSEX}, sample_now())
    assert f"would have hidden {len(alerts)} alert" in said


def test_operations_see_health_and_no_alert(view):
    eyes = DeskView(view.desk, OPERATOR)
    assert data_quality.build(eyes, asked()).partial == ()
    assert look_back.build(eyes, asked()).found == 0


def test_the_screens_say_the_words_of_the_rules_in_force(tmp_path):
    roles = (DATA / "roles.toml").read_text().replace("duty inspector", "night inspector")
    (tmp_path / "roles.toml").write_text(roles)
    limits = (DATA / "detectors.toml").read_text()
    (tmp_path / "detectors.toml").write_text(re.sub(r"# (?=days)", "# own ", limits))
    view = DeskView(Desk(load(rules=tmp_path)), OPERATOR)

    assert "night inspector" in " ".join(settings_page.build(view, asked()).escalation)
    assert "own days" in " ".join(x for one in detectors.build(view, asked()).live
                                  for x in one.limits)  # fmt: skip


def test_no_summary_is_not_called_healthy(view):
    bare = DeskView(Desk(view.configuration), OPERATOR)
    assert not health.build(bare, asked()).is_whole
    assert "We cannot say yet which feeds report, nor" in data_quality.build(bare, asked()).sentence


def test_settings_name_every_regime_and_no_secret(view):
    page = settings_page.build(view, asked())
    assert len(page.regimes) == len(view.configuration.shared.book.regimes)
    assert "key" not in repr(page.areas).lower()


@pytest.mark.parametrize("screen", [
    area.INDEX, look_back.SCREEN, silences.SCREEN, data_quality.SCREEN, detectors.SCREEN,
    settings_page.SCREEN, handover.SCREEN, health.SCREEN,
], ids=lambda screen: screen.name)  # fmt: skip
async def test_every_screen_is_a_page_and_data(screen):
    async with Console().browser() as browser:
        page = await browser.get(screen.path)
        data = await browser.get(f"{screen.path}.json")
    assert page.status_code == 200, page.text[:300]
    assert "style=" not in page.text
    assert data.json()["title"]
