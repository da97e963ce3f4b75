"""Small pictures for pages, made on first sight and kept beside the large ones."""

from __future__ import annotations

import tempfile
from io import BytesIO
from pathlib import Path, PurePosixPath

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from PIL import Image

from trailers.models import Artifact
from trailers.storage import fetch

WIDTHS = (480, 960)
PICTURES = frozenset({".jpg", ".jpeg", ".png", ".webp"})
_QUALITY = 82


def thumbnail(artifact: Artifact, width: int) -> str:
    """The storage name of the picture `width` pixels wide. ValueError for another width or no picture."""
    suffix = PurePosixPath(artifact.storage_name).suffix.lower()
    if width not in WIDTHS or suffix not in PICTURES:
        raise ValueError(f"no thumbnail {width} of {artifact.storage_name}")
    sha = artifact.sha256
    name = f"teams/{artifact.team_id}/thumbs/{sha[:2]}/{sha}-{width}.webp"
    storage = storages["default"]
    if not storage.exists(name):
        with tempfile.TemporaryDirectory(prefix="cuelock-thumb-") as folder:
            data = _shrunk(fetch(artifact.storage_name, Path(folder)), width)
        # two requests at once may both come here: one name wins, the other save gets a name nobody asks for
        saved = storage.save(name, ContentFile(data))
        if saved != name:
            storage.delete(saved)
    return name


def _shrunk(path: Path, width: int) -> bytes:
    with Image.open(path) as picture:
        picture.draft("RGB", (width, width))
        small = picture.convert("RGB")
        if small.width > width:
            height = max(1, round(small.height * width / small.width))
            small = small.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)
        out = BytesIO()
        small.save(out, "WEBP", quality=_QUALITY, method=4)
        return out.getvalue()
