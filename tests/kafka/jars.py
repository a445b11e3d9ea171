"""Fetch Kafka's jars by Maven once, and format a data folder once."""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from tests.kafka.properties import properties

HERE: Final = Path(__file__).resolve().parent
CACHE: Final = HERE.parent.parent / ".kafka"
POM: Final = HERE / "pom.xml"
CLUSTER: Final = "VG9jc2luVGVzdEJyb2tlcg"  # 16 bytes of base64: "TocsinTestBroker".
JVM: Final = (
    "-Xmx512m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-Xshare:auto",
    "-Djava.awt.headless=true",
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
)
MAVEN_SECONDS: Final = 600.0


@dataclass(frozen=True, slots=True)
class Kit:
    """What it takes to run Kafka's programs: Java, the jars in order, the cached folders."""

    java: str
    jars: tuple[Path, ...]
    formatted: Path
    archive: Path

    def command(self, program: str, *arguments: str, record: Path | None = None) -> list[str]:
        """Write the command line of one program; `record` archives the classes it loads."""
        share = [f"-XX:SharedArchiveFile={self.archive}"] if self.archive.exists() else []
        if record is not None:
            share = [f"-XX:ArchiveClassesAtExit={record}"]
        path = os.pathsep.join(str(jar) for jar in self.jars)
        return [self.java, *JVM, *share, "-cp", path, program, *arguments]


def why_not() -> str | None:
    """Say why no broker can be started here, or nothing when one can."""
    java = _java()
    if java is None:
        return "Java was not found"
    version = _java_version(java)
    if version < 17:
        return f"Java {version} is too old"
    if not _stamp().exists() and shutil.which("mvn") is None:
        return "Maven was not found"
    return None


@cache
def prepare() -> Kit:
    """Bring the cache up to date and say what is in it; runs at once wait for each other."""
    java = _java()
    if java is None:
        raise RuntimeError("Java was not found: install Java 17.")
    CACHE.mkdir(exist_ok=True)
    with alone():
        if not _stamp().exists():
            _copy_jars()
        jars = tuple(sorted((CACHE / "jars").glob("*.jar")))
        kit = Kit(java, jars, CACHE / "formatted", CACHE / f"classes-{_identity(java)}.jsa")
        if not kit.formatted.exists():
            _format(kit)
    return kit


def _java() -> str | None:
    home = os.environ.get("JAVA_HOME")
    found = shutil.which("java", path=f"{home}/bin") if home else None
    return found or shutil.which("java")


@cache
def _java_version(java: str) -> int:
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(\d+)', told)
    return int(found.group(1)) if found else 0


def _identity(java: str) -> str:
    """A class archive fits one Java, one set of jars and one place; else it is passed over."""
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    return hashlib.sha256(f"{told}{CACHE}{POM.read_text()}".encode()).hexdigest()[:12]


def _stamp() -> Path:
    return CACHE / f"jars-{hashlib.sha256(POM.read_bytes()).hexdigest()[:12]}.complete"


@contextmanager
def alone() -> Iterator[None]:
    """Hold the cache: test runs at once in one tree wait for each other here."""
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _copy_jars() -> None:
    shutil.rmtree(CACHE / "jars", ignore_errors=True)
    shutil.rmtree(CACHE / "formatted", ignore_errors=True)
    run(
        [
            *("mvn", "-B", "-q", "-f", str(POM), "dependency:copy-dependencies"),
            *("-DincludeScope=runtime", f"-DoutputDirectory={CACHE / 'jars'}"),
        ],
        "Maven could not fetch Kafka's jars",
    )
    _stamp().touch()


def _format(kit: Kit) -> None:
    draft = CACHE / "formatting"
    shutil.rmtree(draft, ignore_errors=True)
    settings = CACHE / "format.properties"
    settings.write_text(properties(draft, 20_000, 20_001))
    run(
        kit.command("kafka.tools.StorageTool", "format", "-t", CLUSTER, "-c", str(settings)),
        "Kafka could not format its data folder",
    )
    draft.rename(kit.formatted)


def run(command: list[str], failure: str) -> None:
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=MAVEN_SECONDS
    )
    if done.returncode:
        raise RuntimeError(f"{failure}:\n{(done.stdout + done.stderr)[-3000:]}")
