"""Ark over HTTP: its address, its key, and its errors in our classes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..connections import connection
from ..http import Caller, Reply, retry_after_s
from .answers import error_of
from .errors import PROVIDER, classified

BASE_URL = "https://ark.ap-southeast.bytepluses.com/api/v3"
"""Keys are bound to their region, and only this one has Seedance."""
TRIAL_S = 15
TASKS = "/contents/generations/tasks"
IMAGES = "/images/generations"


def caller() -> Caller:
    """FatalError provider.no_key."""
    known = connection(PROVIDER)
    headers = {"Authorization": f"Bearer {known.key}"}
    return Caller(PROVIDER, known.base_url or BASE_URL, headers, timeout_s=300)


def try_key() -> str:
    """Whether the key is accepted, told by the list of tasks. Free, and asked once."""
    question = replace(caller(), timeout_s=TRIAL_S)
    checked(question.ask("GET", TASKS, {"page_num": "1", "page_size": "1"}))
    return ""


def checked(reply: Reply, model: str = "") -> Any:
    """The data of a good answer; any other is raised in its class."""
    if reply.ok:
        return reply.data
    code, message = error_of(reply.data)
    raise classified(reply.status, code, message, model=model, retry_after_s=retry_after_s(reply.headers))
