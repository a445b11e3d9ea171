"""Tell the story of one seed again: ``python -m tests.simulation SEED``."""

import sys

from tests.simulation.laws import faults
from tests.simulation.world import Simulation

simulation = Simulation(int(sys.argv[1])).run()
found = faults(simulation)
print(
    f"clock {simulation.clock}; {simulation.crashes} crashes, {simulation.fenced} fenced; "
    f"{len(found)} laws broken"
)
for one in found:
    print(one)
sys.exit(bool(found))
