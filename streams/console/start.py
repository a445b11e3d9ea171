"""The process ``tocsin console``: reads, serves pages, and ends in order."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import uvicorn
from aiokafka.errors import KafkaError  # type: ignore[import-untyped]

from schemas.topics import AUDIT
from streams.audit.chain import AuditChain, AuditUnavailable
from streams.audit.kafka_sink import KafkaSink
from streams.audit.sealing import read_sealer
from streams.broker.reach import BrokerOutOfReach
from streams.clients.kafka import aiokafka_of, plan_of
from streams.configuration import Configuration
from streams.console.app import build
from streams.console.desk.desk import Desk
from streams.console.identity.doors import Door, OpenDoor, ProxyDoor, SessionDoor
from streams.console.identity.forms import FormTokens
from streams.console.identity.groups import Groups, groups_from
from streams.console.identity.limits import Limit
from streams.console.identity.sessions import Sessions
from streams.console.kafka import KafkaCommands, Reader
from streams.console.live import Hub
from streams.console.orders import Commands
from streams.console.recording import Recording
from streams.console.searches import Searches
from streams.console.service import Service
from streams.console.settings import SHORTEST_KEY, ConsoleSettings, secret_of, table_of
from streams.settings import Settings

if TYPE_CHECKING:
    from streams.console.identity.oidc import SignIn

CLOSE_SECONDS = 5
MINUTE = 60.0


def service_of(
    settings: ConsoleSettings,
    desk: Desk,
    commands: Commands,
    chain: AuditChain,
    clock: Callable[[], datetime],
) -> tuple[Service, Any]:
    """Put a console together: what its pages share, and the application that serves them.

    Raises:
        ConfigurationError: a file of secrets or groups cannot be used.
    """
    key = secret_of(settings.key_file, SHORTEST_KEY) if settings.key_file else None
    key = key or secrets.token_bytes(SHORTEST_KEY)
    groups = groups_from(table_of(settings.groups)) if settings.groups else {}
    sessions = None
    if settings.identity == "oidc":
        sessions = Sessions(
            key, settings.idle_minutes * MINUTE, settings.idle_minutes_phone * MINUTE,
            secure=settings.is_https, wall=time.time,
        )  # fmt: skip
    service = Service(
        settings=settings,
        desk=desk,
        hub=Hub(desk, clock),
        commands=commands,
        recording=Recording(chain),
        door=_door(settings, groups, sessions),
        tokens=FormTokens(key),
        limit=Limit(time.monotonic),
        searches=Searches(),
        clock=clock,
        sessions=sessions,
    )
    return service, build(service, key, _sign_in(service, groups))


def _sign_in(service: Service, groups: Groups) -> SignIn | None:
    if service.sessions is None:
        return None
    from streams.console.identity.oidc import SignIn  # slow to load, and not needed by the others

    return SignIn(service.settings, groups, service.sessions)


def _door(settings: ConsoleSettings, groups: Groups, sessions: Sessions | None) -> Door:
    if sessions is not None:
        return SessionDoor(sessions)
    if settings.identity == "proxy":
        return ProxyDoor(settings.proxies, settings.proxy_user, settings.proxy_groups, groups)
    return OpenDoor()


def clock_of(settings: Settings, desk: Desk) -> Callable[[], datetime]:
    """Give the clock of the pages: the wall's, or that of the reports while history is loaded."""
    if settings.clock == "wall":
        return lambda: datetime.now(UTC)
    return lambda: desk.position or datetime.now(UTC)


async def run(
    settings: Settings, own: ConsoleSettings, configuration: Configuration, *, embedded: bool
) -> None:
    """Serve the console until it is told to stop.

    Raises:
        BrokerOutOfReach: it does not answer at the start.
        ConfigurationError: a file of secrets or groups cannot be used.
    """
    desk, commands = Desk(configuration), KafkaCommands(settings)
    sink = KafkaSink(aiokafka_of(settings), plan_of(settings).name_of(AUDIT))
    chain = AuditChain(
        "console", sink, read_sealer(own.seal_key_file) if own.seal_key_file else None
    )
    service, app = service_of(own, desk, commands, chain, clock_of(settings, desk))
    reader = Reader(settings, desk, service.hub.changed, embedded=embedded)
    try:
        await sink.open()
        await commands.open()
        await _serve(own, service, app, reader, chain)
    except KafkaError as fault:
        raise BrokerOutOfReach(settings.broker, type(fault).__name__) from None
    finally:
        with suppress(AuditUnavailable):
            await chain.close()
        await commands.close()
        await sink.close()


class _Server(uvicorn.Server):
    """Lets the open streams end as soon as the process is told to."""

    def __init__(self, config: uvicorn.Config, hub: Hub) -> None:
        super().__init__(config)
        self._hub = hub

    def handle_exit(self, sig: int, frame: Any) -> None:
        """End what would never end by itself."""
        self._hub.end()
        super().handle_exit(sig, frame)


async def _serve(
    own: ConsoleSettings, service: Service, app: Any, reader: Reader, chain: AuditChain
) -> None:
    config = uvicorn.Config(
        app, host=own.host, port=own.port, log_config=None, access_log=False,
        proxy_headers=False, server_header=False, lifespan="off",
        timeout_graceful_shutdown=CLOSE_SECONDS, h11_max_incomplete_event_size=32 * 1024,
    )  # fmt: skip
    server = _Server(config, service.hub)
    serving = asyncio.create_task(server.serve())
    beside = [asyncio.create_task(reader.run()), asyncio.create_task(chain.run())]
    done, _ = await asyncio.wait([serving, *beside], return_when=asyncio.FIRST_COMPLETED)
    service.hub.end()
    server.should_exit = True
    await serving
    for task in beside:
        task.cancel()
    await asyncio.gather(*beside, return_exceptions=True)
    for task in done:
        task.result()
