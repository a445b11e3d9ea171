"""Sign-in at the force's provider: OpenID Connect with PKCE, by Authlib."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

import structlog
from authlib.integrations.base_client import OAuthError  # type: ignore[import-untyped]
from authlib.integrations.starlette_client import OAuth  # type: ignore[import-untyped]
from joserfc.errors import JoseError
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from streams.console.entering import enter, form_of
from streams.console.faults import answer
from streams.console.frame import bare_frame
from streams.console.identity.doors import USER
from streams.console.identity.groups import Groups, viewer_of
from streams.console.identity.sessions import Sessions
from streams.console.rendering import render
from streams.console.service import Service
from streams.console.settings import ConsoleSettings, secret_of
from streams.console.viewer import Viewer

log = structlog.get_logger()

LOCAL: Final = re.compile(r"/(?!/)[^\\\x00-\x20]*")
NAME_LENGTH = 80


class SignIn:
    """Sends people to the provider, and makes a session of what comes back."""

    def __init__(self, settings: ConsoleSettings, groups: Groups, sessions: Sessions) -> None:
        """Learn where the provider is; it is asked when the first person signs in."""
        self._settings, self._groups, self._sessions = settings, groups, sessions
        secret = secret_of(settings.oidc_secret_file) if settings.oidc_secret_file else b""
        self.provider = OAuth().register(
            "provider",
            client_id=settings.oidc_client,
            client_secret=secret.decode().strip(),
            server_metadata_url=settings.oidc_metadata,
            client_kwargs={"scope": "openid profile", "code_challenge_method": "S256"},
        )

    def routes(self, service: Service) -> list[Route]:
        """Make the routes of sign-in and sign-out."""

        async def begin(request: Request) -> Response:
            back = f"{self._settings.url}/sign-in/back"
            more = {"acr_values": self._settings.oidc_acr} if self._settings.oidc_acr else {}
            response: Response = await self.provider.authorize_redirect(request, back, **more)
            return response

        async def back(request: Request) -> Response:
            try:
                token = await self.provider.authorize_access_token(request)
            except (OAuthError, JoseError, KeyError, ValueError) as fault:
                log.warning("auth.refused", kind=type(fault).__name__)
                return answer(request, service, 403, "Not signed in", _REFUSED)
            viewer = self._viewer(token.get("userinfo") or {})
            if viewer is None:
                log.warning("auth.refused", kind="no_group")
                return answer(request, service, 403, "Not signed in", _NO_GROUP)
            await service.recording.did(viewer, "sign_in", "sign-in")
            where = str(request.session.pop("back", "/"))
            response = RedirectResponse(where if LOCAL.fullmatch(where) else "/", 303)
            self._sessions.begin(viewer, response)
            return response

        async def ask_out(request: Request) -> Response:
            viewer = enter(service, request)
            frame = bare_frame("Sign out", "/", service.clock(), marking=service.settings.marking)
            token = service.tokens.of(viewer.user)
            return HTMLResponse(render("sign_out.html", frame=frame, token=token))

        async def out(request: Request) -> Response:
            viewer = enter(service, request)
            await form_of(service, request, viewer)
            response = answer(request, service, 200, "Signed out", "You are signed out.")
            self._sessions.end(request, response)
            return response

        return [
            Route("/sign-in", begin), Route("/sign-in/back", back),
            Route("/sign-out", ask_out), Route("/sign-out", out, methods=["POST"]),
        ]  # fmt: skip

    def _viewer(self, claims: Mapping[str, Any]) -> Viewer | None:
        """Say who the provider says it is; None: not signed in strongly enough, or of no group."""
        if self._settings.oidc_acr is not None and claims.get("acr") != self._settings.oidc_acr:
            return None
        user, listed = str(claims.get("sub") or ""), claims.get(self._settings.oidc_groups)
        if not USER.fullmatch(user) or not isinstance(listed, list):
            return None
        name = str(claims.get("name") or user)[:NAME_LENGTH]
        return viewer_of(user, name, map(str, listed), self._groups, can_sign_out=True)


_REFUSED = "The provider's answer could not be believed. Go back to the start and sign in again."
_NO_GROUP = "You are signed in, but none of your groups may use this console."
