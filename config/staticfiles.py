"""How collected static files are named."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Content-hashed names, also inside our own modules: else `import "./x.js"` would keep the old name."""

    support_js_module_import_aggregation = True


def interface_fonts() -> Path:
    """The folder of Hanken Grotesk's files inside its package, found without importing it."""
    spec = find_spec("font_hanken_grotesk")
    if spec is None or spec.origin is None:
        raise RuntimeError("the package font-hanken-grotesk is not installed: make setup")
    return Path(spec.origin).parent / "files"
