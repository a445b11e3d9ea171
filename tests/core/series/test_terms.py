"""A score split by member and feature: the parts add up, whoever is shown."""

from __future__ import annotations

import math

import pytest

from streams.core.alerts.published.compose import sig6
from streams.core.series.linking import term_words, terms
from streams.core.series.linking.terms import LINK_FEATURES
from tests.core.series.even_ground import a_unit, limits, linked


@pytest.mark.parametrize("shown", [range(1, 31), range(15, 31), [30]])
def test_as_published_they_add_up_to_the_score(shown: range | list[int]) -> None:
    state = linked(
        a_unit(n, 4.0 * n, age=20 + n % 4, method="hanging", klass="homicide") for n in range(1, 31)
    )
    best = max(state.hypotheses.values(), key=lambda one: one.score)
    found = terms.links(best, state.linker.columns, state.usual, limits())
    split = terms.split(best, found, shown)
    told = [*(nats for _, _, nats in split.parts), split.averaging, split.hidden]

    assert sum(sig6(one) or 0.0 for one in told) == pytest.approx(sig6(split.score), abs=1e-6)
    assert split.score == pytest.approx(best.score, abs=1e-3)


def test_a_link_is_one_term_of_the_evidence() -> None:
    state = linked([a_unit(1, 0.0, klass="homicide"), a_unit(2, 3.0, klass="homicide")])
    (best,) = state.hypotheses.values()
    (link,) = terms.links(best, state.linker.columns, state.usual, limits())

    assert (link.seq, link.other) == (2, 1)
    assert link.parts[LINK_FEATURES.index("method")] == 0.0
    assert link.strength == pytest.approx(math.log(math.exp(sum(link.parts))))


@pytest.mark.parametrize(
    ("nats", "words"),
    [
        (0.0, "0"),
        (math.log(17.0), "+4.1 bits, 17 times more likely"),
        (-math.log(2.0), "-1.0 bits, 2 times less likely"),
        (12.0, "+17.3 bits, 160,000 times more likely"),
    ],
)
def test_what_a_feature_is_worth_is_said_in_bits_and_times(nats: float, words: str) -> None:
    assert term_words.worth(nats) == words


@pytest.mark.parametrize(
    ("name", "one", "other", "words"),
    [
        ("sex", {"sex": "F"}, {"sex": "F"}, "both women"),
        ("sex", {"sex": "F"}, {"sex": "M"}, "a woman and a man"),
        ("age", {"age": 19}, {"age": 29}, "aged 19 and 29"),
        ("age", {"age": None}, {"age": 29}, "age not known"),
        ("method", {"method": None}, {"method": "fall"}, "method not known"),
        ("slot", {"slot": 1}, {"slot": 1}, "both from 03 to 06 h"),
        ("class", {"klass": "drug"}, {"klass": "homicide"}, "drug related and homicide"),
        ("substance", {"substances": ("ghb",)}, {"substances": ("ghb",)}, "both with ghb"),
        ("place_kind", {}, {"place_kind": "rail"}, "home and rail"),
    ],
)
def test_a_feature_in_words(
    name: str, one: dict[str, object], other: dict[str, object], words: str
) -> None:
    units = a_unit(1, 0.0, **one), a_unit(2, 70.0, **other)  # type: ignore[arg-type]
    link = terms.Link(2, 1, 0.36, (0, 1, 0), (0.0,) * len(LINK_FEATURES))

    assert term_words.feature(name, link, units[1], units[0]) == words
    assert term_words.feature("place_and_time", link, *units) == "under 400 m and 70 days apart"
