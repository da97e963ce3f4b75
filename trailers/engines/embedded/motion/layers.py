"""Planes gathered into the few layers that move differently, as 8-bit premultiplied BGRA ready to be warped.

Colours are turned once, here, so that OpenCV's BT.601 conversion at the end of every frame yields BT.709.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np

from ..pictures.brush import Mask, Plain, View
from ..pictures.stage import Stage, dither

_STEPS = (0.22, 0.48, 0.72, 1.3)
PARALLAX = (0.08, 0.32, 0.62, 1.0, 1.65)
"""The five depths a shot is reduced to: sky and far, middle, near middle, subject, framing."""


def _matrix(kr: float, kb: float) -> Plain:
    kg = 1 - kr - kb
    luma = np.array((kb, kg, kr))
    u = (np.array((1, 0, 0)) - luma) / (2 * (1 - kb))
    v = (np.array((0, 0, 1)) - luma) / (2 * (1 - kr))
    return np.stack((luma, u, v))


TWIST: Plain = (np.linalg.inv(_matrix(0.299, 0.114)) @ _matrix(0.2126, 0.0722)).astype(np.float32)
"""BGR to the BGR whose BT.601 YUV is the BT.709 YUV of the first. Linear, so premultiplied planes may pass."""


@dataclass(slots=True)
class Layer:
    pixels: Mask
    """Premultiplied, twisted BGRA."""
    x: int
    y: int
    parallax: float
    life: str
    opaque: bool = False
    variants: list[Mask] = field(default_factory=list)


@dataclass(slots=True)
class LayerSink:
    """Collects the planes of a stage. Planes of one depth melt into one layer; what lives stays apart."""

    view: View
    layers: list[Layer] = field(default_factory=list)
    _stage: Stage | None = None
    _colour: Plain | None = None
    _alpha: Plain | None = None
    _step: int = 0
    _kind: str = ""
    """What the open layer is: 'sky' (the picture itself, opaque), 'still', 'figure', or '' when none is open."""

    def watch(self, stage: Stage) -> None:
        self._stage = stage

    def plane(
        self, name: str, colour: Plain, alpha: Plain | None, at: tuple[int, int], parallax: float, life: str
    ) -> None:
        if alpha is None:
            self._kind = "sky"
            return
        step = max(self._step, sum(parallax >= limit for limit in _STEPS))
        if name.startswith("water") or life == "flicker" or name == "framing":
            self._close()
            self._step = step
            self._keep(_premultiplied(colour, alpha), alpha, at, PARALLAX[step], life)
            return
        kind = (
            "figure" if name.startswith("figure") else "sky" if self._kind == "sky" and step == 0 else "still"
        )
        if step != self._step or kind != self._kind:
            self._close()
        self._step, self._kind = step, kind
        if kind != "sky":
            self._add(colour, alpha, at)

    def variant(self, colour: Plain) -> None:
        layer = self.layers[-1]
        alpha = layer.pixels[:, :, 3].astype(np.float32) / 255
        moment = _pack(_premultiplied(colour, alpha), alpha)
        layer.variants.append(_open_above(moment, layer.y))

    def finish(self) -> list[Layer]:
        self._close()
        return self.layers

    def _add(self, colour: Plain, alpha: Plain, at: tuple[int, int]) -> None:
        if self._colour is None or self._alpha is None:
            high, wide = self.view.height, self.view.width
            self._colour, self._alpha = (
                np.zeros((high, wide, 3), np.float32),
                np.zeros((high, wide), np.float32),
            )
        x, y = at
        h, w = alpha.shape
        part, cover = self._colour[y : y + h, x : x + w], self._alpha[y : y + h, x : x + w]
        keep = 1 - alpha
        part[...] = cv2.blendLinear(
            np.ascontiguousarray(colour, np.float32), np.ascontiguousarray(part), alpha, keep
        )
        cover[...] = cover * keep + alpha

    def _close(self) -> None:
        """End the open layer. Called before the next plane is laid, so a sky is the picture as it stands."""
        if self._kind == "sky" and self._stage is not None:
            picture = self._stage.picture
            self._keep(picture, np.ones(picture.shape[:2], np.float32), (0, 0), PARALLAX[0], "", True)
        elif self._colour is not None and self._alpha is not None:
            life = "sway" if self._kind == "figure" else ""
            self._keep(self._colour, self._alpha, (0, 0), PARALLAX[self._step], life)
        self._colour = self._alpha = None
        self._kind = ""

    def _keep(
        self,
        colour: Plain,
        alpha: Plain,
        at: tuple[int, int],
        parallax: float,
        life: str,
        opaque: bool = False,
    ) -> None:
        pixels = _pack(colour, alpha)
        x, y, wide, high = cv2.boundingRect(cv2.max(pixels[:, :, 3], pixels[:, :, 1]))
        if not wide:
            return
        if life == "water":
            x, y, wide, high = 0, 0, pixels.shape[1], pixels.shape[0]
        cropped = np.ascontiguousarray(pixels[y : y + high, x : x + wide])
        if life == "water":
            cropped = _open_above(cropped, at[1])
        self.layers.append(Layer(cropped, at[0] + x, at[1] + y, parallax, life, opaque))


def _open_above(pixels: Mask, top: int) -> Mask:
    """Water goes on past its sides and its foot (its border is repeated there), but never above the horizon."""
    if top > 0:
        pixels[0] = 0
    return pixels


def _premultiplied(colour: Plain, alpha: Plain) -> Plain:
    return cv2.multiply(np.ascontiguousarray(colour, np.float32), cv2.merge((alpha, alpha, alpha)))


def _pack(colour: Plain, alpha: Plain) -> Mask:
    """Twist, dither, soften by a breath (so that edges do not crawl when they move by parts of a pixel)."""
    high, wide = alpha.shape
    turned = cv2.transform(np.ascontiguousarray(colour, np.float32), TWIST * 255)
    out = np.empty((high, wide, 4), np.uint8)
    solid = cv2.add(turned, dither(high, wide), dtype=cv2.CV_8U)
    cv2.mixChannels(
        [solid, cv2.convertScaleAbs(alpha.astype(np.float32, copy=False), alpha=255)],
        [out],
        [0, 0, 1, 1, 2, 2, 3, 3],
    )
    return cv2.GaussianBlur(out, (3, 3), 0.45)
