"""Stills by OpenAI's picture models, with references, through its own SDK with every repeat of its own turned off."""

from __future__ import annotations

from .engine import OpenAIImages

__all__ = ["OpenAIImages"]
