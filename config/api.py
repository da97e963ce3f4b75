"""How the API asks who somebody is, how much it takes, and how it describes itself."""

from __future__ import annotations

from typing import Any

from config import env


def rest_framework() -> dict[str, Any]:
    return {
        # the first one says how to sign in, so that nobody is told 403 who was never asked
        "DEFAULT_AUTHENTICATION_CLASSES": [
            "trailers.api.auth.TokenAuthentication",
            "rest_framework.authentication.SessionAuthentication",
        ],
        "DEFAULT_PERMISSION_CLASSES": [
            "rest_framework.permissions.IsAuthenticated",
            "trailers.api.auth.InScope",
        ],
        "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
        "DEFAULT_THROTTLE_CLASSES": ["trailers.api.auth.Reads", "trailers.api.auth.Writes"],
        "DEFAULT_THROTTLE_RATES": {
            "read": f"{env.envint('CUELOCK_API_READS_PER_MINUTE', 600, minimum=1)}/min",
            "write": f"{env.envint('CUELOCK_API_WRITES_PER_MINUTE', 120, minimum=1)}/min",
        },
        "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
        "EXCEPTION_HANDLER": "trailers.api.problems.answer",
        "NUM_PROXIES": 1 if env.envbool("CUELOCK_BEHIND_PROXY", False) else 0,
        "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    }


SPECTACULAR: dict[str, Any] = {
    "TITLE": "Cuelock",
    "VERSION": "1",
    "DESCRIPTION": "A synopsis in, a narrated trailer out. docs/api.md has a worked example.",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "GateWishEnum": ["stop", "auto"],
        "SceneKindEnum": ["shot", "card", "black"],
        "RowKindEnum": ["line", "card", "silence"],
        "GateStateEnum": ["open", "stop", "auto"],
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "trailers.api.schema.describe_all",
    ],
}
