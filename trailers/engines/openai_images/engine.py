"""One still per call: generated from words, or edited from references."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..connections import connection
from ..http import trust
from ..pictures import check_references, keep_base64, picture_words
from ..ports import ImageAnswer, ImageRequest, Usage
from ..prices import settled
from .models import MODEL, PRICES, QUALITY, REFERENCES, size_for

TIMEOUT_S = 300
"""With references an answer takes up to 150 s."""
PROVIDER = "openai"


@dataclass(frozen=True, slots=True)
class OpenAIImages:
    """An ImageModel."""

    model: str = MODEL
    provider: str = PROVIDER
    blocking: bool = True

    def draw(self, request: ImageRequest, scratch: Path) -> ImageAnswer:
        """UserError: refused.*, engine.too_many_references, engine.picture_unfit."""
        import openai  # slow to load, and only this engine needs it

        from .errors import classified

        known = connection(PROVIDER)
        check_references(request, "OpenAI", REFERENCES)
        width, height = size_for(request.width, request.height)
        order: dict[str, Any] = {
            "model": self.model,
            "prompt": picture_words(request),
            "size": f"{width}x{height}",
            "quality": QUALITY,
            "output_format": "png",
            "n": 1,
        }
        with openai.OpenAI(
            api_key=known.key,
            base_url=known.base_url or None,
            max_retries=0,
            timeout=TIMEOUT_S,
            http_client=openai.DefaultHttpxClient(verify=trust()),
        ) as client:
            try:
                if request.references:
                    made = client.images.edit(image=list(request.references), **order)
                else:
                    made = client.images.generate(moderation="auto", **order)
            except (openai.OpenAIError, ValueError) as error:
                raise classified(error, self.model) from error
        return self._answer(made, scratch)

    def _answer(self, made: Any, scratch: Path) -> ImageAnswer:
        items = getattr(made, "data", None) or []
        text = items[0].b64_json if items else None
        usage = self._usage(getattr(made, "usage", None))
        return ImageAnswer(keep_base64(text, scratch, PROVIDER), usage=usage)

    def _usage(self, said: Any) -> Usage:
        """Without a count of tokens the price that was set aside is what it cost."""
        if said is None:
            return Usage()
        detail = getattr(said, "input_tokens_details", None)
        image = int(getattr(detail, "image_tokens", 0) or 0)
        units = {
            "text_input_tokens": max(0, int(said.input_tokens or 0) - image),
            "image_input_tokens": image,
            "output_tokens": int(said.output_tokens or 0),
        }
        return Usage(units, settled(PRICES[self.model], units))
