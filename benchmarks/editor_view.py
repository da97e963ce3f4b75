"""The cutting room in Chromium: how soon an edit is seen, how exact seeks are, and what scrolling 200 scenes costs.

The page's own modules run on a film of 200 scenes and ten minutes of words, beside coded clips; the server's part
is answered from here, so that only the page is measured. Edits: from the act to the changed picture on screen, as
requestVideoFrameCallback says. Scrolling: script time of each frame from the browser's own trace, and its longest
task. Without Chromium it says so and passes.
"""

from __future__ import annotations

import json
import random
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlsplit

from benchmarks._table import table, verdict

ROOT = Path(__file__).resolve().parent.parent
SITE = "http://editor.example"
SCENES, SCENE_FRAMES, EDITS, SEEKS, STEPS = 200, 72, 40, 60, 240
EDIT_MS, SCRIPT_MS, TASK_MS = 50.0, 8.0, 50.0


def main() -> int:
    chromium = shutil.which("chromium")
    if chromium is None:
        print("no Chromium here: scripts/browser.sh")
        return 0
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory(prefix="cuelock-editor-") as folder, sync_playwright() as play:
        args = ["--no-sandbox", "--disable-gpu", "--autoplay-policy=no-user-gesture-required"]
        browser = play.chromium.launch(executable_path=chromium, args=args)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        serve(page, Path(folder))
        page.set_default_timeout(30_000)
        page.goto(SITE)
        page.wait_for_selector("#editor[data-preview=live]")
        page.evaluate("editor.room.player.settled()")
        edits, exact = measure_edits(page), measure_seeks(page)
        scripts, longest, worked = measure_scrolling(browser, page)
        browser.close()
    p95 = quantiles(scripts, n=20)[-1]
    rows = [
        (
            f"edit to picture, {EDITS} edits",
            f"{median(edits):.0f} ms",
            f"{quantiles(edits, n=20)[-1]:.0f} ms",
            f"{EDIT_MS:.0f} ms",
        ),
        (
            f"scrolling {SCENES} scenes, script a frame",
            f"{median(scripts):.1f} ms",
            f"{p95:.1f} ms",
            f"{SCRIPT_MS:.0f} ms",
        ),
        ("scrolling, longest task", "", f"{longest:.0f} ms", f"{TASK_MS:.0f} ms"),
        ("  its time on the processor", "", f"{worked:.0f} ms", ""),
        ("seeks exact", "", f"{exact} of {SEEKS}", f"{SEEKS}"),
    ]
    print(table(("what", "p50", "p95", "limit"), rows))
    limits = [
        ("edit to picture, median ms", median(edits), EDIT_MS),
        ("script of a scrolled frame, p95 ms", p95, SCRIPT_MS),
        ("longest task while scrolling, ms", longest, TASK_MS),
        ("seeks that were not exact", SEEKS - exact, 0),
    ]
    for what, value, limit in limits:
        print(verdict(what, value, limit))
    return int(any(value > limit for _, value, limit in limits))


def serve(page: Any, folder: Path) -> None:
    """The page as the site sends it, its files, coded clips, and the film's timeline."""
    from tests.editor import coded

    film = film_of()
    for clip in (1, 2):
        coded.write_clip(folder / f"{clip}.mp4", clip, 120)
    coded.write_sound(folder / "sound.mp4", film["frames"] / 24)
    html = page_html()

    def answer(route: Any) -> None:
        path = urlsplit(route.request.url).path
        if path == "/":
            route.fulfill(content_type="text/html", body=html)
        elif path.startswith("/static/"):
            route.fulfill(path=ROOT / path[1:])
        elif path.startswith("/coded/"):
            route.fulfill(path=folder / Path(path).name)
        elif path.endswith("/timeline"):
            route.fulfill(json=film)
        elif path.endswith("/edits"):
            route.abort()  # offline: the page keeps the edit and goes on
        else:
            route.fulfill(status=404, body="")

    page.route(SITE + "/**", answer)


