"""What the API answers with. Prices are whole microdollars, times milliseconds, frames counted from 0.

An ignored assignment is a field that bears the name of an attribute of its class, which the framework allows.
"""

from .films import (
    CardShape,
    CountShape,
    EventShape,
    EventsShape,
    FailureShape,
    FileShape,
    FilmShape,
    GateShape,
    QuestionShape,
    RenderShape,
    StageShape,
)
from .people import LedgerShape, MeShape, SpendShape, TeamShape
from .scenes import PreviewShape, ReadingNumberShape, RowShape, SceneShape, ScriptShape, TakeShape
from .sources import (
    EngineShape,
    EstimateShape,
    FormShape,
    RangeShape,
    ReadingShape,
    SourceDetailShape,
    SourceShape,
    UploadShape,
)

__all__ = [
    "CardShape",
    "CountShape",
    "EngineShape",
    "EstimateShape",
    "EventShape",
    "EventsShape",
    "FailureShape",
    "FileShape",
    "FilmShape",
    "FormShape",
    "GateShape",
    "LedgerShape",
    "MeShape",
    "PreviewShape",
    "QuestionShape",
    "RangeShape",
    "ReadingNumberShape",
    "ReadingShape",
    "RenderShape",
    "RowShape",
    "SceneShape",
    "ScriptShape",
    "SourceDetailShape",
    "SourceShape",
    "SpendShape",
    "StageShape",
    "TakeShape",
    "TeamShape",
    "UploadShape",
]
