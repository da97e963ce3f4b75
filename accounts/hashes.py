"""How secrets of ours are kept: only as a hash. They are long and random, so one plain SHA-256 is enough."""

from __future__ import annotations

import hashlib


def sha256(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
