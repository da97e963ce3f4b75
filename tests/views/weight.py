"""What a first visit to a page loads beside media."""

from __future__ import annotations

import gzip
import re
from pathlib import Path, PurePosixPath

from django.contrib.staticfiles.finders import find

_LINK = re.compile(r'(?:href|src)="/static/([^"]+)"')
_URL = re.compile(r'url\("?([^")]+)"?\)')
_IMPORT = re.compile(r'^import\s[^"]*"(\.\.?/[^"]+)"', re.MULTILINE)
PACKED = frozenset({".woff2", ".png", ".jpg", ".webp"})
"""Sent as they are: they are compressed already."""


def files_of(page: str) -> dict[str, bytes]:
    """Name in static -> contents, of everything that a page links, with what its styles and modules name in turn.

    Every typeface of a style counts, whether this page's text asks for it or not.
    """
    found: dict[str, bytes] = {}
    wanted = _LINK.findall(page)
    while wanted:
        name = wanted.pop()
        if name in found:
            continue
        path = find(name)
        assert path is not None, f"{name} is linked and not there"
        found[name] = Path(str(path)).read_bytes()
        folder = PurePosixPath(name).parent
        if name.endswith(".css"):
            wanted += [_inside(folder, url) for url in _URL.findall(found[name].decode()) if ":" not in url]
        elif name.endswith(".js"):
            wanted += [_inside(folder, other) for other in _IMPORT.findall(found[name].decode())]
    return found


def _inside(folder: PurePosixPath, url: str) -> str:
    while url.startswith("../"):
        folder, url = folder.parent, url[3:]
    return str(folder / url.removeprefix("./"))


def weigh(body: bytes) -> int:
    """Bytes of a first visit: the page, its styles, scripts and typefaces; text compressed."""
    files = files_of(body.decode())
    return len(gzip.compress(body)) + sum(
        len(data) if PurePosixPath(name).suffix in PACKED else len(gzip.compress(data))
        for name, data in files.items()
    )
