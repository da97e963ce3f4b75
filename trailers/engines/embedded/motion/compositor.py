"""One frame from the layers: warp, lay over, convert. Buffers are reused; only what moves is touched."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from ..pictures.brush import Mask, Plain, View
from .camera import Camera
from .layers import Layer
from .strips import Room


@dataclass(frozen=True, slots=True)
class Screen:
    """The picture inside the bars: its pixels, and the world it shows when the camera is at rest."""

    width: int
    height: int
    scale: float
    focus: tuple[float, float]
    """The world point that a zoom keeps in place."""

    def view(self, aspect: float, camera: Camera, parallax: float) -> View:
        """The View through which a thing at that parallax is seen, for what is drawn live."""
        zoom, x, y = camera.at_depth(parallax)
        left = self.focus[0] - (self.focus[0] + x) / zoom
        top = self.focus[1] - (self.focus[1] + y) / zoom
        return View(self.width, self.height, self.scale * zoom, left, top, aspect)


def matrix(screen: Screen, canvas: View, layer: Layer, camera: Camera, shear: float = 0.0) -> Plain:
    """Layer pixels to screen pixels."""
    zoom, dx, dy = camera.at_depth(layer.parallax)
    fx, fy = screen.focus
    k = screen.scale / canvas.scale * zoom
    ox = (canvas.left + layer.x / canvas.scale - fx) * zoom + fx + dx
    oy = (canvas.top + layer.y / canvas.scale - fy) * zoom + fy + dy
    m = np.array([[k, 0, ox * screen.scale], [0, k, oy * screen.scale], [0, 0, 1]])
    if shear:
        foot = layer.pixels.shape[0] * k
        m = np.array([[1, -shear, shear * (oy * screen.scale + foot)], [0, 1, 0], [0, 0, 1]]) @ m
    if camera.roll:
        c, s = math.cos(camera.roll), math.sin(camera.roll)
        cx, cy = screen.width / 2, screen.height / 2
        m = np.array([[c, -s, cx - c * cx + s * cy], [s, c, cy - s * cx - c * cy], [0, 0, 1]]) @ m
    return m[:2]


def reach_of(
    screen: Screen, canvas: View, layer: Layer, cameras: list[Camera], lean: float
) -> tuple[int, int]:
    """The most whole pixels, sideways and up or down, by which the layer leaves its place at rest in a shot.

    `lean` is the most that it is sheared. A move is affine, so no pixel goes further than a corner does.
    """
    high, wide = layer.pixels.shape[:2]
    corners = np.array([(0, 0, 1), (wide, 0, 1), (wide, high, 1), (0, high, 1)], np.float64)
    rest = corners @ matrix(screen, canvas, layer, Camera()).T
    moves = np.stack([matrix(screen, canvas, layer, camera) for camera in cameras])
    gone = np.abs(corners @ moves.transpose(0, 2, 1) - rest).max(axis=(0, 1))
    return math.ceil(gone[0] + lean * high * 1.2) + 2, math.ceil(gone[1]) + 2


class Compositor:
    """Holds the frame being made (BGRA, height x width of the screen)."""

    def __init__(self, screen: Screen, canvas: View) -> None:
        self.screen, self.canvas = screen, canvas
        self.frame: Mask = np.zeros((screen.height, screen.width, 4), np.uint8)

    def lay(
        self,
        layer: Layer,
        rooms: list[Room],
        camera: Camera,
        *,
        shear: float = 0.0,
        gain: float = 1.0,
        pixels: Mask | None = None,
    ) -> None:
        """Warp the layer into those parts of the screen that it can touch."""
        source = layer.pixels if pixels is None else pixels
        m = matrix(self.screen, self.canvas, layer, camera, shear)
        border = cv2.BORDER_REPLICATE if layer.opaque or layer.life == "water" else cv2.BORDER_CONSTANT
        box = self._box(m, source.shape[1], source.shape[0]) if border == cv2.BORDER_CONSTANT else None
        for room in [touched for r in rooms if (touched := r.within(box) if box else r)]:
            place = m.copy()
            place[0, 2] -= room.x0
            place[1, 2] -= room.y0
            part = cv2.warpAffine(
                source,
                place,
                (room.x1 - room.x0, room.y1 - room.y0),
                flags=cv2.INTER_LINEAR,
                borderMode=border,
            )
            if layer.opaque:
                self.frame[room.y0 : room.y1, room.x0 : room.x1] = part
            else:
                self.over(part, room.x0, room.y0, gain)

    def over(self, part: Mask, x: int, y: int, gain: float = 1.0) -> None:
        """Lay a premultiplied BGRA patch at (x, y); what of it lies past the right or lower edge is not seen."""
        high, wide = part.shape[:2]
        room = self.frame[y : y + high, x : x + wide]
        if not room.size:
            return
        part = part[: room.shape[0], : room.shape[1]]
        if gain != 1.0:
            part = cv2.convertScaleAbs(part, alpha=gain)
        keep = cv2.cvtColor(cv2.bitwise_not(cv2.extractChannel(part, 3)), cv2.COLOR_GRAY2BGRA)
        cv2.multiply(room, keep, room, 1 / 255)
        cv2.add(room, part, room)

    def _box(self, m: Plain, wide: int, high: int) -> Room:
        """Where the whole layer lies on the screen now."""
        corners = np.array([(0, 0, 1), (wide, 0, 1), (wide, high, 1), (0, high, 1)], np.float64) @ m.T
        x0, y0 = np.floor(corners.min(axis=0)).astype(int) - 1
        x1, y1 = np.ceil(corners.max(axis=0)).astype(int) + 1
        return Room(int(x0), int(y0), int(x1), int(y1))