def page_html() -> str:
    """The editor's own template, drawn by Django without a database."""
    import os
    import re

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("CUELOCK_VAR", tempfile.mkdtemp(prefix="cuelock-bench-"))
    import django

    django.setup()
    from django.template import engines

    parts = ("head", "stage", "side", "scene", "timeline", "table", "dialogs")
    folder = ROOT / "templates" / "editor"
    source = (folder / "edit.html").read_text(encoding="utf-8")
    body = source.split("{% block content %}")[1].split("{% endblock %}")[0]
    for name in ("icons", *parts):
        body = body.replace(
            f'{{% include "editor/parts/{name}.html" %}}',
            (folder / "parts" / f"{name}.html").read_text(encoding="utf-8"),
        )
    body = body.replace(
        '{% include "editor/parts/scene.html" %}',
        (folder / "parts" / "scene.html").read_text(encoding="utf-8"),
    )
    body = re.sub(r"\{% url [^%]*%\}", "#", body)
    shown = (
        engines["django"]
        .from_string(body)
        .render(
            {
                "shape": "wide",
                "api": "/api/v1/projects/x",
                "black": "/static/video/black-wide.mp4",
                "project": {"title": "200", "source": {"name": ""}},
                "film": {"scenes": []},
            }
        )
    )
    styles = "".join(
        f'<link rel="stylesheet" href="/static/css/{name}.css">'
        for name in ("tokens", "base", "parts", "editor", "timeline")
    )
    return (
        f'<!doctype html><html lang="en" data-js><head><title>Cutting</title>{styles}'
        '<script type="module" src="/static/js/editor/main.js"></script></head>'
        f'<body hx-headers=\'{{"X-CSRFToken": "x"}}\'><main class="cutting" id="content">{shown}</main></body></html>'
    )


