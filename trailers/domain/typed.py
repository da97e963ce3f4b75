"""Whether a value that was built from somebody's JSON holds what its type says, all the way down."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any, Literal, get_args, get_origin, get_type_hints


def fits_type(value: Any, hint: Any) -> bool:
    """For dataclasses of text, whole numbers, fixed terms, other dataclasses, and tuples of these."""
    if get_origin(hint) is Literal:
        return isinstance(value, str) and value in get_args(hint)
    if get_origin(hint) is tuple:
        return isinstance(value, tuple) and all(fits_type(one, get_args(hint)[0]) for one in value)
    if is_dataclass(hint) and isinstance(hint, type):
        hints = get_type_hints(hint)
        return isinstance(value, hint) and all(
            fits_type(getattr(value, f.name), hints[f.name]) for f in fields(hint)
        )
    return type(value) is hint
