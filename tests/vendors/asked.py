"""What a simulated vendor is asked, and what it answers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any


@dataclass(frozen=True)
class Asked:
    """One request. Header names are in lower case, a query's values are the last of each name."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    parts: dict[str, str] = field(default_factory=dict)
    """The named groups of the route's path."""

    def json(self) -> Any:
        return json.loads(self.body)

    def form(self) -> dict[str, Any]:
        """A multipart body by field name: bytes of a file, text of a field, a list where a name repeats."""
        head = f"Content-Type: {self.headers['content-type']}\r\n\r\n".encode()
        message = BytesParser(policy=HTTP).parsebytes(head + self.body)
        found: dict[str, Any] = {}
        for part in message.iter_parts():
            name = str(part.get_param("name", header="content-disposition"))
            content = part.get_payload(decode=True)
            value = content if part.get_filename() else content.decode()
            if name in found:
                found[name] = [*(found[name] if isinstance(found[name], list) else [found[name]]), value]
            else:
                found[name] = value
        return found

    @property
    def content(self) -> Any:
        """The body as values, whichever way it is packed; None for none."""
        kind = self.headers.get("content-type", "")
        if kind.startswith("multipart/"):
            return self.form()
        return self.json() if kind.startswith("application/json") and self.body else None

    @property
    def key(self) -> str:
        """The same for the same order: no vendor takes an idempotency key, so the order itself is the key."""
        said = repr((self.method, self.path, sorted(self.query.items()), self.content))
        return hashlib.sha256(said.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Answer:
    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def json(cls, value: Any, status: int = 200, **headers: str) -> Answer:
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        return cls(status, json.dumps(value).encode(), {"Content-Type": "application/json", **named})
