"""The daily digest: what waits a day, in the same words for the same topics."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from streams.notify.digest import digest
from streams.notify.digest.schedule import by_area
from streams.notify.inputs.bodies import Bodies
from streams.notify.inputs.records import SILENCE_AUTHOR
from tests.notify.tellings import ALERT, AREA, body, due, told

SPAN = digest.last_span(datetime(2026, 11, 24, 8, tzinfo=UTC), 7)


def composed(decided, *alerts):
    bodies = Bodies()
    for one in alerts:
        bodies.put(one)
    return digest.compose(
        AREA, "Newham", "DA", SPAN, decided, bodies, timedelta(hours=72), "https://tocsin.example/"
    )


def test_it_tells_information_what_was_withheld_what_is_due_and_which_silences_end():
    other, surplus = f"{AREA}-OTHER", f"{AREA}-SURPLUS"
    content = composed(
        [
            told(1),
            told(2, decision="withheld", reason="silenced", to=(), alert_id=other),
            told(3, decision="withheld", reason="over_budget", to=(), alert_id=surplus),
            told(
                4,
                decision="reminded",
                reason="deadline_near",
                silence_id="S1",
                to=(SILENCE_AUTHOR,),
            ),
            told(5, decision="reminded", reason="silenced", silence_id="S2", to=(SILENCE_AUTHOR,)),
        ],
        body(tier="info", title="4 unsolved homicides"),
        body(alert_id=other, due=(due(10), due(100), due(-5, step="notify"))),
        body(alert_id=surplus, title="3 drug deaths in 72 hours"),
    )

    assert content.line == (
        "Daily digest, Newham, Tue 24 Nov 2026, 07:00 GMT: 1 for information, 2 not told, "
        "2 due in 72 hours, 2 silences to look at."
    )
    assert content.sentences == (
        f"For information:\n- 4 unsolved homicides ({ALERT})",
        "Not told:\n- 1 over the budget for amber\n- 1 silenced",
        f"Over the budget for amber:\n- 3 drug deaths in 72 hours ({surplus})",
        f"Due in 72 hours:\n- dhr, notify: Mon 23 Nov 2026, 22:11 GMT, late ({other})\n"
        f"- dhr, decide: Tue 24 Nov 2026, 13:11 GMT ({other})",
        "Silences to look at:\n- S1 ends soon\n- S2 hides nothing",
    )


@pytest.mark.parametrize(
    ("alert", "because"),
    [
        (body(due=(due(10),), recipients=("RO",)), "another role decides it"),
        (body(due=(due(10),), state="closed"), "the alert has ended"),
        (body(alert_id="E23000002-X", due=(due(10),)), "it is of another area"),
        (body(due=(due(80),)), "it is further ahead"),
    ],
)
def test_a_duty_stays_out_when(alert, because):
    assert "Due in 72 hours: nothing." in composed([], alert).sentences, because


def test_an_empty_day_says_so():
    assert set(composed([]).sentences) == {
        "For information: nothing.", "Not told: nothing.", "Over the budget for amber: nothing.",
        "Due in 72 hours: nothing.", "Silences to look at: nothing.",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("now", "start", "end"),
    [
        ("2026-11-24T07:00:00+00:00", "2026-11-23T07:00:00+00:00", "2026-11-24T07:00:00+00:00"),
        ("2026-11-24T06:59:59+00:00", "2026-11-22T07:00:00+00:00", "2026-11-23T07:00:00+00:00"),
        ("2026-03-29T12:00:00+00:00", "2026-03-28T07:00:00+00:00", "2026-03-29T06:00:00+00:00"),
        ("2026-10-25T12:00:00+00:00", "2026-10-24T06:00:00+00:00", "2026-10-25T07:00:00+00:00"),
    ],
    ids=["on the hour", "a second before", "spring forward", "autumn back"],
)
def test_a_day_ends_at_its_local_hour(now, start, end):
    span = digest.last_span(datetime.fromisoformat(now), 7)

    assert span == digest.Span(datetime.fromisoformat(start), datetime.fromisoformat(end))


def test_a_digest_is_known_by_area_and_local_day():
    assert digest.decision_id(AREA, SPAN) == "digest/E23000001/2026-11-24"


def test_an_alert_that_was_erased_is_left_out():
    assert composed([told()]).line.startswith("Daily digest, Newham")


def test_what_concerns_two_areas_is_in_the_digests_of_both_and_yesterday_in_none():
    other, inside = "E23000028", SPAN.start
    one, shared = told(1, kept_at=inside), told(2, kept_at=inside, others=(other,))
    late = told(3, kept_at=SPAN.end)

    assert by_area([shared, late, one], SPAN) == {AREA: [one, shared], other: [shared]}
