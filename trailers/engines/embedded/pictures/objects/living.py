"""Trees, beasts, fire, worlds, and people who are not characters."""

# Outlines are written as rows of points; a formatter would give every point its own line.
# fmt: off
from __future__ import annotations

import numpy as np

from ..heads import head_shapes
from ..recipe import Wardrobe
from .sketch import Sketch


def tree(s: Sketch) -> None:
    todo = [(0.0, 0.0, np.pi / 2, 0.26, 0.040, 0)]
    s.poly((-0.075, -0.01), (-0.035, 0.06), (0.035, 0.06), (0.08, -0.01))
    while todo:
        x, y, angle, length, r, level = todo.pop()
        bend = (s.dice.random() - 0.5) * 0.55
        mx, my = x + np.cos(angle) * length * 0.5, y + np.sin(angle) * length * 0.5
        qx, qy = mx + np.cos(angle + bend) * length * 0.5, my + np.sin(angle + bend) * length * 0.5
        s.line([(x, y), (mx, my), (qx, qy)], [2 * r, 1.7 * r, 1.35 * r])
        if level >= 6:
            continue
        for k in range(2 if s.dice.random() < 0.7 else 3):
            turn = angle + bend + (k - 0.5) * (0.8 + 0.3 * s.dice.random()) + (s.dice.random() - 0.5) * 0.3
            todo.append((qx, qy, turn + 0.1 * (np.pi / 2 - turn), length * (0.68 + 0.2 * s.dice.random()),
                r * 0.66, level + 1))


def fire(s: Sketch) -> None:
    for x, a in ((-0.3, 0.35), (0.28, -0.4), (0.0, 0.1), (-0.12, -0.2)):
        s.line([(x - 0.34 * np.cos(a), 0.05 - 0.1 * np.sin(a)),
            (x + 0.34 * np.cos(a), 0.09 + 0.3 * np.sin(a))], 0.085)
    s.blob((-0.30, 0.06), (-0.34, 0.26), (-0.22, 0.44), (-0.25, 0.62), (-0.10, 0.52), (-0.06, 0.78),
        (0.04, 1.0), (0.08, 0.70), (0.16, 0.56), (0.24, 0.68), (0.24, 0.44),
           (0.33, 0.26), (0.28, 0.06), tone="face", steps=5)
    s.blob((-0.22, 0.06), (-0.24, 0.22), (-0.14, 0.36), (-0.08, 0.52), (0.03, 0.74), (0.06, 0.50),
        (0.16, 0.36), (0.22, 0.2), (0.18, 0.06), tone="lit", steps=5)


def bird(s: Sketch) -> None:
    s.blob((-0.10, 0.40), (-0.02, 0.34), (0.14, 0.38), (0.30, 0.46), (0.38, 0.44), (0.30, 0.52),
        (0.16, 0.54), (-0.06, 0.52), (-0.34, 0.44), (-0.42, 0.36), (-0.28, 0.38), steps=5)
    s.blob((0.12, 0.50), (0.04, 0.72), (-0.18, 0.92), (-0.52, 1.0), (-0.40, 0.88), (-0.34, 0.80),
        (-0.22, 0.72), (-0.14, 0.62), (-0.06, 0.50), steps=5)
    s.blob((0.14, 0.48), (0.26, 0.74), (0.50, 0.92), (0.82, 0.94), (0.62, 0.82), (0.50, 0.72), (0.36, 0.62),
        (0.26, 0.50), steps=5)


def dog(s: Sketch) -> None:
    s.blob((-0.52, 0.62), (-0.30, 0.70), (0.0, 0.68), (0.24, 0.74), (0.34, 0.72), (0.34, 0.44),
        (0.18, 0.36), (-0.10, 0.40), (-0.38, 0.42), (-0.54, 0.48), steps=6)
    s.blob((0.22, 0.72), (0.34, 0.88), (0.44, 0.98), (0.50, 1.06), (0.55, 0.97), (0.66, 0.90), (0.80, 0.84),
        (0.80, 0.78), (0.64, 0.74), (0.52, 0.72), (0.38, 0.54), (0.26, 0.56), steps=5)
    s.blob((0.44, 0.96), (0.42, 1.10), (0.50, 1.02), (0.53, 0.94), steps=4)
    for x, k in ((0.26, 0.02), (0.16, -0.05)):
        s.line([(x, 0.50), (x + k, 0.24), (x - 0.01, 0.02), (x + 0.05, 0.015)], [0.12, 0.065, 0.05, 0.045])
    for x, k in ((-0.46, 0.0), (-0.36, 0.05)):
        s.line([(x + 0.02, 0.54), (x + k - 0.02, 0.34), (x - 0.06, 0.24), (x - 0.02, 0.02),
            (x + 0.04, 0.015)], [0.17, 0.11, 0.06, 0.05, 0.045])
    s.line([(-0.50, 0.60), (-0.68, 0.66), (-0.80, 0.82),
        (-0.84, 0.92)], [0.08, 0.06, 0.045, 0.02], smooth=True)


