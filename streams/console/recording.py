"""Every view is recorded before it is shown: no record, no page."""

from __future__ import annotations

from schemas.audit import AuditAction
from streams.audit.chain import AuditChain
from streams.console.viewer import Viewer

REFETCHES_KEPT = 20_000


class Recording:
    """Records what viewers do."""

    def __init__(self, chain: AuditChain) -> None:
        self._chain = chain
        self._shown: dict[tuple[str, str, int | None], None] = {}

    async def did(
        self,
        viewer: Viewer,
        action: AuditAction,
        screen: str,
        *,
        alert_id: str | None = None,
        revision: int | None = None,
        area: str | None = None,
        reason: str | None = None,
    ) -> None:
        """Record one thing.

        Raises:
            AuditUnavailable: it could not be recorded, so it must not be done.
        """
        await self._chain.record(
            user=viewer.user, role=viewer.role.value, action=action, screen=screen,
            alert_id=alert_id, revision=revision, area=area, reason=reason,
        )  # fmt: skip
        if alert_id is not None:
            self._shown[viewer.user, alert_id, revision] = None
            while len(self._shown) > REFETCHES_KEPT:
                self._shown.pop(next(iter(self._shown)))

    async def refetched(
        self, viewer: Viewer, screen: str, alert_id: str | None, revision: int | None
    ) -> None:
        """Record a part that a page fetched again, if it shows what was not shown before.

        Raises:
            AuditUnavailable: it could not be recorded.
        """
        if alert_id is not None and (viewer.user, alert_id, revision) not in self._shown:
            await self.did(viewer, "view", screen, alert_id=alert_id, revision=revision)
