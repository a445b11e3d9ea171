"""Two releases at once: what one writes the other reads, until the form is raised."""

from __future__ import annotations

import pytest

from schemas.envelope import to_json
from streams.codec import read_row, write_row
from streams.core.errors import ConfigurationError
from streams.core.filing import Filed
from streams.row_versions import NEWEST, OLDEST, row_of, stored
from streams.settings import read

FILED = Filed("death", 2, "E23000002", "d1", whole=True, withdrawn=False)
ROWS = [("filed", FILED), ("tallies", 3), ("withheld", "repeat"), ("days", 0)]


@pytest.mark.parametrize(("kind", "row"), ROWS)
@pytest.mark.parametrize("version", [OLDEST, NEWEST])
def test_the_new_release_reads_what_either_release_wrote(kind, row, version):
    assert read_row(kind, row_of(stored(write_row(row), version))) == row


@pytest.mark.parametrize(("kind", "row"), ROWS)
def test_the_old_release_reads_what_the_new_one_writes_until_the_form_is_raised(kind, row):
    as_shipped = stored(write_row(row), read().state_write_version)
    assert as_shipped == to_json(row)  # all that the release before knew
    assert read_row(kind, as_shipped) == row


def test_an_old_release_passes_over_a_field_that_a_new_one_added():
    added = write_row(FILED)[:-1] + b',"since_next_release":1}'
    assert read_row("filed", row_of(added)) == FILED


def test_a_row_of_a_later_form_is_refused_and_says_what_to_do():
    with pytest.raises(ConfigurationError, match="form 3, and this release reads 1 and 2"):
        row_of(b'{"v":3,"row":{}}')


def test_the_form_cannot_be_raised_beyond_what_this_release_reads():
    with pytest.raises(ConfigurationError, match="TOCSIN_STATE_WRITE_VERSION"):
        read(state_write_version=NEWEST + 1)
