"""Buildings and structures."""

# Outlines are written as rows of points; a formatter would give every point its own line.
# fmt: off
from __future__ import annotations

import numpy as np

from .sketch import Sketch


def lighthouse(s: Sketch) -> None:
    s.poly((-0.115, 0), (-0.068, 0.74), (0.068, 0.74), (0.115, 0))
    s.poly((0.03, 0), (0.02, 0.74), (0.068, 0.74), (0.115, 0), tone="dark")
    for y in (0.16, 0.44):
        s.poly((-0.112 + y * 0.064, y), (-0.103 + y * 0.050, y + 0.13), (0.103 - y * 0.050, y + 0.13),
            (0.112 - y * 0.064, y), tone="face")
    s.rect(-0.098, 0.735, 0.098, 0.755)
    for x in np.linspace(-0.092, 0.092, 9):
        s.line([(x, 0.755), (x, 0.79)], 0.005)
    s.line([(-0.094, 0.79), (0.094, 0.79)], 0.007)
    s.rect(-0.052, 0.755, 0.052, 0.87)
    s.rect(-0.044, 0.768, 0.044, 0.862, tone="lit")
    s.line([(0, 0.76), (0, 0.87)], 0.007, tone="dark")
    s.blob((-0.064, 0.868), (-0.04, 0.925), (0, 0.955), (0.04, 0.925), (0.064, 0.868), (0, 0.872))
    s.line([(0, 0.94), (0, 1.0)], [0.012, 0.004])
    s.poly((-0.24, 0), (-0.24, 0.12), (-0.175, 0.19), (-0.11, 0.12), (-0.11, 0))
    s.rect(-0.195, 0.05, -0.16, 0.095, tone="lit")


def house(s: Sketch) -> None:
    s.rect(-0.48, 0, 0.42, 0.52)
    s.poly((-0.55, 0.50), (-0.30, 0.90), (0.30, 0.90), (0.50, 0.50))
    s.rect(0.10, 0.78, 0.21, 1.02)
    s.poly((-0.40, 0.5), (-0.20, 0.84), (0.0, 0.5), tone="face")
    s.rect(-0.37, 0, -0.03, 0.52, tone="face")
    for x in (-0.29, 0.10, 0.27):
        s.rect(x, 0.22, x + 0.10, 0.38, tone="lit")
        s.line([(x + 0.05, 0.22), (x + 0.05, 0.38)], 0.012, tone="dark")
        s.line([(x, 0.30), (x + 0.10, 0.30)], 0.012, tone="dark")
    s.rect(-0.14, 0, -0.05, 0.30, tone="dark")
    s.line([(-0.52, 0.505), (0.47, 0.505)], 0.02, tone="dark")
    s.poly((0.40, 0), (0.40, 0.28), (0.72, 0.24), (0.72, 0))
    for x in (0.50, 0.62):
        s.line([(x, 0), (x, 0.25)], 0.02, tone="dark")


def tower(s: Sketch) -> None:
    s.poly((-0.15, 0), (-0.125, 0.74), (0.125, 0.74), (0.15, 0))
    s.poly((-0.17, 0.72), (-0.17, 0.83), (0.17, 0.83), (0.17, 0.72))
    for x in np.linspace(-0.155, 0.125, 5):
        s.rect(x - 0.012, 0.82, x + 0.034, 0.875)
    s.poly((0.03, 0), (0.025, 0.72), (0.125, 0.72), (0.15, 0), tone="dark")
    for y in (0.30, 0.54):
        s.blob((-0.03, y), (-0.03, y + 0.07), (0, y + 0.095), (0.03, y + 0.07),
            (0.03, y), tone="lit", steps=3)
    s.blob((-0.045, 0.0), (-0.045, 0.10), (0, 0.14), (0.045, 0.10), (0.045, 0.0), tone="dark", steps=4)
    s.line([(0, 0.87), (0, 1.02)], [0.014, 0.006])


def bridge(s: Sketch) -> None:
    s.rect(-1.6, 0.30, 1.6, 0.345)
    for x in (-0.72, 0.72):
        s.poly((x - 0.055, 0), (x - 0.038, 1.0), (x - 0.014, 1.0), (x - 0.020, 0))
        s.poly((x + 0.055, 0), (x + 0.038, 1.0), (x + 0.014, 1.0), (x + 0.020, 0))
        for y in (0.52, 0.74, 0.96):
            s.rect(x - 0.05, y, x + 0.05, y + 0.030)
    main = [(x, 0.40 + 0.58 * (x / 0.72) ** 2) for x in np.linspace(-0.72, 0.72, 25)]
    s.line(main, 0.014)
    for side in (-1, 1):
        s.line([(side * (0.72 + 0.88 * t), 0.98 - 0.64 * t**0.9) for t in np.linspace(0, 1, 12)], 0.014)
    for x, y in main[1:-1]:
        s.line([(x, 0.34), (x, y)], 0.005)
    for t in np.linspace(0.08, 0.92, 11):
        for side in (-1, 1):
            s.line([(side * (0.72 + 0.88 * t), 0.34),
                (side * (0.72 + 0.88 * t), 0.98 - 0.64 * t**0.9)], 0.005)


