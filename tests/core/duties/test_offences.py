"""What senders write for an offence, and what it stands for on a day."""

from __future__ import annotations

from datetime import date

import pytest

from streams.core.duties.offences import read_offence_codes
from tests.core.duties.cases import the_book

TODAY = date(2026, 6, 10)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("1", "1"),
        ("1/1", "1/1"),
        ("001/01", "1/1"),
        ("4.1", "4/1"),
        ("5d", "5D"),
        (" 5D ", "5D"),
        ("005/01", "5D"),
        ("19C/1", "19C"),
        ("8/77", "8/77"),
        ("00877", "8/77"),
        ("008/06", "8N"),
        ("unclassified", "unclassified"),
    ],
)
def test_a_code_is_found_as_senders_write_it(written: str, code: str) -> None:
    offence = the_book().offences.find(written, TODAY)

    assert offence is not None
    assert offence.code == code


@pytest.mark.parametrize("written", [None, "", "999", "8/12", "/77"])
def test_a_code_that_is_not_listed_is_nothing(written: str | None) -> None:
    assert the_book().offences.find(written, TODAY) is None


def test_a_code_counts_only_while_it_was_in_use() -> None:
    find = the_book().offences.find

    assert find("5A", date(2012, 3, 31)) is not None
    assert find("5A", date(2012, 4, 1)) is None
    assert find("8/77", date(2022, 6, 6)) is None


def test_faults_of_the_code_file() -> None:
    faults: list[str] = []
    read_offence_codes(
        "code,class,group,other_forms,in_force_from,in_force_to\n1,,homicide,,soon,\n", faults
    )

    assert faults == [
        "offence codes, line 2: code, class and group must be given",
        "offence codes, line 2: in_force_from must be like 2012-04-01",
    ]
