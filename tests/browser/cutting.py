"""A film on the cutting table: made by the laboratory, with coded clips to play, read back as they are shown."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.urls import reverse

from editor.manifest import Previews, Stand
from tests.editor import coded
from trailers.models import Project


@dataclass(frozen=True)
class Reels:
    """Coded proxies of a film's takes: take id -> (number of the clip, frames)."""

    clips: dict[str, tuple[int, int]]
    folder: Path

    def previews_of(self, stand: Stand, link: Any) -> Previews:
        """What the timeline plays, in place of what the media lane would have made."""
        for take in stand.rows.takes.values():
            self.of(take.id, take.frames or 240)
        proxies = {take: (f"/coded/{clip}.mp4", frames) for take, (clip, frames) in self.clips.items()}
        return Previews(sound="/coded/sound.mp4", proxies=proxies)

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
    with patch("editor.api.previews_of", reels.previews_of):
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
  const shown = [];
  for (const frame of frames) {{
    const seen = new Promise((done) => video.requestVideoFrameCallback(done));
    editor.room.seek(frame === editor.room.player.frame ? frame - 1 : frame);
    if (editor.room.player.frame !== frame) {{ await seen; }}
    const again = new Promise((done) => video.requestVideoFrameCallback(done));
    editor.room.seek(frame);
    await Promise.race([Promise.all([seen, again]), seen.then(() => new Promise((done) => setTimeout(done, 120)))]);
    shown.push(read(video));
  }}
  return shown;
}}"""


def shown_at(page: Any, frames: list[int]) -> list[list[int]]:
    """[clip, frame of the clip] that the preview shows at each frame."""
    found: list[list[int]] = page.evaluate(SHOW, frames)
    return found