def horse(s: Sketch) -> None:
    s.blob((-0.60, 0.66), (-0.42, 0.74), (-0.10, 0.70), (0.18, 0.74), (0.34, 0.72), (0.36, 0.54),
        (0.20, 0.44), (-0.12, 0.44), (-0.40, 0.48), (-0.60, 0.52), steps=6)
    s.blob((0.14, 0.72), (0.30, 0.90), (0.44, 1.00), (0.56, 1.02), (0.64, 0.94), (0.80, 0.80), (0.80, 0.74),
        (0.72, 0.73), (0.58, 0.82), (0.50, 0.80), (0.42, 0.62), (0.32, 0.52), steps=5)
    s.poly((0.50, 1.0), (0.50, 1.08), (0.56, 1.01))
    s.blob((0.12, 0.74), (0.22, 0.90), (0.40, 1.04), (0.50, 1.05), (0.42, 0.96), (0.30, 0.82), (0.22, 0.70),
        (0.10, 0.66), steps=5)
    for x, mid, foot in ((0.26, 0.27, 0.26), (0.14, 0.20, 0.11)):
        s.line([(x, 0.54), (mid, 0.28), (foot, 0.05), (foot + 0.03, 0.01)], [0.14, 0.062, 0.04, 0.05])
    for x, hock, foot in ((-0.50, -0.56, -0.50), (-0.38, -0.40, -0.33)):
        s.line([(x, 0.56), (x + 0.03, 0.40), (hock, 0.27), (foot, 0.05),
            (foot + 0.03, 0.01)], [0.22, 0.12, 0.062, 0.04, 0.05])
    s.blob((-0.58, 0.66), (-0.70, 0.60), (-0.74, 0.36), (-0.68, 0.16), (-0.64, 0.36), (-0.58, 0.52), steps=6)


def planet(s: Sketch) -> None:
    """Its outline only: the stage lights it as a globe (sky.paint_planet)."""
    s.oval(0, 0.5, 0.5, 0.5)


def crowd(s: Sketch) -> None:
    """People standing close, some hatted, none alike."""
    for row, (base, size) in enumerate(((1.14, 0.44), (0.97, 0.56))):
        count = 9 - 2 * row
        for k in range(count):
            x = -1.45 + 2.9 * (k + 0.5 + 0.5 * (s.dice.random() - 0.5)) / count
            h = base + size * (0.62 + 0.14 * s.dice.random())
            w = Wardrobe(hat=("", "", "fedora", "cap", "")[int(s.dice.integers(0, 5))], hair=("short", "bob",
                "long", "short")[int(s.dice.integers(0, 4))])
            view = "side" if s.dice.random() < 0.2 else "back"
            for p in head_shapes(w, view, 0.0, int(s.dice.integers(0, 999))):
                flip = -1 if view == "side" and x > 0 else 1
                s.parts.append(("body", np.column_stack((x + flip * p[:, 0] * 0.20, h + p[:, 1] * 0.20))))
            s.blob((x - 0.06, h - 0.06), (x - 0.07, h - 0.13), (x - 0.22, h - 0.20), (x - 0.26, h - 0.36),
                (x - 0.20, 0.42), (x + 0.20, 0.42), (x + 0.26, h - 0.36), (x + 0.22, h - 0.20),
                   (x + 0.07, h - 0.13), (x + 0.06, h - 0.06), steps=4)
            for leg in (-0.10, 0.09):
                foot = 0.05 * (1 - row) + 0.02 * s.dice.random()
                s.line([(x + leg, 0.60), (x + leg * 1.1, 0.30), (x + leg * 1.25, foot)], [0.17, 0.12, 0.09])


DRAWERS = {"tree": tree, "fire": fire, "bird": bird, "dog": dog, "horse": horse, "planet": planet,
    "crowd": crowd}
