"""Values as plain dictionaries, one level deep."""

from __future__ import annotations

from typing import Any


def plain(value: Any) -> dict[str, Any]:
    """Field name -> value of a dataclass, without a copy of what the fields hold. AttributeError for others.

    `dataclasses.asdict` goes all the way down and copies everything, which a plan of a long film feels.
    """
    return {name: getattr(value, name) for name in value.__dataclass_fields__}
