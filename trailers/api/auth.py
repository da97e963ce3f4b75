"""Who asks: a token of the API, or the session of a browser (with its CSRF token)."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request
from rest_framework.throttling import UserRateThrottle

from accounts.models import ApiToken, User
from accounts.tokens import find

if TYPE_CHECKING:  # these classes are settings of the framework, which its views read
    from rest_framework.views import APIView


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer cue_…`"""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        scheme, _, text = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        token = find(text.strip())
        if token is None:
            raise AuthenticationFailed
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="Cuelock"'


def user_of(request: Request) -> User:
    """The person behind a request that was let in."""
    return cast(User, request.user)


def token_of(request: Request) -> ApiToken | None:
    return request.auth if isinstance(request.auth, ApiToken) else None


class InScope(BasePermission):
    """A token that may only read changes nothing. What its person may do is asked where things are fetched."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        token = token_of(request)
        return token is None or request.method in SAFE_METHODS or "write" in token.scopes


class _OwnRate(UserRateThrottle):
    """Counted per token, or per person who is signed in, or per address."""

    def get_cache_key(self, request: Request, view: APIView) -> str:
        token = token_of(request)
        ident = token.pk if token else request.user.pk or self.get_ident(request)
        return self.cache_format % {"scope": self.scope, "ident": ident}


class Reads(_OwnRate):
    scope = "read"

    def allow_request(self, request: Request, view: APIView) -> bool:
        return request.method not in SAFE_METHODS or super().allow_request(request, view)


class Writes(_OwnRate):
    scope = "write"

    def allow_request(self, request: Request, view: APIView) -> bool:
        return request.method in SAFE_METHODS or super().allow_request(request, view)
