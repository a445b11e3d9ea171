"""The worker's stages in a model of Kafka, under many seeds: see ``world.py``."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from os import environ

from tests.simulation.laws import faults
from tests.simulation.world import Simulation

SEEDS = int(environ.get("TOCSIN_SIMULATION_SEEDS", "120"))
PROCESSES = 2


def told(seed: int) -> tuple[int, list[str], int, int]:
    """One story: its seed, the laws it broke, and what happened on the way."""
    simulation = Simulation(seed).run()
    return seed, faults(simulation), simulation.crashes, simulation.fenced


def test_no_crash_loses_repeats_or_changes_anything() -> None:
    with ProcessPoolExecutor(PROCESSES, get_context("spawn")) as pool:
        stories = list(pool.map(told, range(SEEDS), chunksize=10))

    broken = {seed: found for seed, found, _, _ in stories if found}
    again = "; ".join(f"python -m tests.simulation {seed}" for seed in list(broken)[:3])
    assert not broken, f"again with: {again}"
    assert sum(crashes for _, _, crashes, _ in stories) > SEEDS
    assert sum(fenced for _, _, _, fenced in stories) > SEEDS
