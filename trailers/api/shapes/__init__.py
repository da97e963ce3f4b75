"""What the API answers with. Prices are whole microdollars, times milliseconds, frames counted from 0.

An ignored assignment is a field that bears the name of an attribute of its class, which the framework allows.
"""

from .engines import KeyShape, OfferShape, RefusalShape, SpeakerShape, StandInsShape, TrialShape, VoicesShape
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
from .plans import ShotPlanShape, SongEstimateShape, TreatmentShape
from .references import OrderedShape, ReferenceShape, RungShape, SheetShape
from .scenes import PreviewShape, ReadingNumberShape, RowShape, SceneShape, ScriptShape, TakeShape
from .songs import SongShape, SongSourceShape, SongWordsShape
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
    "KeyShape",
    "LedgerShape",
    "MeShape",
    "OfferShape",
    "OrderedShape",
    "PreviewShape",
    "QuestionShape",
    "RangeShape",
    "ReadingNumberShape",
    "ReadingShape",
    "ReferenceShape",
    "RefusalShape",
    "RenderShape",
    "RowShape",
    "RungShape",
    "SceneShape",
    "ScriptShape",
    "SheetShape",
    "ShotPlanShape",
    "SongEstimateShape",
    "SongShape",
    "SongSourceShape",
    "SongWordsShape",
    "SourceDetailShape",
    "SourceShape",
    "SpeakerShape",
    "SpendShape",
    "StageShape",
    "StandInsShape",
    "TakeShape",
    "TeamShape",
    "TreatmentShape",
    "TrialShape",
    "UploadShape",
    "VoicesShape",
]
