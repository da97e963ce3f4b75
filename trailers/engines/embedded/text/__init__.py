"""The embedded script writer. `EmbeddedText` is loaded when first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .model import EmbeddedText

__all__ = ["EmbeddedText"]


def __getattr__(name: str) -> Any:
    if name == "EmbeddedText":
        from .model import EmbeddedText

        return EmbeddedText
    raise AttributeError(name)
