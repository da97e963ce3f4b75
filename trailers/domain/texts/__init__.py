"""The words that a person reads about each failure, by code: one module a subject.

A code is stable (API clients match on it); its text lives here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..message import Message
from .api import API
from .cuts import CUTS
from .documents import DOCUMENTS
from .editing import EDITING
from .exports import EXPORTS
from .files import FILES
from .jobs import JOBS
from .media import MEDIA
from .providers import PROVIDERS
from .scenes import SCENES
from .songs import SONGS
from .sound import SOUND
from .split import SPLIT

TEXTS: Mapping[str, Message] = {
    **API,
    **CUTS,
    **DOCUMENTS,
    **EDITING,
    **EXPORTS,
    **FILES,
    **JOBS,
    **MEDIA,
    **PROVIDERS,
    **SCENES,
    **SONGS,
    **SOUND,
    **SPLIT,
}
