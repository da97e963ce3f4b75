"""How collected static files are named."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Content-hashed names, also inside our own modules: else `import "./x.js"` would keep the old name."""

    support_js_module_import_aggregation = True
