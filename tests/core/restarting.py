"""A restart in the middle of a story: another machine, made of what an edge would have stored."""

from __future__ import annotations

from streams.codec import read_row, write_row
from streams.core.area import AreaMachine
from streams.core.watch import KINDS


def restarted(machine: AreaMachine) -> AreaMachine:
    """Another machine, made of the bytes of the rows of one."""
    after = AreaMachine(machine.state.context)
    for kind in KINDS:
        rows = machine.state.days.rows if kind == "days" else getattr(machine.state, kind)
        for key in rows:
            row = read_row(kind, write_row(rows[key]))
            if kind == "days":
                after.state.days.restore(key, row)
            else:
                getattr(after.state, kind).restore(key, row)
    after.restored()
    return after
