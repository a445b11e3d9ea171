"""A worker of the toy stages in its own process, for tests that kill or pause it."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import timedelta

from streams.agents.app import build, run
from streams.agents.settings import Engine
from tests.agents.toys import PLANS

SPANS = ("session_timeout", "assignment_patience", "deadline")

if __name__ == "__main__":
    told = json.loads(sys.argv[1])
    told.update({name: timedelta(seconds=told[name]) for name in SPANS if name in told})
    identity = {"areas": told.pop("areas", "digest")}
    plans = [replace(plan, identity=identity) for plan in PLANS]
    sys.exit(run(build(Engine(**told), plans)))