def well(s: Sketch) -> None:
    s.blob((-0.36, 0), (-0.38, 0.28), (-0.34, 0.36), (0, 0.38), (0.34, 0.36), (0.38, 0.28), (0.36, 0),
        (0, -0.02), steps=4)
    s.oval(0, 0.355, 0.33, 0.055, tone="dark")
    for y, n in ((0.10, 4), (0.21, 5), (0.30, 4)):
        for x in np.linspace(-0.26, 0.26, n):
            s.line([(x - 0.03, y), (x + 0.03, y)], 0.010, tone="dark")
    for x in (-0.30, 0.30):
        s.line([(x, 0.32), (x, 0.80)], 0.045)
    s.poly((-0.44, 0.74), (0, 1.0), (0.44, 0.74), (0.40, 0.70), (0, 0.93), (-0.40, 0.70))
    s.poly((-0.42, 0.745), (0, 0.985), (0.0, 0.90), (-0.34, 0.73), tone="face")
    s.line([(-0.30, 0.66), (0.30, 0.66)], 0.05)
    s.line([(0, 0.64), (0, 0.47)], 0.012)
    s.poly((-0.06, 0.46), (0.06, 0.46), (0.045, 0.37), (-0.045, 0.37))


def stairs(s: Sketch) -> None:
    steps = 9
    outline: list[tuple[float, float]] = [(-0.7, 0)]
    for k in range(steps):
        x, y = -0.7 + 1.25 * k / steps, (k + 1) / steps * 0.86
        outline += [(x, y), (-0.7 + 1.25 * (k + 1) / steps, y)]
    s.poly(*outline, (0.78, 0.86), (0.78, 0))
    for k in range(steps):
        x, y = -0.7 + 1.25 * k / steps, (k + 1) / steps * 0.86
        s.rect(x, y - 0.018, x + 1.25 / steps, y, tone="face")
    s.line([(-0.66, 0.36), (0.55, 1.18)], 0.026)
    for k in range(0, steps, 2):
        x, y = -0.63 + 1.25 * k / steps, (k + 1) / steps * 0.86
        s.line([(x, y), (x, y + 0.29)], 0.014)


def fence(s: Sketch) -> None:
    for k, x in enumerate(np.linspace(-1.5, 1.5, 11)):
        tilt = 0.05 * (s.dice.random() - 0.5)
        h = 0.86 + 0.14 * s.dice.random()
        s.poly((x - 0.035, 0), (x - 0.03 + tilt, h), (x + 0.005 + tilt, h + 0.04), (x + 0.03 + tilt, h),
            (x + 0.035, 0))
        if k:
            for y in (0.34, 0.68):
                s.line([(x - 0.3, y + 0.04 * s.dice.random()), (x, y + 0.04 * s.dice.random())], 0.045)


def door(s: Sketch) -> None:
    s.rect(-0.30, 0, 0.30, 1.0)
    s.rect(-0.235, 0, 0.235, 0.945, tone="dark")
    s.poly((-0.235, 0.945), (-0.235, 0), (0.10, -0.03), (0.10, 0.985), tone="body")
    s.poly((0.10, 0.985), (0.10, -0.03), (0.235, 0.0), (0.235, 0.945), tone="lit")
    for y in (0.12, 0.56):
        s.poly((-0.18, y), (-0.18, y + 0.30), (0.05, y + 0.315), (0.05, y - 0.015), tone="dark")
        s.poly((-0.155, y + 0.03), (-0.155, y + 0.275), (0.03, y + 0.285), (0.03, y + 0.018), tone="face")
    s.oval(0.072, 0.47, 0.016, 0.016, tone="lit")


def window(s: Sketch) -> None:
    s.rect(-0.36, 0.0, 0.36, 1.0)
    s.rect(-0.30, 0.06, 0.30, 0.94, tone="lit")
    s.line([(0, 0.06), (0, 0.94)], 0.04)
    for y in (0.36, 0.65):
        s.line([(-0.30, y), (0.30, y)], 0.025)
    s.rect(-0.42, -0.02, 0.42, 0.04)
    s.poly((-0.36, 1.0), (-0.36, 0.05), (-0.30, 0.08), (-0.22, 0.55), (-0.12, 0.98))
    s.poly((0.36, 1.0), (0.36, 0.05), (0.31, 0.08), (0.24, 0.55), (0.14, 0.98))


