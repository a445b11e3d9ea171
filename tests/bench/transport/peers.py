"""The workers that are compared: how each is started, and what it guarantees."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
BUILD = ROOT / "build"
QUIX = BUILD / "quix_streams"
QUIX_PACKAGES = ("quixstreams==3.28.1", "pydantic", "orjson")
STREAMS = BUILD / "kafka_streams"
STREAMS_POM = ROOT / "tests" / "bench" / "peers" / "kafka_streams" / "pom.xml"


@dataclass(frozen=True, slots=True)
class Peer:
    """One worker: its name in the table, its guarantee, its command without the task."""

    name: str
    guarantee: str
    command: tuple[str, ...]
    rows: str | None = None  # the worker's name in its log of rows, if the benchmark makes that


def _python(module: str) -> tuple[str, ...]:
    return (sys.executable, "-m", f"tests.bench.peers.{module}")


EXACTLY, AT_LEAST = "exactly once", "at least once"
ENGINE = Peer("Tocsin's engine", EXACTLY, _python("engine_reference"), "reference")
LOOP = Peer("plain aiokafka loop", AT_LEAST, _python("aiokafka_loop"), "loop")
CONFLUENT = Peer("plain confluent-kafka loop", AT_LEAST, _python("confluent_loop"), "loop")
FAUST = Peer("Faust agent with tables", AT_LEAST, _python("faust_table"))


def quix() -> Peer:
    """Make Quix Streams' own environment, once, and give the worker in it."""
    python = QUIX / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(QUIX)], check=True)
        install = [str(python), "-m", "pip", "install", "-q", "--only-binary", ":all:"]
        subprocess.run([*install, *QUIX_PACKAGES], check=True)
    command = (str(python), "-m", "tests.bench.peers.quix_streams")
    return Peer("Quix Streams 3.28, RocksDB", AT_LEAST, command)


def kafka_streams() -> Peer:
    """Build the Java worker with Maven, once, and give it."""
    if not (STREAMS / "jars").exists():
        subprocess.run(["mvn", "-q", "-B", "-f", str(STREAMS_POM), "package"], check=True)
    path = f"{STREAMS / 'classes'}{os.pathsep}{STREAMS / 'jars'}/*"
    return Peer(
        "Kafka Streams 4.1, RocksDB", EXACTLY, ("java", "-cp", path, "tocsin.ReferenceStreams")
    )


def quick() -> list[Peer]:
    """The three of the quick benchmark."""
    return [ENGINE, LOOP, FAUST]


def everyone() -> list[Peer]:
    """All of them, those first that need nothing built."""
    return [ENGINE, LOOP, CONFLUENT, FAUST, quix(), kafka_streams()]
