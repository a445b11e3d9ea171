"""Pictures say in a sentence and a table all that they show, and carry no style, no markup."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest

from schemas.alerts import Alert
from schemas.area_summaries import Institution, Measure
from streams.console.pictures import (
    districts,
    funnel,
    links,
    observed_expected,
    timeline,
    weights,
)
from streams.console.pictures import map as place_map
from streams.console.pictures.districts import DistrictCount
from streams.console.pictures.of_alert import of_alert
from tests.console.sample_desk import configuration, sample_view

SVG = "{http://www.w3.org/2000/svg}"
END = datetime(2026, 10, 5, tzinfo=UTC)


@pytest.fixture(scope="module")
def alerts() -> list[Alert]:
    """The strongest alert of each kind in the sample."""
    view, kinds = sample_view(), {}
    for one in sorted(view.headlines(), key=lambda one: one.score or 0.0):
        kinds[one.kind] = one.alert_id
    return [alert for name in kinds.values() if (alert := view.alert(name))]


def words_of(svg: str) -> list[str]:
    return [one.text or "" for one in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def said_by(picture) -> str:
    return " ".join([picture.sentence, picture.title, *(c for row in picture.rows for c in row)])


def numbers(text: str) -> set[str]:
    return set(re.findall(r"\d[\d,.]*\d|\d", text))


def a_measure(observed: tuple[int, ...], expected: float, low: int, high: int) -> Measure:
    size = len(observed)
    return Measure("knife", "Knife injuries", "violence", observed, (expected,) * size,
                   (low,) * size, (high,) * size, ())  # fmt: skip


def test_every_picture_of_every_kind_of_alert_has_its_description_and_no_style(alerts):
    for alert in alerts:
        for picture in of_alert(alert, configuration().areas):
            assert all(len(row) == len(picture.columns) for row in picture.rows)
            if picture.svg is None:
                continue
            root = ElementTree.fromstring(picture.svg)
            assert root.get("role") == "img"
            assert root.findtext(f"{SVG}title") == picture.title
            assert root.findtext(f"{SVG}desc") == picture.sentence
            assert "style" not in picture.svg


@pytest.mark.parametrize("draw", [links.draw, weights.draw, timeline.draw])
def test_a_table_holds_every_number_of_its_picture(alerts, draw):
    for alert in alerts:
        picture = draw(alert)
        if picture.svg is None or len(picture.rows) > 60:
            continue
        axis = {"0", "1", "2", "5", "10", "15", "20", "30", "40", "50", "100"}
        drawn = numbers(" ".join(words_of(picture.svg))) - axis
        assert drawn <= numbers(said_by(picture)) | axis, (alert.kind, picture.key)


def test_a_map_writes_only_distances_that_its_table_holds(alerts):
    for alert in alerts:
        picture = place_map.draw(alert, configuration().areas)
        if picture.svg is None:
            continue
        words = [one for one in words_of(picture.svg) if re.fullmatch(r"[\d.,]+ k?m", one)]
        assert set(words[:-1]) <= set(re.findall(r"[\d.,]+ k?m", said_by(picture)))


def test_weights_add_up_to_the_total_that_is_drawn(alerts):
    for alert in alerts:
        picture = weights.draw(alert)
        if picture.rows:
            parts = [float(row[3].replace("−", "-")) for row in picture.rows[:-1]]
            assert sum(parts) == pytest.approx(float(picture.rows[-1][3]), abs=0.06 * len(parts))


def test_names_from_reports_are_text_never_markup(alerts):
    evil = '<script>alert(1)</script>"><img src=x>'
    one = next(alert for alert in alerts if len(alert.evidence) > 1)
    case = one.evidence[0]
    term = replace(one.measures.terms[0], name=evil, words=evil) if one.measures.terms else None
    bad = replace(
        one,
        evidence=(replace(case, place=replace(case.place, name=evil)), *one.evidence[1:]),
        measures=replace(one.measures, terms=(term,) if term else ()),
    )
    for picture in of_alert(bad, configuration().areas):
        assert "<script" not in (picture.svg or "")
        assert "<img" not in (picture.svg or "")


def test_an_alert_without_cases_has_words_and_no_pictures(alerts):
    bare = replace(alerts[0], evidence=(), measures=replace(alerts[0].measures, terms=()))
    assert of_alert(bare, configuration().areas) == ()
    assert place_map.draw(bare, configuration().areas).sentence.startswith("0 cases")


def test_a_week_outside_the_band_is_marked_and_an_unfinished_low_week_is_not():
    picture = observed_expected.draw(a_measure((6, 17, 6, 0), 6.0, 2, 12), END, 1, 4)

    assert picture.rows[1][4] == "outside"
    assert picture.rows[3][4] == "reports still coming"
    assert "1 week outside what is usual" in picture.sentence
    assert picture.svg is not None
    assert picture.svg.count("drawn-outside") == 1
    assert picture.svg.count("drawn-hollow") == 1


def test_under_one_expected_is_hatched_and_too_few_to_say():
    picture = observed_expected.draw(a_measure((0, 3), 0.4, 0, 2), END, 0, 2)

    assert "too few to say" in picture.sentence
    assert "url(#weeks-hatching)" in (picture.svg or "")
    assert all(row[4] == "too few to say" for row in picture.rows)


def test_only_sites_above_a_line_are_named_in_a_funnel():
    quiet = Institution("RX01", "care_home", 40, 1, 1.0)
    loud = Institution("RX02", "care_home", 40, 8, 0.5)
    unknown = Institution("RX03", "prison", None, 2, None)
    picture = funnel.draw((quiet, loud, unknown))

    assert "RX02" in words_of(picture.svg or "")
    assert "RX01" not in words_of(picture.svg or "")
    assert [row[4] for row in picture.rows] == ["1 in 1,000", "", "no expected number"]
    assert "a question, not a finding" in picture.sentence


def test_a_district_with_under_one_expected_is_not_judged():
    counts = (
        DistrictCount("Tendring", 51.85, 1.1, 6, 2.0),
        DistrictCount("Harlow", 51.77, 0.1, 1, 0.3),
    )
    picture = districts.draw("Knife injuries", counts, configuration().areas, "E23000028")

    assert [row[3] for row in picture.rows] == ["twice or more", "too few to say"]
    assert "Tendring 6 where 2 is usual" in picture.sentence
