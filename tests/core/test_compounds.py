"""Only names of drugs are shown; what else stands among the substances is never repeated."""

import pytest

from streams.core.compounds import UNLISTED, shown


@pytest.mark.parametrize("word", ["heroin", "ghb", "metonitazene", "n-desethyl-isotonitazene"])
def test_a_drug_is_shown(word: str) -> None:
    assert shown([word]) == [word]


@pytest.mark.parametrize("word", ["jane plantedname", "14 high street", "", "smith azepam"])
def test_any_other_word_is_not(word: str) -> None:
    assert shown([word]) == [UNLISTED]


def test_several_words_that_are_no_drug_are_one() -> None:
    assert shown(["heroin", "a b", "c d"]) == ["heroin", UNLISTED]


def test_nothing_named_is_nothing_shown() -> None:
    assert shown([]) == []
