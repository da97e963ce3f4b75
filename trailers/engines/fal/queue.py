"""fal's queue: put an order in, ask for it, take it out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from trailers.domain.errors import FatalError, UncertainError

from ..connections import connection
from ..http import Caller, Reply, retry_after_s
from .errors import PROVIDER, classified, failed
from .models import CLIP
from .orders import order_path

BASE_URL = "https://queue.fal.run"
TRIAL_S = 15
_ONCE = {"X-Fal-No-Retry": "1"}
"""The queue would run an order again by itself as well."""


def caller() -> Caller:
    """FatalError provider.no_key."""
    known = connection(PROVIDER)
    return Caller(PROVIDER, known.base_url or BASE_URL, {"Authorization": f"Key {known.key}"}, timeout_s=120)


def put(endpoint: str, body: Mapping[str, Any]) -> str:
    """Order from an endpoint. Answers the path by which the order is asked about."""
    data = checked(caller().order(f"/{endpoint}", body, _ONCE), endpoint)
    request_id = data.get("request_id") if isinstance(data, Mapping) else None
    if not request_id:
        raise UncertainError("provider.outcome_unknown", provider=PROVIDER, detail="No number came back.")
    return order_path(endpoint, str(request_id))


def result(order: str) -> Mapping[str, Any] | None:
    """What came of an order, None while it is under way. Raises what became of it instead."""
    status = checked(caller().ask("GET", f"{order}/status"))
    said = status if isinstance(status, Mapping) else {}
    if said.get("status") in ("IN_QUEUE", "IN_PROGRESS"):
        return None
    if said.get("status") != "COMPLETED":
        raise FatalError(
            "provider.bad_answer", provider=PROVIDER, detail=f"Status {said.get('status')!r:.40}."
        )
    if said.get("error") or said.get("error_type"):
        raise failed(str(said.get("error") or ""), str(said.get("error_type") or ""))
    data = checked(caller().ask("GET", order))
    if not isinstance(data, Mapping):
        raise FatalError("provider.bad_answer", provider=PROVIDER, detail="It is no object.")
    return data


def take_out(order: str) -> bool:
    """True when the order had not begun: nothing is charged. The queue cannot stop one that runs for sure."""
    seen = caller().ask("GET", f"{order}/status")
    waiting = isinstance(seen.data, Mapping) and seen.data.get("status") == "IN_QUEUE"
    taken = caller().ask("PUT", f"{order}/cancel").status == 202
    return waiting and taken


def try_key() -> str:
    """Whether the key is accepted: asked for an order that does not exist, which only a valid key is told."""
    question = replace(caller(), timeout_s=TRIAL_S)
    reply = question.ask("GET", f"{order_path(CLIP, str(UUID(int=0)))}/status")
    if reply.status not in (400, 404, 422):
        checked(reply)
    return ""


def checked(reply: Reply, endpoint: str = "") -> Any:
    if reply.ok:
        return reply.data
    kind = reply.headers.get("x-fal-error-type", "")
    raise classified(
        reply.status, reply.data, kind, model=endpoint, retry_after_s=retry_after_s(reply.headers)
    )
