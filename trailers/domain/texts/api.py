"""The REST API."""

from __future__ import annotations

from collections.abc import Mapping

from ..message import Message

API: Mapping[str, Message] = {
    "api.not_signed_in": Message(
        "Nobody is signed in.",
        "The request has no token, or one that is unknown, revoked or expired.",
        "Send a token of the team page: Authorization: Bearer cue_…",
    ),
    "api.not_allowed": Message(
        "This is not allowed.",
        "The role in the team, the token's scope or a missing CSRF token forbids it.",
        "Use a token that may write, or ask an owner of the team.",
    ),
    "api.not_found": Message("There is no such thing.", "", "Check the address and the ids in it."),
    "api.no_such_method": Message("This address does not take that method.", "", "See /api/v1/docs."),
    "api.not_acceptable": Message("The API answers in JSON only.", "", "Accept application/json."),
    "api.media_type": Message("The body is in a form that is not taken here.", "", "See /api/v1/docs."),
    "api.throttled": Message("Too many requests.", "", "Wait {seconds} s, then go on."),
    "api.invalid": Message(
        "Some values cannot be used.", "They are listed in errors.", "Correct them and send it again."
    ),
    "api.unreadable": Message("The body cannot be read.", "{detail}", "Correct it and send it again."),
    "api.key_reused": Message(
        "This Idempotency-Key was used for another request.", "", "Use a new key for a new request."
    ),
    "api.key_busy": Message(
        "A request with this Idempotency-Key is being carried out.", "", "Wait a second and ask again."
    ),
}