def film_of() -> dict[str, Any]:
    dice = random.Random(6)
    frames = SCENES * SCENE_FRAMES
    takes = {
        f"t{n}": {
            "number": n,
            "kind": "clip",
            "scene": "s1",
            "frames": 120,
            "rate": "24/1",
            "engine": "embedded",
            "price_microusd": 0,
            "thumb": None,
            "proxy": f"/coded/{n}.mp4",
            "proxy_frames": 120,
            "short_by": 0,
            "prompt": "",
            "parent": None,
        }
        for n in (1, 2)
    }
    scenes = [
        {
            "id": f"s{n}",
            "number": n + 1,
            "start": n * SCENE_FRAMES,
            "end": (n + 1) * SCENE_FRAMES,
            "kind": "shot",
            "text": "",
            "state": "ready",
            "locked": False,
            "take": f"t{1 + n % 2}",
            "in_point": n % 7,
            "speed": "1/1",
            "fit": {"kind": "trim", "text": ""},
            "transition": "hard",
            "transition_frames": 0,
            "look": "noir",
            "focus": [500, 500],
            "move": "push_in",
            "cue": {"label": ""},
            "thumb": None,
            "takes": ["t1", "t2"],
            "voice_db": 0,
            "score_db": 0,
            "url": "#",
        }
        for n in range(SCENES)
    ]
    words = [
        {
            "text": dice.choice(("the", "sea", "keeps", "what", "it", "takes")),
            "start_ms": 400 * n,
            "end_ms": 400 * n + 300,
            "frame": round(9.6 * n),
            "line": f"l{n // 10}",
        }
        for n in range(frames * 10 // 96)
    ]
    lines = [
        {"id": f"l{n}", "text": "", "muted": False, "voice_db": 0, "score_db": 0, "pause_after_ms": 0}
        for n in range(len(words) // 10 + 1)
    ]
    spans = [
        {
            "id": f"l{n}",
            "kind": "line",
            "role": "",
            "start": 96 * n,
            "end": 96 * n + 90,
            "text": "the sea keeps what it takes",
            "line": f"l{n}",
        }
        for n in range(frames // 96)
    ]
    snaps = [
        {"frame": word["frame"], "kind": "word" if n % 4 else "pause", "label": word["text"]}
        for n, word in enumerate(words)
    ]
    return {
        "revision": 1,
        "cut": "c",
        "project": "p",
        "title": "Two hundred scenes",
        "kind": "trailer",
        "rate": "24/1",
        "frames": frames,
        "width": 1920,
        "height": 1080,
        "can_edit": True,
        "saved_at": "2026-01-01T12:00:00Z",
        "scenes": scenes,
        "takes": takes,
        "captions": [],
        "looks": ["noir"],
        "transitions": ["hard", "fade"],
        "moves": ["push_in"],
        "speed": ["17/20", "23/20"],
        "shortest": 6,
        "longest": 192,
        "undo": None,
        "redo": None,
        "versions": [],
        "holder": None,
        "render": None,
        "others": [],
        "sound": {
            "url": "/coded/sound.mp4",
            "peaks": [],
            "spans": spans,
            "words": words,
            "lines": lines,
            "snaps": snaps,
            "sections": [],
            "cues": [],
            "scores": [],
        },
    }


EDIT = """async (n) => {
  const { room } = editor;
  const scene = room.store.view.scenes[n % 8 + 1];
  const video = document.getElementById("video");
  const shown = new Promise((done) => {
    const look = (now, { mediaTime }) => {
      if (Math.round(mediaTime * 24) === scene.start + 3) done(); else video.requestVideoFrameCallback(look);
    };
    video.requestVideoFrameCallback(look);
  });
  room.seek(scene.start + 3);
  await shown;
  await room.player.settled();
  const began = performance.now();
  const seen = new Promise((done) => video.requestVideoFrameCallback(() => done(performance.now())));
  room.store.edit([{ op: "slip", scene: scene.id, in_point: scene.in_point + 3 }]);
  return (await seen) - began;
}"""
EXACT = """async (frames) => {
  const read = READ;
  const { reelOf } = await import("/static/js/editor/core/reel.js");
  const reel = reelOf(editor.room.store.view);
  const video = document.getElementById("video");
  let exact = 0;
  for (const frame of frames) {
    const seen = new Promise((done) => {
      const look = (now, { mediaTime }) => {
        if (Math.round(mediaTime * 24) === frame) done(); else video.requestVideoFrameCallback(look);
      };
      video.requestVideoFrameCallback(look);
    });
    editor.room.seek(frame);
    await Promise.race([seen, new Promise((done) => setTimeout(done, 5000))]);
    const [clip, picture] = read(video);
    exact += reel.names[reel.proxy[frame]] === `/coded/${clip}.mp4` && reel.picture[frame] === picture;
  }
  return exact;
}"""
SCROLL = """async (steps) => {
  const line = document.getElementById("tl");
  for (let n = 0; n < steps; n += 1) {
    line.scrollLeft = (n / steps) * (line.scrollWidth - line.clientWidth);
    await new Promise(requestAnimationFrame);
  }
}"""


def measure_edits(page: Any) -> list[float]:
    return [page.evaluate(EDIT, n) for n in range(EDITS)]


def measure_seeks(page: Any) -> int:
    from tests.editor.coded import READ_JS

    frames = random.Random(1).sample(range(SCENE_FRAMES * 20), SEEKS)
    found: int = page.evaluate(EXACT.replace("READ", READ_JS), frames)
    return found


def measure_scrolling(browser: Any, page: Any) -> tuple[list[float], float, float]:
    """(script milliseconds of each scrolled frame, milliseconds of the longest task by the clock, and by the
    processor: on a busy machine the first also counts what others took)."""
    page.evaluate("editor.room.timeline.zoomBy(12, 0)")
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    browser.start_tracing(
        page=page, categories=["devtools.timeline", "disabled-by-default-devtools.timeline", "toplevel"]
    )
    page.evaluate(SCROLL, STEPS)
    events = json.loads(browser.stop_tracing())["traceEvents"]
    frames = [event for event in events if event["name"] == "FireAnimationFrame" and event.get("ph") == "X"]
    main = Counter((event["pid"], event["tid"]) for event in frames).most_common(1)[0][0]
    scripts = [event["dur"] / 1000 for event in frames if (event["pid"], event["tid"]) == main]
    tasks = [
        (event["dur"] / 1000, event.get("tdur", event["dur"]) / 1000)
        for event in events
        if event["name"].endswith("RunTask")
        and event.get("ph") == "X"
        and (event["pid"], event["tid"]) == main
    ]
    return scripts, max(wall for wall, _ in tasks), max(worked for _, worked in tasks)


if __name__ == "__main__":
    sys.exit(main())
