"""What a page of ours may load, run and talk to: the Content-Security-Policy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from csp.constants import NONE, SELF


def content_security_policy(bucket: Sequence[str]) -> dict[str, Any]:
    """Nothing inline and nothing foreign; `bucket` is where media lie when the site does not serve them."""
    return {
        "DIRECTIVES": {
            "default-src": [SELF],
            "script-src": [SELF],
            "style-src": [SELF],
            "img-src": [SELF, "data:", "blob:", *bucket],
            "media-src": [SELF, "blob:", *bucket],  # blob: is the editor's Media Source preview
            "connect-src": [SELF, *bucket],
            "object-src": [NONE],
            "base-uri": [NONE],
            "form-action": [SELF, *bucket],
            "frame-ancestors": [NONE],
        }
    }
