"""Reads the partners' file: bodies with fixed words, findings that never go out, recipients."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from streams.core.duties.tables import Table
from streams.core.errors import ConfigurationError
from streams.core.partners.recipients import FAMILIES, Keys, Partners, Recipient
from streams.core.signals import Detector

FEWEST = 5  # events; a smaller group is never described, whatever the file says (contract, 5)
KEY_BYTES = 32  # of a key at least, as many as HMAC-SHA256 gives
TIERS = ("red", "amber", "info")
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
KEY_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
FIELDS = ("body", "agreement", "areas", "kinds", "tiers", "key", "institutions")

Steps = Mapping[str, tuple[str, ...]]


def key_files(data: Mapping[str, Any]) -> dict[str, str]:
    """Name the key file of each recipient; what is no name of a file is left out."""
    tables = data.get("recipient", {})
    rows = tables.items() if isinstance(tables, Mapping) else ()
    named = {name: row.get("key") for name, row in rows if isinstance(row, Mapping)}
    return {
        name: key for name, key in named.items() if isinstance(key, str) and KEY_FILE.fullmatch(key)
    }


def partners_from(
    data: Mapping[str, Any],
    detectors: Iterable[Detector],
    areas: Collection[str],
    keys: Mapping[str, Keys],
    faults: Iterable[str] = (),
) -> Partners:
    """Check the file and read it. ``keys``: by recipient, as far as this process has them.

    Raises:
        ConfigurationError: naming every fault at once, with those found in reading the keys.
    """
    found = list(faults)
    known = {one.id: one for one in detectors}
    file = Table("partners", data, found)
    file.only(("meta", "suppression", "never", "body", "recipient"))
    file.table("meta").text("version")
    never = _never(file.table("never"), known)
    bodies = _bodies(file.table("body"), known, never)
    suppression = file.table("suppression")
    suppression.only(("source", "fewest"))
    suppression.text("source")
    partners = Partners(
        fewest=suppression.number("fewest", FEWEST),
        never=never,
        recipients=tuple(_recipients(file.table("recipient"), bodies, areas, keys)),
    )
    found += _key_faults(keys)
    if found:
        raise ConfigurationError(found)
    return partners


def _never(table: Table, known: Mapping[str, Detector]) -> dict[str, str]:
    table.only(known)
    return {name: table.text(name) for name in table.data}


def _bodies(
    table: Table, known: Mapping[str, Detector], never: Mapping[str, str]
) -> dict[str, Steps]:
    found: dict[str, Steps] = {}
    for name in table.data:
        body = table.table(name)
        body.only(("source", "next_steps"))
        body.text("source")
        steps = body.table("next_steps")
        found[name] = {kind: steps.texts(kind) for kind in steps.data}
        for kind in found[name]:
            if kind not in known:
                steps.fault(f"{kind} is no kind of alert")
            elif kind in never:
                steps.fault(f"{kind} goes to no partner: {never[kind]}")
            elif known[kind].family not in FAMILIES:
                steps.fault(f"{kind} is not of {' or '.join(FAMILIES)}; such alerts stay here")
    return found


def _recipients(
    table: Table,
    bodies: Mapping[str, Steps],
    areas: Collection[str],
    keys: Mapping[str, Keys],
) -> Iterator[Recipient]:
    for name in sorted(table.data):
        row = table.table(name)
        row.only(FIELDS)
        row.text("agreement")
        if not NAME.fullmatch(name):
            row.fault("a name is small letters, digits and hyphens, such as nwas")
        body = row.word("body", bodies)
        if not KEY_FILE.fullmatch(row.text("key") or "-"):
            row.fault("key must be the name of a file in the folder of keys")
        steps = bodies.get(body, {})
        yield Recipient(
            name=name,
            body=body,
            areas=_of(row, "areas", areas, "the police force areas of the area file"),
            kinds=_of(row, "kinds", steps, f"what a body like {body or 'this'} may hear of"),
            tiers=_of(row, "tiers", TIERS, "red, amber, info"),
            next_steps=steps,
            institutions=_institutions(row),
            keys=keys.get(name),
        )


def _institutions(row: Table) -> frozenset[str]:
    if row.data.get("institutions") == []:
        return frozenset()
    return frozenset(row.texts("institutions", is_optional=True))


def _of(row: Table, name: str, allowed: Collection[str], what: str) -> frozenset[str]:
    values = row.texts(name)
    for value in values:
        if value not in allowed:
            row.fault(f"{name}: {value} is not among {what}")
    return frozenset(values)


def _key_faults(keys: Mapping[str, Keys]) -> Iterator[str]:
    """Refuse keys that are short, or shared: two recipients must not be able to join theirs."""
    owner: dict[bytes, str] = {}
    for name, both in sorted(keys.items()):
        for key in dict.fromkeys(one for one in (both.now, both.previous) if one is not None):
            if len(key) < KEY_BYTES:
                yield f"partners, recipient, {name}: a key has fewer than {KEY_BYTES} bytes"
            if owner.setdefault(key, name) != name:
                yield f"partners, recipient, {name}: has a key of {owner[key]}; give it its own"
