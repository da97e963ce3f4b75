"""A film on the cutting table: made by the laboratory, with coded clips to play, read back as they are shown."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import av
import numpy as np
from django.test import Client
from django.urls import reverse
from numpy.typing import NDArray

from accounts.models import User
from editor.previews import Playable
from editor.rows import rows_of
from editor.rules import fit_of
from editor.stand import Previews, Stand, stand_of
from tests.editor import coded
from trailers.domain.conform import Conform
from trailers.domain.segment import Format
from trailers.domain.segments import segments_of
from trailers.media.segment import render_segment
from trailers.models import Project


@dataclass(frozen=True)
class Reels:
    """Coded proxies of a film's takes: take id -> (number of the clip, frames)."""

    clips: dict[str, tuple[int, int]]
    folder: Path

    def playable(self, stand: Stand, link: Any) -> Playable:
        """What the timeline plays, in place of what the media lane would have made."""
        for take in stand.rows.takes.values():
            self.of(take.id, take.frames or 240)
        proxies = {take: (f"/coded/{clip}.mp4", frames) for take, (clip, frames) in self.clips.items()}
        return Playable(Previews(sound="/coded/sound.mp4", proxies=proxies), ())

    def of(self, take_id: str, frames: int) -> None:
        if take_id not in self.clips:
            clip = len(self.clips) + 1
            self.clips[take_id] = (clip, frames)
            coded.write_clip(self.folder / f"{clip}.mp4", clip, frames)

    def clip(self, take_id: str | None) -> int:
        return 0 if take_id is None else self.clips[take_id][0]


@contextmanager
def coded_reels(page: Any, folder: Path) -> Iterator[Reels]:
    folder.mkdir(parents=True, exist_ok=True)
    reels = Reels({}, folder)
    coded.write_sound(folder / "sound.mp4", 60)
    page.route("**/coded/*", lambda route: route.fulfill(path=folder / Path(route.request.url).name))
    with patch("editor.api.playable", reels.playable):
        yield reels


def enter(page: Any, live_server: Any, film: Project) -> None:
    """To the cutting room, until its preview plays."""
    page.goto(live_server.url + reverse("editor", args=[film.pk]))
    page.wait_for_selector("#editor[data-preview=live]")
    settle(page)


def settle(page: Any) -> None:
    """Until every edit is saved and everything near the playhead can be shown."""
    page.evaluate(
        "async () => { const {room} = editor; await room.store.settled(); await room.player.settled(); }"
    )


def manifest(page: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(page.evaluate("JSON.stringify(editor.room.store.view)"))
    return found


SHOW = f"""async (frames) => {{
  const read = {coded.READ_JS};
  const video = document.getElementById("video");
  const {{ num, den }} = editor.room.rate;
  const shown = [];
  for (const frame of frames) {{
    const seen = new Promise((done) => {{
      const look = (now, {{ mediaTime }}) => (Math.round(mediaTime * num / den) === frame ? done() : video.requestVideoFrameCallback(look));
      video.requestVideoFrameCallback(look);
    }});
    editor.room.seek(frame);
    await Promise.race([seen, new Promise((done) => setTimeout(done, 5000))]);
    shown.push(read(video));
  }}
  return shown;
}}"""
"""Seeks to each frame and reads what is shown once the browser has shown it; after five seconds what is there."""


def shown_at(page: Any, frames: list[int]) -> list[list[int]]:
    """[clip, frame of the clip] that the preview shows at each frame."""
    found: list[list[int]] = page.evaluate(SHOW, frames)
    return found


def wanted_at(project: Project, reels: Reels, frames: list[int]) -> list[list[int]]:
    """[clip, frame of the clip] that the cut on record shows at each frame, by the rules that a render goes by."""
    stand = stand_of(Project.objects.get(pk=project.pk), rows_of(project))
    assert stand is not None
    places = list(stand.standing.values())
    found = []
    for frame in frames:
        place = next(place for place in places if place.start <= frame < place.end)
        k, fit = frame - place.first, fit_of(place, stand.desk)
        if place.entry.take_id is None:
            found.append([0, 0])
        else:
            clip, length = reels.clips[place.entry.take_id]
            own = (
                fit.source_frame(k) if isinstance(fit, Conform) else min(place.entry.in_point + k, length - 1)
            )
            found.append([clip, own])
    return found


def cut_frames(page: Any) -> list[int]:
    """The frames at both sides of every cut of the film, and its ends."""
    starts = [scene["start"] for scene in manifest(page)["scenes"]]
    return sorted({0, manifest(page)["frames"] - 1, *starts, *(start - 1 for start in starts if start)})


def edit_as(user: User, film: Project, edit: dict[str, Any]) -> None:
    """Somebody else's edit of the film as it stands now."""
    client = Client()
    client.force_login(user)
    address = reverse("api_timeline", args=[film.pk])
    base = client.get(address).json()["cut"]
    body = {"base": base, "edits": [edit]}
    answer = client.post(address + "/edits", body, content_type="application/json")
    assert answer.status_code == 200, answer.content


def rendered(project: Project, reels: Reels, folder: Path) -> dict[int, list[int]]:
    """Film frame -> [clip, frame of the clip], read from the segments that a render of the cut is joined from."""
    return {
        at + n: list(coded.read(picture))
        for at, path in rendered_files(project, reels, folder)
        for n, picture in enumerate(pictures_of(path))
    }


def rendered_files(
    project: Project, reels: Reels, folder: Path, near: tuple[int, int] = (0, 10**9)
) -> Iterator[tuple[int, Path]]:
    """(first frame, file) of each segment that a render of the cut is joined from, of those with a frame in `near`.

    Clips only: a still is drawn with its camera move, which no bar code survives.
    """
    stand = stand_of(Project.objects.get(pk=project.pk), rows_of(project))
    assert stand is not None
    folder.mkdir(exist_ok=True)
    fmt = Format(coded.WIDTH, coded.HEIGHT, stand.clock.rate)
    sources = {take: reels.folder / f"{clip}.mp4" for take, (clip, _) in reels.clips.items()}
    at = 0
    for segment in segments_of(stand.cut, stand.desk.cues, stand.desk.takes, fmt, "test"):
        clips = all(stand.desk.takes[take].kind == "clip" for take in segment.take_ids)
        if segment.take_ids and clips and at < near[1] and at + segment.frames > near[0]:
            out = folder / f"{segment.key[:20]}.mp4"
            if not out.exists():
                render_segment(segment, sources, fmt, out, scratch=folder)
            yield at, out
        at += segment.frames
    assert at == stand.clock.frames


def pictures_of(path: Path) -> Iterator[NDArray[np.uint8]]:
    with av.open(str(path)) as file:
        for frame in file.decode(video=0):
            yield frame.to_ndarray(format="gray")
