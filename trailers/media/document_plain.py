"""Plain text and Markdown: bytes to characters, characters to raw paragraphs."""

from __future__ import annotations

import codecs
import re
from itertools import pairwise

from .document_kind import is_bare_utf16

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark is its beginning
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
LEGACY_NOTICE = (
    "The file is not UTF-8; it was read as Western European text. If letters look wrong, save it as UTF-8."
)

_BULLET = re.compile(r"^\s*(?:[-*+•‣▪●○–—]|\(?\d{1,3}[.)])\s+")
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+(.*?)\s*#*\s*$")
_RULE = re.compile(r"^\s*([-*_=~])(?:\s*\1){2,}\s*$")
_TABLE_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")


def decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The characters and notices about how they were read. Never fails: cp1252 takes what UTF-8 refuses."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace"), ()
    bare = is_bare_utf16(data)
    if bare:
        return data.decode(bare, errors="replace"), ()
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace"), (LEGACY_NOTICE,)


def raw_paragraphs(text: str) -> list[list[str]]:
    """The lines of each paragraph. Blank lines, headings, bullets, quotes and table rows part paragraphs."""
    lines = _without_front_matter(
        text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n").split("\n")
    )
    wrapped = _is_hard_wrapped(lines)
    out: list[list[str]] = []
    fresh = True
    for line in lines:
        heading = _HEADING.match(line)
        if (
            not line.strip()
            or _RULE.match(line)
            or _TABLE_RULE.match(line)
            or line.lstrip().startswith("```")
        ):
            fresh = True
        elif heading:
            out.append([heading.group(1)])
            fresh = True
        elif line.lstrip().startswith("|"):
            out.append(
                [" – ".join(cell.strip() for cell in line.strip().strip("|").split("|") if cell.strip())]
            )
            fresh = True
        else:
            starts = fresh or bool(_BULLET.match(line)) or not wrapped or _indented(line, out)
            body = _BULLET.sub("", line.lstrip("> \t") if line.lstrip().startswith(">") else line).strip()
            if starts or not out:
                out.append([body])
            else:
                out[-1].append(body)
            fresh = False
    return [[plain_inline(line) for line in paragraph] for paragraph in out]


def plain_inline(line: str) -> str:
    """Markdown's inline marks removed, its words kept."""
    line = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", line)
    line = re.sub(r"\[([^\]]+)\]\((?:[^()\s]|\([^)]*\))*\)", r"\1", line)
    line = re.sub(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", r"\2", line)
    line = re.sub(r"(?<![\w*])\*(?=[^\s*])([^*]+?)(?<=[^\s*])\*(?![\w*])", r"\1", line)
    line = re.sub(r"(?<![\w_])_(?=[^\s_])([^_]+?)(?<=[^\s_])_(?![\w_])", r"\1", line)
    return re.sub(r"<!--.*?-->|`", "", line)


def _without_front_matter(lines: list[str]) -> list[str]:
    """YAML front matter gives its title as a first heading and is dropped."""
    if not lines or lines[0].strip() != "---":
        return lines
    for end, line in enumerate(lines[1:40], start=1):
        if line.strip() == "---":
            titles = [
                m.group(1)
                for m in (re.match(r"title:\s*['\"]?(.+?)['\"]?\s*$", row) for row in lines[1:end])
                if m
            ]
            return [*(f"# {title}" for title in titles[:1]), "", *lines[end + 1 :]]
    return lines


def _is_hard_wrapped(lines: list[str]) -> bool:
    """Whether line ends are the editor's (wrapped at a column) rather than the author's paragraphs."""
    filled = [len(line) for line in lines if line.strip()]
    if len(filled) < 2 or max(filled) > 130:
        return False
    inner = [
        line
        for line, following in pairwise(lines)
        if line.strip() and following.strip() and not _BULLET.match(following) and not _HEADING.match(line)
    ]
    open_ends = sum(1 for line in inner if line.rstrip()[-1:] not in '.!?…"”»:。！？؟')
    return bool(inner) and open_ends * 3 >= len(inner)


def _indented(line: str, out: list[list[str]]) -> bool:
    """A first-line indent after a finished sentence starts a paragraph."""
    return line[:2] in ("  ", "\t") and bool(out) and out[-1][-1].rstrip()[-1:] in '.!?…"”'
