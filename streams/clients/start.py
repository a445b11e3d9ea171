"""What must hold before a process works: its topics as planned, its own rights and no others."""

from __future__ import annotations

from streams.broker.plan import Plan
from streams.broker.reach import ask_metadata, is_mock
from streams.broker.rights import ask_rights, differences, operations_of
from streams.broker.security import security_of
from streams.broker.topics import TopicsRefused, check
from streams.clients.kafka import admin_of, plan_of
from streams.settings import Settings


def check_start(settings: Settings, role: str, recipients: tuple[str, ...] = ()) -> bool:
    """Refuse to start on wrong topics or with wrong rights; tell whether the broker is embedded.

    Without the right to read, aiokafka reads nothing and says nothing: a restore would look
    empty. So the broker is asked first what it lets us do. Rights beside those of the role are
    refused too: whoever breaks in here would have them.

    Raises:
        BrokerOutOfReach: nothing answered.
        TopicsRefused: naming every missing or surplus right, or every topic that is not right.
    """
    plan, security = plan_of(settings, recipients), security_of(settings)
    if security.is_on:
        faults = wrong_rights(settings, plan, role)
        if faults:
            raise TopicsRefused(faults)
    client = security.librdkafka()
    check(settings.broker, plan, client, names=frozenset(operations_of(role, plan)))
    return is_mock(ask_metadata(admin_of(settings), settings.broker))


def wrong_rights(
    settings: Settings, plan: Plan, role: str, organisation: str | None = None
) -> list[str]:
    """Ask the broker what we may do, and say what is missing for a role and what is too much.

    Raises:
        BrokerOutOfReach: nothing answered.
    """
    names = operations_of(role, plan, organisation)
    held = ask_rights(admin_of(settings), settings.broker, names)
    missing, surplus = differences(role, plan, held, organisation)
    who = settings.user or "this certificate"
    return [
        *(f"missing right: {who} lacks {one}, which a {role} needs" for one in missing),
        *(f"surplus right: {who} has {one}, which a {role} must not have" for one in surplus),
    ]
