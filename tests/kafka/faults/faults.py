"""What may happen to a service, as functions of the scene."""

from __future__ import annotations

import signal
from collections.abc import Callable

from tests.kafka.broker import Broker
from tests.kafka.faults.scene import Scene, Supervised


def kills(times: int, apart: float = 0.4) -> Callable[[Scene], None]:
    """The worker is killed at any point of its step, so many times."""

    def happens(scene: Scene) -> None:
        for turn in range(times):
            scene.hold(apart + (turn % 7) * 0.05)
            scene.worker.kill()
            scene.hold(0.1)
            scene.recover()

    return happens


def a_second_worker(times: int) -> Callable[[Scene], None]:
    """A second worker joins, works, and leaves in order or by force, in turn."""

    def happens(scene: Scene) -> None:
        for turn in range(times):
            other = Supervised(scene.settings)
            other.wait_until_ready()
            scene.hold(0.5)
            if turn % 2:
                other.send(signal.SIGKILL)
            other.leave()
            scene.recover()

    return happens


def pauses(times: int, seconds: float = 8.0) -> Callable[[Scene], None]:
    """The worker is paused beyond its session while another takes over, and wakes as a zombie."""

    def happens(scene: Scene) -> None:
        for _ in range(times):
            scene.worker.send(signal.SIGSTOP)
            other = Supervised(scene.settings)
            scene.hold(seconds)
            other.wait_until_ready()
            scene.worker.send(signal.SIGCONT)
            scene.hold(1.0)
            scene.recover()
            other.leave()
            scene.recover()

    return happens


def broker_restarts(broker: Broker, times: int) -> Callable[[Scene], None]:
    """The broker is ended in order and by force, in turn."""

    def happens(scene: Scene) -> None:
        for turn in range(times):
            scene.hold(1.0)
            broker.restart(kill=bool(turn % 2))
            scene.hold(1.0)
            scene.recover()

    return happens


def broker_away(broker: Broker, seconds: float = 12.0) -> Callable[[Scene], None]:
    """The broker answers nothing for longer than a transaction may stay open."""

    def happens(scene: Scene) -> None:
        scene.hold(1.0)
        broker.pause()
        scene.hold(seconds)
        broker.resume()
        scene.recover()

    return happens
