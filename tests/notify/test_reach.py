"""What a file of channels leaves open."""

from __future__ import annotations

import pytest

from streams.core.errors import ConfigurationError
from streams.notify.channels.reach import check_areas, gaps
from tests.notify.tellings import channels

ROUTE = {"roles": ["DA", "XY"], "channels": ["mail"], "areas": ["E23000001"]}


def test_roles_that_nobody_reaches_and_routes_that_nobody_needs_are_named():
    said = list(gaps(channels(route=[ROUTE]), {"rule": ("DA", "RO")}))

    assert [one.split(":")[0] for one in said] == [
        "no route reaches RO",
        "no route reaches silence author",
        "no rule tells XY, which a route names",
    ]


def test_a_digest_alone_reaches_nobody_at_night():
    route = {"roles": ["DA"], "channels": [], "digest": ["mail"]}

    assert any("reaches DA" in one for one in gaps(channels(route=[route]), {"rule": ("DA",)}))


def test_a_route_to_an_area_that_is_not_known_is_refused():
    check_areas(channels(route=[ROUTE]), ["E23000001"])
    with pytest.raises(ConfigurationError, match="route 1: area E23000001 is not in the area file"):
        check_areas(channels(route=[ROUTE]), ["E23000002"])
