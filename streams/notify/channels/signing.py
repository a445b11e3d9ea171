"""Signs what a webhook carries, so that its receiver can tell that it is ours and new.

Source: Standard Webhooks: HMAC-SHA256 over ``id.timestamp.body``; while a key is changed there
is one signature for each live key.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Iterable


def headers(keys: Iterable[bytes], message_id: str, seconds: int, body: bytes) -> dict[str, str]:
    """Write the headers of a signed message; ``seconds`` since 1970."""
    signed = f"{message_id}.{seconds}.".encode() + body
    signatures = [
        "v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode() for key in keys
    ]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(seconds),
        "webhook-signature": " ".join(signatures),
    }
