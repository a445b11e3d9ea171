"""Now, one alert, reviews and why: what they show of the sample, and at the edges."""

from __future__ import annotations

import gzip
import re
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from itertools import count

import pytest

from schemas import envelope
from schemas.area_summaries import FeedStanding
from schemas.deliveries import Delivery
from schemas.topics import AREAS
from streams.console.desk.desk import Desk
from streams.console.desk.facts import Opening, Record, Shift
from streams.console.desk.view import DeskView
from streams.console.frame import frame, state_line
from streams.console.rendering import STATIC, render
from streams.console.screen import Asked, NotFound
from streams.console.screens import accessibility, alert, now, reviews, why
from streams.console.screens.cases import cases
from streams.console.screens.news import news
from streams.console.screens.sight import Sight, SilentFeed, nothing_words
from streams.console.screens.strength import halves
from streams.console.viewer import Role, Viewer
from streams.console.words import chance, clocks
from tests.console.sample_desk import ANALYST, VIEWER, sample_now, sample_view

EVIL = '"><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}'
NOW = sample_now()


@pytest.fixture(scope="module")
def view():
    return sample_view()


def drawn(screen, view, template=None, page=None, **asked):
    page = page or screen.build(view, Asked(NOW, **asked))
    around = frame(
        view, page.title, "/x", NOW, marking="OFFICIAL-SENSITIVE", version="1", token="t",
        ids=(f"id-{n}" for n in count()),
    )  # fmt: skip
    return render(template or screen.template, page=page, frame=around)


def an_alert(view, tier="red", family="linked_series"):
    return next(x for x in view.headlines() if (x.tier, x.family) == (tier, family) and x.is_live)


def page_of(view, headline, **query):
    query = {name: tuple(value) for name, value in query.items()}
    asked = Asked(NOW, params={"alert_id": headline.alert_id}, query=query)
    return alert.build(view, asked)


def test_over_thirty_open_the_first_thirty_are_drawn_and_all_on_demand(view):
    page = now.build(view, Asked(NOW))
    whole = now.build(view, Asked(NOW, query={"all": ("1",)}))

    assert len(page.shown) == 30 < page.unanswered == len(whole.shown)
    assert sum(number for _, number in page.by_family) == page.unanswered
    assert [one.tier for one in whole.shown] == sorted(
        (one.tier for one in whole.shown), key=["red", "amber"].index
    )


def test_the_safe_text_never_stands_while_a_feed_is_silent_or_unknown():
    silent = SilentFeed("//trust", NOW - timedelta(hours=31), "trust, 31 hours")
    whole = Sight(2, (), 8, (), NOW)

    assert nothing_words(whole, NOW).startswith("Nothing needs anyone. 8 of 8 feeds report; last ")
    for sees in (replace(whole, silent=(silent,)), replace(whole, unseen=("Kent",)),
                 replace(whole, areas=0, feeds=0)):  # fmt: skip
        said = nothing_words(sees, NOW)
        assert said.startswith("No alerts, but we cannot see everything: ")
        assert "Nothing needs anyone" not in said


ESSEX, KENT = "E23000028", "E23000032"


def quiet_view(*, silent=False, unseen=False):
    """A desk with no alert; both areas of its reader are heard, unless one is not or is silent."""
    desk = Desk(sample_view().configuration)
    seen = sample_view().summary(ESSEX)
    feeds = (replace(seen.feeds[0], is_silent=silent), *seen.feeds[1:])
    heard = [replace(seen, feeds=feeds)]
    if not unseen:
        heard.append(replace(seen, area=KENT, name="Kent", feeds=feeds))
    for one in heard:
        desk.apply(Record(AREAS, one.area, envelope.to_json(one), NOW))
    desk.is_caught_up = True
    return DeskView(desk, replace(ANALYST, areas=frozenset({ESSEX, KENT})))


def test_the_safe_text_stands_where_every_area_is_seen_and_every_feed_reports():
    page = now.build(quiet_view(), Asked(NOW))

    assert page.nothing.startswith("Nothing needs anyone.")
    assert not page.is_blind


@pytest.mark.parametrize("because", ["silent", "unseen", "catching up", "broker away", "behind"])
def test_the_safe_text_never_stands_while_the_desk_cannot_know(because):
    view = quiet_view(silent=because == "silent", unseen=because == "unseen")
    view.desk.is_caught_up = because != "catching up"
    view.desk.silent_since = NOW if because == "broker away" else None
    later = NOW + timedelta(hours=1 if because == "behind" else 0)
    html = drawn(now.SCREEN, view, page=now.build(view, Asked(later)))

    assert "Nothing needs anyone" not in html
    assert "No alerts, but we cannot see everything: " in html


def test_the_state_line_says_that_the_service_has_gone_quiet():
    line = state_line(quiet_view(), NOW + timedelta(hours=1))

    assert (line.kind, line.doubt) == ("behind", "The service has said nothing for 1 hour")


