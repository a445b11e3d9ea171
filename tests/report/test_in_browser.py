"""The page in a real browser: nothing that keeps a reader out, on a desk, a phone and paper."""

from __future__ import annotations

import re

import pytest

from streams.report.page import page_of
from tests.kafka.console.chromium import DESKTOP, SMALL, program, sideways, started, violations
from tests.report.stories import report
from tests.report.test_looks import ESSEX, QUARTER, inputs

pytestmark = pytest.mark.skipif(program() is None, reason="no Chromium on this machine")


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("in")
    paths = inputs(folder)
    for edition in ("full", "partner"):
        html = page_of(report(paths, QUARTER, area=ESSEX, edition=edition)).html
        (folder / f"{edition}.html").write_bytes(html)
    with started() as browser:
        yield folder, browser


@pytest.mark.parametrize("edition", ["full", "partner"])
def test_axe_finds_nothing_and_nobody_must_scroll_sideways(pages, edition):
    folder, browser = pages
    for width, height in (DESKTOP, SMALL):
        page = browser.new_page(viewport={"width": width, "height": height})
        asked = []
        page.on("request", lambda one, asked=asked: asked.append(one.url))
        page.goto(f"file://{folder / edition}.html")
        assert violations(page) == []
        assert sideways(page) == 0
        assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
        page.close()


def test_it_prints_on_sheets_of_a4(pages):
    folder, browser = pages
    page = browser.new_page()
    page.goto(f"file://{folder / 'full'}.html")
    pdf = page.pdf(prefer_css_page_size=True)

    boxes = {tuple(round(float(n)) for n in box.split()[2:])
             for box in re.findall(rb"/MediaBox\s*\[([^\]]+)\]", pdf)}  # fmt: skip
    assert boxes == {(595, 842)}