def grave(s: Sketch) -> None:
    s.blob((-0.24, 0), (-0.24, 0.5), (-0.21, 0.74), (0, 0.86), (0.21, 0.74), (0.24, 0.5), (0.24, 0),
        (0, -0.01), steps=5)
    s.blob((-0.24, 0), (-0.24, 0.5), (-0.21, 0.74), (-0.02, 0.85), (-0.09, 0.70), (-0.16, 0.5),
        (-0.17, 0), steps=5, tone="face")
    for y, w in ((0.58, 0.11), (0.48, 0.14), (0.40, 0.09)):
        s.line([(-w + 0.02, y), (w + 0.02, y)], 0.016, tone="dark")
    s.blob((-0.42, 0.0), (-0.2, 0.10), (0.2, 0.08), (0.5, 0.0), (0, -0.03))
    for x in (-0.36, -0.29, 0.28, 0.36, 0.42):
        s.line([(x, 0.0), (x + 0.04 * (s.dice.random() - 0.5), 0.14 + 0.1 * s.dice.random())], [0.016, 0.004])


def cross(s: Sketch) -> None:
    s.poly((-0.06, 0), (-0.045, 1.0), (0.045, 1.0), (0.055, 0))
    s.poly((-0.30, 0.66), (-0.30, 0.76), (0.30, 0.77), (0.30, 0.67))
    s.poly((-0.055, 0.02), (-0.042, 0.99), (-0.018, 0.99), (-0.02, 0.02), tone="face")
    s.blob((-0.32, 0.0), (-0.12, 0.09), (0.14, 0.08), (0.34, 0.0), (0, -0.03))


def tent(s: Sketch) -> None:
    s.poly((-0.86, 0), (-0.08, 1.0), (0.06, 1.0), (0.82, 0))
    s.poly((-0.86, 0), (-0.08, 1.0), (-0.02, 0.98), (-0.26, 0), tone="face")
    s.poly((-0.28, 0), (-0.04, 0.80), (0.16, 0), tone="lit")
    s.poly((-0.03, 0.8), (0.16, 0), (0.26, 0), (0.02, 0.86), tone="dark")
    s.line([(-0.01, 0.95), (-0.01, 1.08)], 0.03)
    for side in (-1, 1):
        s.line([(side * 0.1, 0.98), (side * 1.15, 0.0)], 0.008)


def machine(s: Sketch) -> None:
    s.rect(-0.62, 0, 0.62, 0.40)
    s.rect(-0.50, 0.40, 0.10, 0.78)
    s.oval(0.34, 0.46, 0.27, 0.27)
    for a in np.linspace(0, 2 * np.pi, 12, endpoint=False):
        s.poly(*[(0.34 + r * np.cos(a + d), 0.46 + r * np.sin(a + d)) for r, d in ((0.25, -0.11),
            (0.32, -0.07), (0.32, 0.07), (0.25, 0.11))])
    s.oval(0.34, 0.46, 0.19, 0.19, tone="face")
    s.oval(0.34, 0.46, 0.15, 0.15, tone="dark")
    for a in np.linspace(0, np.pi, 4, endpoint=False):
        s.line([(0.34 - 0.16 * np.cos(a), 0.46 - 0.16 * np.sin(a)),
            (0.34 + 0.16 * np.cos(a), 0.46 + 0.16 * np.sin(a))], 0.03)
    s.rect(-0.40, 0.76, -0.28, 1.0)
    s.rect(-0.43, 0.97, -0.25, 1.02)
    s.line([(-0.05, 0.74), (-0.05, 0.9), (0.2, 0.9), (0.2, 0.68)], 0.05)
    for x in (-0.40, -0.24, -0.08):
        s.oval(x, 0.60, 0.045, 0.045, tone="lit")
    for x in np.linspace(-0.56, 0.56, 9):
        s.oval(x, 0.06, 0.012, 0.012, tone="face")
    s.line([(-0.62, 0.39), (0.62, 0.39)], 0.02, tone="face")


DRAWERS = {"lighthouse": lighthouse, "house": house, "tower": tower, "bridge": bridge, "well": well,
    "stairs": stairs, "fence": fence,
           "door": door, "window": window, "grave": grave, "cross": cross, "tent": tent, "machine": machine}
