"""What is still to be told of one decision; the same answer before and after a restart.

A pure function of the decision, the routes and the outcomes so far: nothing else has to be
remembered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from streams.configuration import Configuration
from streams.core.alerting import Chain
from streams.notify import words
from streams.notify.channels.channel import Channels
from streams.notify.channels.sending import NoChannel
from streams.notify.deliveries.outcomes import Outcomes
from streams.notify.inputs.records import SILENCE_AUTHOR, Body, Told
from streams.notify.message import Message

ENDINGS = frozenset({"resolved", "closed"})


@dataclass(frozen=True, slots=True)
class Routing:
    """How tellings find people: routes, who is next, and the names of areas."""

    channels: Channels
    chains: Mapping[str, Chain]
    places: Mapping[str, str]

    def messages(self, told: Told, body: Body | None, outcomes: Outcomes) -> list[Message]:
        """List what is still to be told of a decision, in order.

        Where every channel of a role was given up, the next role of the escalation chain is told
        in its place; a role without a channel counts as given up once that is recorded.
        """
        roles: list[tuple[str, str | None]] = [(role, None) for role in told.to]
        left: list[Message] = []
        for role, instead_of in roles:
            if _waits(told, body) and told.decision not in ENDINGS:
                continue
            names = self._channels_of(role, told, body, outcomes)
            finals = [outcomes.final(f"{told.id}/{role}/{name}") for name in names]
            for name, final in zip(names, finals, strict=True):
                if final is None:
                    left.append(self._message(told, body, role, name, instead_of))
            if names and all(final == "given_up" for final in finals):
                following = self._next(body, [one for one, _ in roles])
                if following is not None and role != SILENCE_AUTHOR:
                    roles.append((following, role))
        return left

    def _channels_of(
        self, role: str, told: Told, body: Body | None, outcomes: Outcomes
    ) -> tuple[str, ...]:
        family, tier = (body.family, body.tier) if body else (None, None)
        routed = None if tier == "info" else tier
        reached = (
            self.channels.of(role, area, family, routed) for area in (told.area, *told.others)
        )
        every = tuple(dict.fromkeys(name for names in reached for name in names))
        if _waits(told, body):
            return tuple(one for one in every if outcomes.has_heard(told.alert_id, role, one))
        return every or (NoChannel.NAME,)

    def _next(self, body: Body | None, tried: list[str]) -> str | None:
        chain = self.chains.get(body.tier if body else "amber")
        return next((role for role in chain.roles if role not in tried), None) if chain else None

    def _message(
        self, told: Told, body: Body | None, role: str, channel: str, instead_of: str | None
    ) -> Message:
        place = self.places.get(told.area, told.area)
        link = self.channels.link(told.alert_id)
        return Message(
            decision_id=told.id,
            alert_id=told.alert_id,
            revision=told.revision,
            area=told.area,
            role=role,
            channel=channel,
            instead_of=instead_of,
            content=words.content(told, body, place, link, instead_of),
        )


def routing_of(channels: Channels, configuration: Configuration) -> Routing:
    """Put the routing together from the file of channels, the escalation chains and the areas."""
    return Routing(
        channels=channels,
        chains=configuration.shared.alerting.chains,
        places={code: area.name for code, area in configuration.areas.by_code.items()},
    )


def _waits(told: Told, body: Body | None) -> bool:
    """Whether a decision waits for the digest: news of information does.

    A missed deadline does not, whatever the tier of its duty (domain brief, section 7, R14). The
    end of what sank to information is told to those who had heard of it.
    """
    return body is not None and body.tier == "info" and told.reason != "deadline_missed"
