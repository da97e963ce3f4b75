"""The product's rows, one module per subject.

Nothing is removed on its own, except what is cache (renders, and artifacts that no row names).
A project takes its scripts, soundtracks, scenes, takes, cuts, renders, jobs and events with it; it never
takes sources or artifacts, which belong to the team, nor money, which stays in the ledger.
"""

from .artifact import Artifact, Source
from .beat import WorkerBeat
from .cut import Cut, CutStep
from .engine_key import EngineKey
from .event import Event
from .export import Export
from .job import Job, JobState
from .lane import Lane, TeamTurn
from .once import IdempotencyKey
from .project import Project
from .reference import Reference
from .render import Render
from .scene import Scene, Take
from .script import Script
from .share import ShareLink
from .soundtrack import Soundtrack
from .upload import Upload

__all__ = [
    "Artifact",
    "Cut",
    "CutStep",
    "EngineKey",
    "Event",
    "Export",
    "IdempotencyKey",
    "Job",
    "JobState",
    "Lane",
    "Project",
    "Reference",
    "Render",
    "Scene",
    "Script",
    "ShareLink",
    "Soundtrack",
    "Source",
    "Take",
    "TeamTurn",
    "Upload",
    "WorkerBeat",
]