def test_somebody_of_an_area_with_nothing_reads_that_we_cannot_see_everything(view):
    page = now.build(sample_view(replace(VIEWER, areas=frozenset({"W15000002"}))), Asked(NOW))

    assert page.heading == "Nobody is waiting for an answer"
    assert page.nothing
    assert "we cannot see everything" in page.nothing


def test_an_alert_of_another_area_is_as_if_missing(view):
    one = an_alert(view)
    elsewhere = sample_view(replace(ANALYST, areas=frozenset({"W15000002"})))

    with pytest.raises(NotFound):
        page_of(elsewhere, one)


@pytest.mark.parametrize("rev", ["0", "99999", "x", "1.5", "²"])
def test_a_revision_that_never_was_is_missing(view, rev):
    with pytest.raises(NotFound):
        page_of(view, an_alert(view), rev=[rev])


def test_the_past_says_so_and_offers_nothing_to_do(view):
    one = next(x for x in view.headlines() if x.revision > 1)
    page = page_of(view, one, rev=["1"])
    html = drawn(alert.SCREEN, view, page=page)

    assert (page.revision, page.newest) == (1, one.revision)
    assert page.alert == view.alert(one.alert_id, 1)
    assert "You are looking at the past" in html
    assert "<form" not in html
    assert all(line.at <= view.alert(one.alert_id, 2).updated_at for line in page.history)


def test_what_came_after_a_revision_does_not_stand_on_its_page():
    view = sample_view()
    one = next(x for x in view.headlines() if x.revision > 1)
    before = page_of(view, one, rev=["1"])
    shelf = view.desk.shelf(one.alert_id)
    shelf.opened(Opening("u-late", "analyst", "view", one.revision, NOW))
    for role in one.recipients:
        shelf.deliveries.append(
            Delivery(
                alert_id=one.alert_id,
                revision=one.revision,
                decision_id="d",
                to=role,
                channel="sms",
                outcome="delivered",
                at=NOW,
                attempt=1,
            )
        )

    assert page_of(view, one, rev=["1"]) == before
    newest = page_of(view, one)
    assert newest.opened[0].user == "u-late"
    assert any(channel == "sms, delivered" for x in newest.told for channel in x.channels)
    assert "u-late" not in drawn(alert.SCREEN, view, page=page_of(view, one, rev=["1"]))


def test_a_refusal_names_the_last_who_took_over_and_claims_no_more():
    view = sample_view(ANALYST)
    one = an_alert(view)
    view.desk.shifts.append(Shift(one.areas[0], "u-0417", NOW, ""))

    said = page_of(view, one).doing.close_refused
    assert said.endswith(f"The last to take over the shift: u-0417, {clocks.short(NOW, NOW)}.")


def test_closing_a_red_alert_needs_a_supervisor(view):
    one = an_alert(view)

    assert page_of(view, one).doing.close
    refused = page_of(sample_view(ANALYST), one).doing
    assert not refused.close
    assert refused.close_refused == (
        "Closing a red alert needs a supervisor. "
        "Who is on duty is not known here: nobody has taken over this shift."
    )
    assert not page_of(sample_view(VIEWER), one).doing.any


def test_a_withdrawn_case_stays_listed_with_the_moment_it_left(view):
    one = view.alert(an_alert(view).alert_id)
    later = NOW + timedelta(hours=1)
    fewer = replace(one, revision=one.revision + 1, evidence=one.evidence[1:], updated_at=later)
    told = view.decisions(one.alert_id)[0].decision
    withdrawn = replace(told, revision=fewer.revision, reason="report_withdrawn")

    listed = cases([one, fewer], [withdrawn], one)

    assert listed[-1].case == one.evidence[0]
    assert listed[-1].gone == ("withdrawn", later)
    assert [x.number for x in listed] == [*range(1, len(fewer.evidence) + 1), None]


def test_the_two_halves_of_a_split_hold_every_case_once(view):
    one = view.alert(an_alert(view).alert_id)
    stays, leaves = halves(one, {one.evidence[0].report_id})

    assert leaves.report_ids == (one.evidence[0].report_id,)
    assert set(stays.report_ids) == {x.report_id for x in one.evidence[1:]}


def test_a_list_knows_what_came_since_it_was_opened(view):
    newest = max(view.unanswered(), key=lambda x: x.raised_at)

    assert news(view.unanswered(), newest.raised_at).count == 0
    assert news(view.unanswered(), newest.raised_at - timedelta(seconds=1)).first == newest


def test_reviews_open_the_nearest_undecided_and_list_each_other_once(view):
    page = reviews.build(view, Asked(NOW, query={"all": ("1",)}))
    dues = [row.duty.due_at for row in page.shown if row.duty.due_at]

    assert page.open
    assert dues == sorted(dues)
    assert page.total == len(page.shown)
    assert page.open.row not in page.shown


def test_why_counts_what_was_withheld_and_asks_only_for_own_areas(view):
    page = why.build(view, Asked(NOW))
    mine = Asked(NOW, fields={"report_id": ("R-1",), "area": ("E23000028",)})

    assert page.total == sum(one.signals for one in page.withheld)
    assert why.ask(view, mine) == {"action": "explain", "report_id": "R-1", "area": "E23000028"}
    elsewhere = sample_view(Viewer("u", "U", Role.VIEWER, frozenset({"W15000002"})))
    assert why.ask(elsewhere, mine) is None


