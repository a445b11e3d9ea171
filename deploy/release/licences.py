"""Write the licence of everything that an installation holds: `python -m deploy.release.licences`.

Names and versions are those that `uv.lock` pins without development tools; licences are what the
installed packages say of themselves.
"""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).parents[2]
FILE = Path(__file__).with_name("licences.csv")
HEAD = ("name", "version", "licence")
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;]+)", re.MULTILINE)


def pinned() -> list[tuple[str, str]]:
    """Name and version of each package that runs."""
    uv = Path(sys.executable).with_name("uv")
    words = [
        "export",
        "--quiet",
        "--locked",
        "--offline",
        "--no-dev",
        "--no-hashes",
        "--no-emit-project",
    ]
    told = subprocess.run([uv, *words], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603  Our own tool.
    return _PIN.findall(told.stdout)


def licence_of(name: str) -> str | None:
    """What a package says; None where it is not installed on this Python."""
    try:
        said = metadata(name)
    except PackageNotFoundError:
        return None
    classed = [
        one.rsplit(" :: ", 1)[1]
        for one in said.get_all("Classifier") or []
        if one.startswith("License :: ") and not one.endswith("OSI Approved")
    ]
    written = (said.get("License") or "").strip().splitlines()
    return said.get("License-Expression") or " AND ".join(classed) or "".join(written[:1])


def rows() -> list[tuple[str, str, str]]:
    """Name, version and licence of each package that is installed here."""
    found = ((name, version, licence_of(name)) for name, version in pinned())
    return [(name, version, said) for name, version, said in found if said is not None]


def main() -> None:
    """Write the list."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([HEAD, *rows()])
    FILE.write_text(text.getvalue())


if __name__ == "__main__":
    main()
