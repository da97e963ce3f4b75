"""Seedream: one still per call, as the bytes that the vendor made."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..pictures import check_references, data_uri, keep_base64, picture_words
from ..ports import ImageAnswer, ImageRequest, Usage
from ..prices import settled
from .answers import read_pictures
from .client import IMAGES, caller, checked
from .errors import PROVIDER
from .models import PRICES, STILL, STILLS
from .orders import still_order, still_size


@dataclass(frozen=True, slots=True)
class Seedream:
    """An ImageModel. The bytes are kept as they came: Seedance trusts faces in them only then."""

    model: str = STILL
    provider: str = PROVIDER
    blocking: bool = True

    def draw(self, request: ImageRequest, scratch: Path) -> ImageAnswer:
        """UserError: refused.*, engine.too_many_references, engine.picture_unfit."""
        model = STILLS[self.model]
        size = still_size(model, request.width, request.height)
        check_references(request, "Seedream", model.references)
        pictures = [data_uri(path) for path in request.references]
        order = still_order(model, picture_words(request), size, pictures)
        reply = caller().order(IMAGES, order)
        text, count = read_pictures(checked(reply, self.model))
        usage = Usage(
            {"images": count},
            settled(PRICES[self.model], {"images": count}),
            reply.headers.get("x-request-id", ""),
        )
        return ImageAnswer(keep_base64(text, scratch, PROVIDER), usage=usage)
