"""Scripts written by a language model behind chat completions: OpenAI's own, or any server that speaks the same."""

from .engine import LocalText, OpenAIText

__all__ = ["LocalText", "OpenAIText"]
