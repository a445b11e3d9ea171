"""A test message, marked as one, through each channel of a role. Nothing is recorded."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

from streams.notify.channels.channel import Channels
from streams.notify.channels.senders import sender_of
from streams.notify.channels.sending import Result
from streams.notify.message import Content, Message

SENTENCE = "This is a test of Tocsin. Nothing happened, and nobody has to do anything."


def channels_of(channels: Channels, role: str) -> list[str]:
    """Every channel that a role is reached by in any area, for alerts or digests."""
    names = [
        name
        for route in channels.routes
        if role in route.roles
        for name in (*route.channels, *route.digest)
    ]
    return list(dict.fromkeys(names))


async def try_out(channels: Channels, role: str) -> AsyncIterator[tuple[str, Result]]:
    """Send one test message through each channel and say what came of it."""
    now = datetime.now(UTC)
    for name in channels_of(channels, role):
        sender = sender_of(channels.by_name[name], channels)
        try:
            yield name, await sender.send(_message(role, name, now))
        finally:
            await sender.close()


def _message(role: str, channel: str, now: datetime) -> Message:
    return Message(
        decision_id=f"test/{now.isoformat()}",
        alert_id=None,
        revision=None,
        area="none",
        role=role,
        channel=channel,
        instead_of=None,
        content=Content(
            name="test",
            family=None,
            tier=None,
            status="resolved",  # so that no receiver rings for it
            line=f"TEST for {role}. {SENTENCE}",
            title=f"TEST for {role}",
            sentences=(SENTENCE,),
            link="",
            decision="test",
            reason="test",
            starts_at=now,
            ends_at=now,
            answer_by=None,
        ),
    )
