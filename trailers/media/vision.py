"""OpenCV, loaded when it is first needed and kept to one thread.

A worker runs one segment a core, and its encoder beside it: more threads would only take turns. Importing it
costs a quarter of a second, which no web page should pay.
"""

from __future__ import annotations

import functools
from typing import Any


@functools.cache
def opencv() -> Any:
    import cv2

    cv2.setNumThreads(1)
    return cv2
