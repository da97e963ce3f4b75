"""The four ways a step can fail, and the words that a person reads about each.

A code is stable (API clients match on it); its text lives here and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Message:
    """What happened, why, and what to do next: one short sentence each."""

    what: str
    why: str
    do: str

    def __str__(self) -> str:
        return " ".join(part for part in (self.what, self.why, self.do) if part)


class CuelockError(Exception):
    """Base of every classified failure: a stable `code` and the values its text needs."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    @property
    def message(self) -> Message:
        return describe(self.code, **self.params)

    def __str__(self) -> str:
        return str(self.message)


class UserError(CuelockError):
    """The input must change; repeating the step cannot help. Never retried."""


class RetryableError(CuelockError):
    """A passing fault. `retry_after_s` is the provider's own wish, when it named one."""

    def __init__(self, code: str, *, retry_after_s: int | None = None, **params: Any) -> None:
        super().__init__(code, **params)
        self.retry_after_s = retry_after_s


class UncertainError(CuelockError):
    """The provider may have accepted (and charged): look up, else the price rule, else ask."""


class FatalError(CuelockError):
    """A fault of ours or of the set-up; somebody must look."""


TEXTS: dict[str, Message] = {
    "internal": Message("Something went wrong inside Cuelock.", "{detail}", "Run it again; if it repeats, send us the log."),
    # --- files, projects, command line ---
    "file.missing": Message("There is no file {name}.", "", "Check the path."),
    "file.not_a_file": Message("{name} is not a file.", "It is a folder or a device.", "Name a single document."),
    "file.empty": Message("{name} is empty.", "The file has no bytes.", "Export the document again and use that file."),
    "file.too_big": Message(
        "{name} is too big.", "The limit is {limit_mb} MB.", "Remove pictures from the document, or send its text."
    ),
    "file.unreadable": Message("{name} cannot be read.", "{detail}", "Check the file's permissions."),
    "lines.unreadable": Message("{name} cannot be read as text.", "{detail}", "Save it as UTF-8 text, a line each."),
    "lines.empty": Message("{name} has no lines.", "", "Write one spoken line a row."),
    "size.invalid": Message("{size} is not a picture size.", "", "Use even sides from 64 to 4096, such as 1920x1080."),
    "rate.invalid": Message("{rate} is not a frame rate.", "", "Use 23.976, 24, 25, 29.97 or 30 (10 to 60)."),
    "project.unknown": Message("There is no project {id}.", "", "Use the number that make_film printed last."),
    "out.unwritable": Message("Nothing can be written to {folder}.", "{detail}", "Choose another folder."),
    "film.not_ready": Message("The film has no edit yet.", "Its script or voice is not finished.", "Finish it first."),
    "film.unfinished": Message("The film is not finished.", "A step is still missing.", "Run the same command again."),
    # --- scenes and takes ---
    "scene.unknown": Message("There is no scene {number}.", "The film has scenes 1 to {last}.", "Name one of them."),
    "scene.black": Message("Scene {number} is black.", "There is no picture to make.", "Choose another scene."),
    "scene.locked": Message("Scene {number} is locked.", "", "Unlock it first."),
    "scene.busy": Message("Scene {number} is being made.", "A take is under way.", "Wait for it, or cancel it."),
    "take.too_short": Message(
        "This clip is {short_frames} frames too short for scene {number}.",
        "Even slowed to 0.85x and held for 12 frames it does not cover the scene.",
        "Use a longer clip.",
    ),
    # --- steps ---
    "job.cancelled": Message("Cancelled.", "Somebody asked for a stop.", "Start it again to go on from here."),
    "stage.unknown": Message("Cuelock does not know the step {kind}.", "", "Update every worker to the same version."),
    "engine.unknown": Message("There is no {port} engine called {name}.", "", "Choose another engine."),
    "script.empty": Message("The script has no spoken line.", "The synopsis gave none.", "Add a line or use more text."),
    "voice.mismatch": Message("The voice did not say this line: {text}", "Not heard: {missing}", "Reword the line."),
    "split.invalid": Message("The scenes do not fit the script.", "{problems}", "Edit the script and try again."),
}


def describe(code: str, **params: Any) -> Message:
    """The text for `code` with `params` filled in; an unknown code is said as itself."""
    text = TEXTS.get(code)
    if text is None:
        return Message(f"Failed ({code}).", str(params.get("detail", "")), "")
    values = _Missing(params)
    return Message(*(part.format_map(values) for part in (text.what, text.why, text.do)))


class _Missing(dict[str, Any]):
    """Leaves a placeholder empty when the raiser gave no value for it."""

    def __missing__(self, key: str) -> str:
        return ""
