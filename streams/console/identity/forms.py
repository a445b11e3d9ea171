"""Forms that came from our own pages: a token a user, the browser's word, a limit of size."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from hashlib import sha256
from urllib.parse import parse_qsl, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request

LARGEST_FORM = 64 * 1024  # bytes; a command holds at most two texts of 2,000 characters
MOST_FIELDS = 400
TOKEN = "token"  # noqa: S105  The field's name, no secret.
TOKEN_HEADER = "x-csrf-token"  # noqa: S105
HIDDEN = "null"  # what a browser says of our own forms under our Referrer-Policy: no-referrer
SAME = frozenset({"same-origin", "none"})


class FormTokens:
    """Makes and checks the token that stands in each form of a user."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def of(self, user: str) -> str:
        """Make a user's token."""
        return hmac.new(self._key, b"tocsin-form\n" + user.encode(), sha256).hexdigest()

    def check(self, request: Request, user: str, given: str) -> None:
        """Refuse what did not come from a page of ours that this user was given.

        Raises:
            HTTPException: 403.
        """
        site = request.headers.get("sec-fetch-site")
        origin = request.headers.get("origin")
        is_hidden = origin == HIDDEN and site == "same-origin"
        is_foreign = origin is not None and urlsplit(origin).netloc != request.headers.get("host")
        if (site is not None and site not in SAME) or (is_foreign and not is_hidden):
            raise HTTPException(403, "This form did not come from a page of this console.")
        if not hmac.compare_digest(self.of(user).encode(), given.encode()):
            raise HTTPException(
                403, "This form is out of date. Go back, refresh the page and send it again."
            )


async def body_of(request: Request) -> bytes:
    """Read a body up to the limit.

    Raises:
        HTTPException: 413, as soon as it is known to be too large.
    """
    length = request.headers.get("content-length", "0")
    if not length.isdigit() or int(length) > LARGEST_FORM:
        raise HTTPException(413, "This form is too large.")
    found = bytearray()
    async for chunk in request.stream():
        found += chunk
        if len(found) > LARGEST_FORM:
            raise HTTPException(413, "This form is too large.")
    return bytes(found)


async def fields_of(request: Request) -> Mapping[str, tuple[str, ...]]:
    """Read a form's fields; files are none.

    Raises:
        HTTPException: 413, 415 or 400.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise HTTPException(415, "Send this form as a page of this console does.")
    try:
        pairs = parse_qsl(
            (await body_of(request)).decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS
        )
    except (UnicodeDecodeError, ValueError):
        raise HTTPException(400, "This form could not be read.") from None
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value.replace("\x00", "").strip())
    return {name: tuple(values) for name, values in found.items()}
