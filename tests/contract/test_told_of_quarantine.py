"""The area is told what of its reports was set aside, wherever its code can be read."""

from __future__ import annotations

from streams.core.receive import Received
from tests.contract.senders import AREAS as KNOWN
from tests.contract.senders import CUMBRIA, SOURCE, bare, death, receive, structured


def told(received: Received) -> list[tuple[str, str, str]]:
    one = received.set_aside
    return [] if one is None else [(one.area, one.source, one.reason)]


def test_of_a_report_that_was_used_in_part() -> None:
    assert told(receive(structured(death(method="magic")))[-1]) == [(CUMBRIA, SOURCE, "partial")]


def test_of_two_contents_under_one_version() -> None:
    taken = receive(structured(death()), structured(death(method="fall")))
    assert told(taken[-1]) == [(CUMBRIA, SOURCE, "content_clash")]


def test_of_a_core_field_that_is_wrong() -> None:
    taken = receive(structured(death(report_id="d0")), structured(death(category="none such")))
    assert told(taken[-1]) == [(CUMBRIA, SOURCE, "core_field")]


def test_nobody_is_told_where_nobody_knows_whose_it_is() -> None:
    good = structured(death(report_id="d0"))
    for bad in (structured(death(area="X")), bare(death(area=None)), structured(death(area=7))):
        assert told(receive(good, bad)[-1]) == []
    assert CUMBRIA in KNOWN.by_code
