"""Static files as production serves them: collected, named by their contents, with nothing that cannot be found."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "CUELOCK_ENV": "production",
    "CUELOCK_HOSTS": "cuelock.example",
    "CUELOCK_SECRET_KEY": "for-this-test-only-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFG",
}


def test_everything_that_pages_load_can_be_collected(tmp_path: Path) -> None:
    static = tmp_path / "static"
    done = subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput"],
        cwd=ROOT,
        env={**os.environ, **PRODUCTION, "CUELOCK_VAR": str(tmp_path), "CUELOCK_STATIC_ROOT": str(static)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    names = json.loads((static / "staticfiles.json").read_text())["paths"]
    for name in ("js/api-docs.js", "drf_spectacular_sidecar/swagger-ui-dist/swagger-ui-bundle.js"):
        assert names[name] != name
        assert (static / names[name]).exists()
