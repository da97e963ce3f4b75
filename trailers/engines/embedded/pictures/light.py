"""What light does to shapes: rims, relief, shadows, shafts, bloom. Pure functions on arrays."""

from __future__ import annotations

import cv2
import numpy as np

from .brush import Mask, Plain, View, f32, soften


def towards(view: View, x: float, y: float) -> tuple[Plain, Plain, Plain]:
    """Unit direction from every pixel to the world point (x, y), and the distance in heights."""
    xs, ys = view.grid()
    dx, dy = x - xs + 0 * ys, y - ys + 0 * xs
    far = np.sqrt(dx * dx + dy * dy) + 1e-4
    return dx / far, dy / far, far


def rim(mask: Mask, view: View, x: float, y: float, width: float) -> Plain:
    """How much each pixel of a solid edge faces a light at (x, y): 0..1, inside the mask only.

    The mask is read as a swollen body: blurred it is a height map, whose slope gives the normal.
    """
    high, wide = mask.shape
    step = 2 if max(high, wide) > 500 else 1
    small = cv2.resize(mask, (max(wide // step, 2), max(high // step, 2)), interpolation=cv2.INTER_AREA)
    sigma = max(width * view.scale / step, 0.8)
    body = cv2.GaussianBlur(small, (0, 0), sigma).astype(np.float32) * (sigma / 255)
    gx, gy = cv2.Sobel(body, cv2.CV_32F, 1, 0, ksize=3), cv2.Sobel(body, cv2.CV_32F, 0, 1, ksize=3)
    coarse = view.coarse(8)
    lx, ly, _ = towards(coarse, x, y)
    size = (small.shape[1], small.shape[0])
    facing = -(gx * cv2.resize(lx, size) + gy * cv2.resize(ly, size)) * 0.42
    out = cv2.resize(np.clip(facing, 0, 1), (wide, high), interpolation=cv2.INTER_LINEAR)
    return cv2.multiply(out, mask.astype(np.float32), scale=1 / 255)


def halo(view: View, x: float, y: float, reach: float, squash: float = 1.0) -> Plain:
    """A soft glow around (x, y): 1 at the source, falling off like light in haze."""
    xs, ys = view.grid()
    d = np.sqrt(((xs - x) / squash) ** 2 + (ys - y) ** 2) / max(reach, 1e-3)
    return (0.62 * np.exp(-((d * 2.1) ** 1.15)) + 0.38 * np.exp(-((d * 6.5) ** 1.2))).astype(np.float32)


def shafts(bright: Plain, view: View, x: float, y: float, length: float = 0.8) -> Plain:
    """Light rays through gaps: what is bright near (x, y), smeared away from it. Small canvases only."""
    cx, cy = view.px([(x, y)])[0]
    out = bright.copy()
    reach = length
    for _ in range(5):
        k = 1 + reach
        move = f32([[k, 0, cx * (1 - k)], [0, k, cy * (1 - k)]])
        moved = cv2.warpAffine(
            out, move, (view.width, view.height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        out = out * 0.5 + moved * 0.5
        reach *= 0.5
    return out


def cast(
    mask: Mask, view: View, x: float, foot: float, light_x: float, light_y: float, fall: float = 0.45
) -> Mask:
    """The shadow that a standing shape throws over the ground towards us, away from the light."""
    lean = np.clip((x - light_x) / max(foot - light_y, 0.12), -2.2, 2.2)
    stretch = float(np.clip(0.30 / max(foot - light_y, 0.1), 0.25, 1.4)) * fall / 0.45
    px, py = view.px([(x, foot)])[0]
    move = f32([[1, -lean * stretch, px - px + lean * stretch * py], [0, -stretch, py + stretch * py]])
    out = cv2.warpAffine(mask, move, (mask.shape[1], mask.shape[0]))
    out[: max(int(py) - 1, 0)] = 0
    return soften(out, 0.004 * view.scale)


def bloom(picture: Plain, threshold: float, view: View, reach: float) -> Plain:
    """The light that bright places spill into their surroundings, on a canvas eight times smaller."""
    high, wide = picture.shape[:2]
    small = cv2.resize(picture, (max(wide // 8, 2), max(high // 8, 2)), interpolation=cv2.INTER_AREA)
    spill = np.clip(small - threshold, 0, 1)
    near = cv2.GaussianBlur(spill, (0, 0), max(reach * view.scale / 8, 0.8))
    wide_spill = cv2.GaussianBlur(spill, (0, 0), max(reach * 3.5 * view.scale / 8, 1.0))
    return f32(near * 0.6 + wide_spill * 0.6)
