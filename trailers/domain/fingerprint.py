"""Names of things by what they were made from: canonical JSON, hashed.

The canonical form is JSON in UTF-8 with sorted names and no blanks. Values are null, booleans, integers,
strings, lists and objects; tuples count as lists. Refused, because they have no single form: floats (so also
NaN), sets, bytes, names that are not strings, and half surrogates. Text is taken as it comes and not
normalised: a key must tell apart whatever an engine could tell apart, so a reader that wants NFC applies it
to the text itself, before anything is named by it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

KEY_CHARS = 64
"""Length of every key and content hash: SHA-256 in lower-case hex."""
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def fingerprint(kind: str, version: int, inputs: Mapping[str, Any]) -> str:
    """The key of a thing of `kind`, made by rules of `version`, from `inputs`.

    The same in every process and on every machine. Raises TypeError, naming the place, for a value that has
    no canonical form.
    """
    if not kind:
        raise ValueError("a fingerprint needs a kind")
    return content_hash(canonical_json({"kind": kind, "version": version, "inputs": inputs}))


def content_hash(data: bytes) -> str:
    """SHA-256 of the bytes, in hex."""
    return hashlib.sha256(data).hexdigest()


def canonical_json(value: Any) -> bytes:
    """The one way to write `value` down: equal values give equal bytes, different values different ones."""
    if _is_plain(value):
        try:
            return _ENCODER.encode(value).encode()
        except UnicodeEncodeError:  # half a surrogate: found and named below
            pass
    return _ENCODER.encode(_plain(value, "")).encode()


def _is_plain(value: Any) -> bool:
    """Whether all of it is of the very types of JSON, tuples as lists, so that it can be written as it stands."""
    kind = type(value)
    if kind is str or kind is int or kind is bool or value is None:
        return True
    if kind is dict:
        return all(type(name) is str and _is_plain(member) for name, member in value.items())
    return (kind is list or kind is tuple) and all(map(_is_plain, value))


def _plain(value: Any, place: str) -> Any:
    """`value` in the types of JSON alone; subclasses (enumerations) are taken as what they extend."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, str):
        return _text(value, place)
    if isinstance(value, list | tuple):
        return [_plain(member, f"{place}[{index}]") for index, member in enumerate(value)]
    if isinstance(value, Mapping):
        return {_text(name, place): _plain(member, f"{place}.{name}") for name, member in value.items()}
    raise _refusal(type(value).__name__, place)


def _text(value: Any, place: str) -> str:
    if not isinstance(value, str):
        raise _refusal(f"a name of type {type(value).__name__}", place)
    text = str.__str__(value)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise _refusal("text with half a surrogate", place) from None
    return text


def _refusal(what: str, place: str) -> TypeError:
    return TypeError(f"no canonical form for {what} at {place.lstrip('.') or 'the top'}")