def every_page(view):
    yield drawn(now.SCREEN, view)
    yield drawn(reviews.SCREEN, view)
    yield drawn(why.SCREEN, view)
    yield drawn(accessibility.SCREEN, view)
    kinds = {(x.kind, x.tier): x for x in view.headlines()}
    for one in kinds.values():
        page = page_of(view, one, case=["1"])
        yield drawn(alert.SCREEN, view, page=page)
        yield drawn(alert.PRINT, view, page=page)


def test_every_page_is_whole_without_inline_style_or_script(view):
    for html in every_page(view):
        assert not re.search(r"\sstyle=|\son\w+=|<style|javascript:|hx-on", html)
        assert not re.search(r"<script(?![^>]* src=)", html)
        assert len(html.encode()) > 1000
        ids = re.findall(r'\sid="([^"]+)"', html)
        assert len(ids) == len(set(ids))


def test_no_text_of_a_report_or_order_becomes_markup(view):
    one = an_alert(view)
    real = view.alert(one.alert_id)
    case = replace(
        real.evidence[0], report_id=EVIL, place=replace(real.evidence[0].place, name=EVIL),
        category_first=EVIL, features={EVIL: EVIL},
    )  # fmt: skip
    evil = replace(
        real, title=EVIL, why=EVIL, data_gaps=(EVIL,), explanations=(EVIL,), next_steps=(EVIL,),
        recipients=(EVIL,), assigned_to=EVIL, evidence=(case, *real.evidence[1:]),
        measures=replace(real.measures, terms=tuple(
            replace(x, words=EVIL, name=EVIL) for x in real.measures.terms)),
    )  # fmt: skip
    page = page_of(view, one)
    lines = tuple(replace(x, what=EVIL, why=EVIL) for x in page.history)
    shown = replace(
        page, alert=evil, history=lines, area=EVIL, kind=EVIL, cases=cases([evil], [], None),
        pictures=alert.of_alert(evil, view.configuration.areas),
        do_now=(replace(page.do_now[0], words=EVIL),),
    )  # fmt: skip

    for template in ("alert.html", "alert_print.html"):
        html = drawn(alert.SCREEN, view, template, shown)
        assert "<script>alert" not in html
        assert "<img" not in html
        assert "&lt;script&gt;" in html
        assert EVIL not in re.search(r"<title>(.*?)</title>", html)[1]


def test_the_title_never_holds_evidence(view):
    for one in view.headlines():
        title = page_of(view, one).title
        assert one.alert_id in title
        assert title.removesuffix(one.alert_id).strip() in {
            f"{tier} {family}"
            for tier in ("RED", "AMBER", "INFO")
            for family in ("linked series", "surge", "review due", "data quality")
        }


def test_no_address_on_a_page_holds_a_report_number(view):
    one = an_alert(view)
    html = drawn(alert.SCREEN, view, page=page_of(view, one, case=["1"]))
    for address in re.findall(r'(?:href|action|hx-get)="([^"]*)"', html):
        assert not any(x.report_id in address for x in view.alert(one.alert_id).evidence)


def test_vendored_files_are_those_that_their_sources_name():
    named = re.findall(
        r"`([\w.-]+)` \|.*`([0-9a-f]{64})`", (STATIC / "vendor/SOURCES.md").read_text()
    )

    assert len(named) == 4
    for name, digest in named:
        assert sha256((STATIC / "vendor" / name).read_bytes()).hexdigest() == digest, name


def test_weights_stay_within_the_budget(view):
    def packed(pattern):
        return sum(len(gzip.compress(x.read_bytes())) for x in STATIC.rglob(pattern))

    assert packed("*.css") <= 20_000
    assert packed("*.js") <= 32_000
    assert len(gzip.compress(drawn(now.SCREEN, view).encode())) <= 40_000


def test_clocks_and_chances_are_said_as_people_say_them():
    due = NOW + timedelta(minutes=57, seconds=30)

    assert clocks.clock(due, NOW).left == "57 minutes left"
    assert clocks.remainder(NOW - timedelta(days=2), NOW) == "2 days late"
    assert chance.once(1 / 9) == "once in 9 years"
    assert chance.usual(0.1, 91.3125) == "1 in 2½ years"


def test_a_sender_heard_in_one_of_two_areas_is_not_silent():
    from streams.console.screens.sight import sight

    class Summary:
        last_report = NOW

        def __init__(self, feed):
            self.feeds = (feed,)

    feed = FeedStanding(
        "//s", NOW - timedelta(hours=31), 1.0, None, True, None, 1, 0, 1, None, None, None, None,
        None, 0,
    )  # fmt: skip
    heard = replace(feed, last_seen=NOW, is_silent=False)

    assert len(sight({"a": Summary(feed)}, NOW).silent) == 1
    assert sight({"a": Summary(feed), "b": Summary(heard)}, NOW).silent == ()
