"""Paragraphs cut into sentences, with quoted speech kept whole."""

from __future__ import annotations

import re

from .tokens import ABBREVIATIONS

_END = re.compile(r"(?:[.!?…]+|[。！？؟।]+)[\"”»’')\]]*")


_OPEN_QUOTE, _CLOSE_QUOTE = "“", "”"


def split_sentences(paragraph: str) -> list[str]:
    """The sentences in order. Their concatenation, but for white space, is the paragraph."""
    out: list[str] = []
    start = 0
    for match in _END.finditer(paragraph):
        if _ends_here(paragraph, start, match):
            out.append(paragraph[start : match.end()].strip())
            start = match.end()
    out.append(paragraph[start:].strip())
    return [sentence for sentence in out if sentence]


def _ends_here(text: str, start: int, match: re.Match[str]) -> bool:
    rest = text[match.end() :]
    if not rest.strip():
        return True
    if match.group()[0] in "。！？؟।":
        return True
    if not rest[0].isspace():
        return False
    following = rest.lstrip().lstrip("\"“‘'«([")[:1]
    if following.islower():
        return False
    word = re.search(r"(\S+)$", text[start : match.start()])
    last = word.group(1).lstrip("\"“‘'([") if word else ""
    if match.group() == ".":
        if last.lower() in ABBREVIATIONS and (last.lower() != "no" or following.isdigit()):
            return False
        if len(last) == 1 and last.isupper() and last != "I":  # an initial: J. Smith
            return False
        if re.fullmatch(r"(?:[^\W\d_]\.)+[^\W\d_]", last) and not re.match(
            r"\s+(?:The|A|He|She|It|They|But)\b", rest
        ):
            return False
    return True


def balance_quotes(sentence: str) -> tuple[str, bool]:
    """The sentence without a quotation mark that has no partner, and whether all of it is quoted speech."""
    text = sentence.strip()
    plain = text.count('"') % 2 == 1
    curly = text.count(_OPEN_QUOTE) != text.count(_CLOSE_QUOTE)
    if plain or curly:
        text = text.replace('"', "").replace(_OPEN_QUOTE, "").replace(_CLOSE_QUOTE, "")
        return text, True
    inner = re.fullmatch(r"[\"“]([^\"“”]+)[\"”]", text)
    return (inner.group(1), True) if inner else (text, False)
