"""How alerts end is kept by detector; what is opened again counts no more."""

from __future__ import annotations

from collections import Counter

from tests.core.alerts.test_orders import a_red_alert, an_amber_alert
from tests.core.people_and_places import Story, a_death, metres_north


def verdicts(story: Story) -> dict[str, int]:
    rows = story.machine.state.verdicts
    return {key: rows[key] for key in rows if rows[key]}


def folded(story: Story) -> dict[str, int]:
    alerts = story.machine.state.alerts.values()
    return dict(
        Counter(f"{name}|{one.verdict}" for one in alerts if one.verdict for name in one.detectors)
    )


def close(story: Story, alert: str, day: float, verdict: str) -> None:
    fields = {"alert_id": alert, "verdict": verdict, "reason": "known", "role": "supervisor"}
    assert story.order("close", day, **fields).decision == "command_done"


def test_a_verdict_counts_for_the_detector_that_found_it() -> None:
    story, alert = an_amber_alert()
    close(story, alert, 31, "linked_series")
    assert verdicts(story) == {"similar_near_repeat|linked_series": 1} == folded(story)


def test_opened_again_by_a_person_or_by_news_it_counts_no_more() -> None:
    story, alert = an_amber_alert()
    close(story, alert, 31, "explained")
    story.order("reopen", 32, alert_id=alert, reason="a new witness")
    assert verdicts(story) == {} == folded(story)

    close(story, alert, 33, "explained")
    story.hear(a_death("d3", 40, where=metres_north(20)))
    assert story.only().state == "open"
    assert verdicts(story) == {} == folded(story)


def test_a_second_verdict_takes_the_place_of_the_first() -> None:
    story, alert = a_red_alert()
    close(story, alert, 41, "explained")
    story.order("reopen", 42, alert_id=alert, reason="a new witness")
    close(story, alert, 43, "linked_series")
    assert verdicts(story) == {"similar_near_repeat|linked_series": 1}
