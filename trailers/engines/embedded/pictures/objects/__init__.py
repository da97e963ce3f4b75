"""Every noun of vocabulary.OBJECTS as a drawing, and how large it is beside a person.

`child` has no drawing of its own: it is a figure, cast by the composition.
"""

from __future__ import annotations

from .living import DRAWERS as _LIVING
from .places import DRAWERS as _PLACES
from .sketch import Drawer, Sketch
from .things import DRAWERS as _THINGS
from .vehicles import DRAWERS as _VEHICLES

DRAWERS: dict[str, Drawer] = {**_PLACES, **_VEHICLES, **_THINGS, **_LIVING}

__all__ = ["DRAWERS", "Sketch"]
