"""package: everything a film-maker downloads, in one zip whose bytes depend on its contents alone."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .base import Output, StageCall, StageResult

_EPOCH = (2026, 1, 1, 0, 0, 0)
"""A zip must carry a date; a fixed one keeps the same film the same bytes."""
_STORED = frozenset({".mp4", ".mov", ".jpg", ".jpeg", ".png", ".zip"})


def pack(call: StageCall) -> StageResult:
    """Files: package name -> file. Params: timeline, script, title. Makes package.zip."""
    out = call.scratch / "package.zip"
    texts = text_files(call.params)
    names = {package_name(role, path): path for role, path in call.files.items()}
    with zipfile.ZipFile(out, "w") as bundle:
        for name in sorted([*texts, *names]):
            call.check()
            if name in texts:
                bundle.writestr(zip_entry(name), texts[name])
            else:
                _copy(bundle, name, names[name])
    return StageResult((Output(out, "package", {"names": sorted([*texts, *names])}),))


def text_files(params: Mapping[str, Any]) -> dict[str, str]:
    """The files of a package that are written from values."""
    return {"timeline.json": _json(params["timeline"]), "script.json": _json(params["script"])}


def package_name(role: str, path: Path) -> str:
    """A still's role has no extension: it gets the one of the picture that was made."""
    return role if Path(role).suffix else role + path.suffix.lower()


def _copy(bundle: zipfile.ZipFile, name: str, path: Path) -> None:
    with path.open("rb") as source, bundle.open(zip_entry(name), "w", force_zip64=False) as target:
        while chunk := source.read(1 << 20):
            target.write(chunk)


def zip_entry(name: str) -> zipfile.ZipInfo:
    """An entry whose bytes depend on its name and contents alone."""
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type = zipfile.ZIP_STORED if Path(name).suffix in _STORED else zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


def _json(data: Mapping[str, object]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
