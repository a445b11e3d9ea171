"""Keyed hashes of identifiers that never existed, as all senders of a service would make them."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime

SAMPLE_KEY = b"sample stream: this key is public, nothing real is hashed with it"


def token(*identifier: object) -> str:
    """Return the HMAC-SHA256 of an invented identifier, in hex."""
    text = "/".join(map(str, identifier))
    return hmac.new(SAMPLE_KEY, text.encode(), hashlib.sha256).hexdigest()


def report_id(prefix: str, kind: str, recorded: datetime, *serial: object) -> str:
    """Return a sender's number such as ``ESX-D25-7KQ2M4XA``, the same for the same serial."""
    text = "/".join(map(str, serial))
    tail = base64.b32encode(hashlib.sha256(text.encode()).digest()).decode()[:8]
    return f"{prefix}-{kind[0].upper()}{recorded:%y}-{tail}"
