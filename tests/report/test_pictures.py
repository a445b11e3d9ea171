"""Each picture can be read: nothing off the page, no word over another, ink that can be seen."""

from __future__ import annotations

import re

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from streams.report.charts import DRAWERS
from streams.report.charts.canvas import ALARM, GREY, INK, SMALL, TEXT, Canvas, style
from streams.report.charts.months import STYLES
from tests.report.stories import report
from tests.report.test_looks import ESSEX, QUARTER, inputs

SLACK = 1.5  # pixels at 100 to the inch


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return report(inputs(tmp_path_factory.mktemp("in")), QUARTER, area=ESSEX)


def _drawn(whole):
    for figure in whole.figures:
        if figure.chart is None:
            continue
        canvas = Canvas(figure, whole.outline)
        with style():
            DRAWERS[figure.chart](canvas, figure)
            if canvas.made is not None:
                agg = FigureCanvasAgg(canvas.made)
                agg.draw()
                yield figure.key, canvas.made, agg.get_renderer()


def _out_of_view(drawing):
    """Names of ticks beyond the ends of their axis, which are never drawn."""
    for axes in drawing.axes:
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            yield from (one.label1 for one in axis.get_major_ticks()
                        if not low <= one.get_loc() <= high)  # fmt: skip


def _texts(drawing):
    hidden = set(_out_of_view(drawing))
    for one in drawing.findobj(Text):
        if (
            one not in hidden
            and one.get_visible()
            and one.get_text().strip()
            and one.get_figure() is not None
        ):
            axes = one.axes
            if axes is None or (axes.get_visible() and (axes.axison or one in axes.texts)):
                yield one


def _boxes(drawing, renderer):
    for one in _texts(drawing):
        box = one.get_window_extent(renderer)
        if box.width > 0 and box.height > 0:
            yield one.get_text(), box


def test_no_word_is_off_the_page_or_over_another(whole):
    faults = []
    for key, drawing, renderer in _drawn(whole):
        page = drawing.bbox
        found = list(_boxes(drawing, renderer))
        for i, (words, box) in enumerate(found):
            if (box.x0 < page.x0 - SLACK or box.x1 > page.x1 + SLACK
                    or box.y0 < page.y0 - SLACK or box.y1 > page.y1 + SLACK):  # fmt: skip
                faults.append((key, "off the page", words))
            for other, beside in found[i + 1 :]:
                across = min(box.x1, beside.x1) - max(box.x0, beside.x0)
                down = min(box.y1, beside.y1) - max(box.y0, beside.y0)
                if across > SLACK and down > SLACK and len(words) + len(other) > 2:
                    faults.append((key, words, other))
    assert not faults


def test_no_word_is_smaller_than_seven_and_a_half_points(whole):
    small = {
        (key, one.get_text())
        for key, drawing, _ in _drawn(whole)
        for one in _texts(drawing)
        if one.get_fontsize() < SMALL
    }
    assert not small


def _light(color: str) -> float:
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(color: str, ground: str = "#FFFFFF") -> float:
    bright, dark = sorted((_light(color), _light(ground)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def test_words_stand_out_four_and_a_half_to_one_and_marks_three_to_one(whole):
    for color in (INK, ALARM, TEXT, GREY):
        assert _contrast(color) >= 4.5
    for color, _ in STYLES:
        assert _contrast(color) >= 4.5, "a line's name has its colour"
    for key, drawing, _ in _drawn(whole):
        for one in _texts(drawing):
            color = one.get_color()
            if re.fullmatch(r"#[0-9A-Fa-f]{6}", str(color)):
                assert _contrast(color) >= 4.5, (key, one.get_text(), color)


def test_a_picture_is_named_by_its_finding_and_described(whole):
    from streams.report.charts import picture

    told = 0
    for figure in whole.figures:
        svg = picture(figure, whole.outline)
        if svg is None:
            continue
        told += 1
        title = re.search(r"<title id=[^>]*>([^<]+)</title>", svg)
        assert title is not None
        if figure.sentence:
            assert title[1][:20] == figure.sentence[:20].replace("'", "&#x27;")
        assert re.search(r"<desc id=[^>]*>[^<]{20,}</desc>", svg)
    assert told >= 15
