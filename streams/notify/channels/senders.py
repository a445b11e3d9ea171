"""Makes each channel ready to send."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from streams.notify.channels.channel import Channel, Channels, Webhook
from streams.notify.channels.circuit_breaker import Breaker
from streams.notify.channels.mail import MailSender
from streams.notify.channels.sending import NoChannel, Sender
from streams.notify.channels.webhook import WebhookSender
from streams.notify.deliveries.lanes import Lanes, Record, Start


def sender_of(channel: Channel, channels: Channels) -> Sender:
    """Make the sender of one channel."""
    timeout = channels.patience.timeout
    if isinstance(channel.to, Webhook):
        return WebhookSender(channel, channel.to, channels.guard, timeout, channels.console)
    return MailSender(channel, channel.to, timeout)


class Switchboard:
    """All channels of a notifier, shared by its partitions: one breaker and one limit for each."""

    def __init__(self, channels: Channels) -> None:
        self._patience = channels.patience
        self._senders: dict[str, Sender] = {NoChannel.NAME: NoChannel()}
        for name, channel in channels.by_name.items():
            self._senders[name] = sender_of(channel, channels)
        now = asyncio.get_running_loop().time
        self._breakers = {
            name: Breaker(self._patience.rest_after, self._patience.rest, now)
            for name in self._senders
        }
        self._slots = {name: asyncio.Semaphore(self._patience.at_once) for name in self._senders}

    def lanes(self, start: Start) -> Callable[[Record], Lanes]:
        """Prepare the lanes of one partition."""

        def make(record: Record) -> Lanes:
            return Lanes(self._senders, self._breakers, self._slots, self._patience, record, start)

        return make

    async def close(self) -> None:
        """Let go of every connection."""
        for sender in self._senders.values():
            await sender.close()
