"""What the OpenAPI schema says of every operation alike: problems, idempotency keys, tokens."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension

from .problems import MEDIA_TYPE

_TEXT = {"type": "string"}
PROBLEM = {
    "type": "object",
    "description": "RFC 9457. Match on `code`; the words are for people.",
    "properties": {
        "type": _TEXT,
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": _TEXT,
        "code": _TEXT,
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"field": _TEXT, "message": _TEXT},
                "required": ["field", "message"],
            },
        },
    },
    "required": ["type", "title", "status", "detail", "code"],
}
KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[ -~]+$"},
    "description": "Carried out once: the same request under the same key is answered the same for 24 hours.",
}


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "trailers.api.auth.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "A token of the team page: cue_…"}


def describe_all(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Postprocessing: a problem as every other answer, and the key that every POST may carry."""
    result["components"]["schemas"]["Problem"] = PROBLEM
    answer = {
        "description": "A refusal.",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for path in result["paths"].values():
        for method, operation in path.items():
            operation["responses"]["default"] = answer
            if method == "post":
                operation.setdefault("parameters", []).append(KEY)
    return result
