"""How collected static files are named."""

from __future__ import annotations

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

_UNKNOWN = frozenset({"django_htmx/htmx"})
"""Imported by bare name in a module of django-htmx that no page of ours loads."""


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Content-hashed names, also inside our own modules: else `import "./x.js"` would keep the old name."""

    support_js_module_import_aggregation = True

    def hashed_name(self, name: str, content: Any = None, filename: Any = None) -> str:
        """A package's own module may name what only its users' import maps know: it stays as it is written."""
        try:
            return str(super().hashed_name(name, content, filename))
        except ValueError:
            if name in _UNKNOWN:
                return name
            raise
