#!/usr/bin/env python
"""Draws every page into docs/images, from a database of its own with a real finished trailer and music video.

The films are the samples, made once and kept in CUELOCK_VAR (var/screenshots unless set): `--film-size` bounds their
time. The pages are then asked for by Chromium from a server of this process, and the fullest of them in the light
theme and on a phone as well.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
IMAGES = ROOT / "docs" / "images"
SAMPLE = ROOT / "samples" / "the-salt-line.pdf"
SONG = ROOT / "samples" / "harbour-light.m4a"
CONCEPT = "A woman in a red coat walks through the harbour at night until dawn"
WIDE, PHONE = (1440, 900), (390, 844)


def main() -> int:
    options = _options()
    os.environ.setdefault("CUELOCK_VAR", str(ROOT / "var" / "screenshots"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    Path(os.environ["CUELOCK_VAR"]).mkdir(parents=True, exist_ok=True)
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, check=True)
    if not options.no_film:
        _make_films(options.film_size)
    import django

    django.setup()
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    with _site() as address:
        _draw(address, _room(alone=options.alone), set(options.only))
    return 0


def _make_films(size: str) -> None:
    upright = "x".join(reversed(size.split("x")))
    out = Path(os.environ["CUELOCK_VAR"]) / "out"
    song = ["music-video", str(SONG), "--concept", CONCEPT, "--title", "Harbour Light", "--size", upright]
    for name, order in (("trailer", ["trailer", str(SAMPLE), "--size", size]), ("song", song)):
        command = [sys.executable, "manage.py", "make_film", *order, "--out", str(out / name)]
        subprocess.run(command, cwd=ROOT, check=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--film-size", default="1280x720")
    parser.add_argument("--no-film", action="store_true", help="the database holds it already")
    parser.add_argument("--alone", action="store_true", help="make no copies beside the film")
    parser.add_argument("only", nargs="*", help="names of pictures; all of them unless named")
    return parser.parse_args()


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Nothing to say about requests."""


@contextmanager
def _site() -> Iterator[str]:
    from socketserver import ThreadingMixIn

    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.wsgi import get_wsgi_application

    class Server(ThreadingMixIn, WSGIServer):
        daemon_threads = True

    server = make_server("127.0.0.1", 0, StaticFilesHandler(get_wsgi_application()), Server, _Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def _room(*, alone: bool) -> dict[str, str]:
    """People and films for the pictures; answers the addresses and the session of the one who looks."""
    from django.test import Client
    from django.urls import reverse
    from rich.console import Console

    from accounts.models import Membership, Team, User
    from editor.exports.order import order_package, order_render
    from trailers.models import Project
    from trailers.services.scenes import regenerate_scene, scene_number
    from trailers.services.share import live_links, secret_of, share
    from trailers.worker.local import finish_film
    from trailers.worker.pump import Pump

    team = Team.objects.get(slug="local")
    ada, _ = User.objects.get_or_create(email="ada@harbour.example", defaults={"name": "Ada Marsh"})
    Membership.objects.get_or_create(user=ada, team=team, defaults={"role": "owner"})
    for name, role in (("Ilse Brandt", "editor"), ("Tomas Reyes", "viewer")):
        mail = f"{name.split()[0].lower()}@harbour.example"
        guest, _ = User.objects.get_or_create(email=mail, defaults={"name": name})
        Membership.objects.get_or_create(user=guest, team=team, defaults={"role": role})
    Team.objects.filter(pk=team.pk).update(name="Harbour Pictures")
    made = Project.objects.filter(team=team, current_cut__isnull=False, settings__copy__isnull=True)
    film, song = (made.filter(kind=kind).earliest("created_at") for kind in ("trailer", "music_video"))
    if not alone:
        _others(film, ada)
    links = list(live_links(film)) or [share(project=film, by=ada, days=30)[0]]
    three = scene_number(film, 3)
    if three.takes.filter(kind="image").count() < 2:
        regenerate_scene(
            project=film,
            scene=three,
            prompt=three.visual["description"].rstrip(".") + ", seen from the water.",
        )
    finish_film(film.pk, Console())
    client = Client()
    client.force_login(ada)
    of_film = [film.pk]
    for one in (film, song):  # orders what the cutting room plays
        client.get(reverse("api_timeline", args=[one.pk]), headers={"host": "127.0.0.1"})
    Pump.local(song.pk).run_until_idle()
    film.refresh_from_db()
    order_package(project=film, user=ada, kind="package")
    order_render(project=film, user=ada, shape="9:16", captions=True)
    Pump.local(film.pk).run_until_idle()
    return {
        "session": client.cookies["sessionid"].value,
        "films": "/",
        "film": reverse("project", args=of_film),
        "script": reverse("project_script", args=of_film),
        "scene": reverse("scene", args=[film.pk, 3]),
        "editor": reverse("editor", args=[film.pk]) + "?scene=4",
        "compare": reverse("scene_compare", args=[film.pk, 3]),
        "exports": reverse("editor_exports", args=of_film),
        "song": reverse("project_song", args=[song.pk]),
        "shots": reverse("project_shots", args=[song.pk]),
        "song-room": reverse("editor", args=[song.pk]) + "?scene=4",
        "new-film": reverse("new"),
        "choices": reverse("new_film", args=[film.source_id]),
        "team": reverse("team"),
        "account": reverse("account"),
        "watch": reverse("watch", args=[secret_of(links[0])]),
        "sign-in": reverse("account_login"),
        "front": "/",
    }


def _others(film: Any, owner: Any) -> None:
    """More films in the room, so that the list tells its states apart: a copy, finished as well, and one stopped."""
    from rich.console import Console

    from trailers.models import Project
    from trailers.services.lifecycle import cancel_project, duplicate_project
    from trailers.worker.local import finish_film

    if Project.objects.filter(team=film.team, settings__copy__isnull=False).exists():
        return
    copy = duplicate_project(project=film, owner=owner)
    Project.objects.filter(pk=copy.pk).update(title="The Salt Line, for Ilse")
    finish_film(copy.pk, Console())
    stopped = duplicate_project(project=film, owner=owner)
    Project.objects.filter(pk=stopped.pk).update(title="الخط المالح")
    cancel_project(project=stopped)


STRANGER = ("watch", "sign-in", "front")
FULL = ("film", "script", "scene", "films", "editor", "song")
"""The fullest pages: also in the light theme, and on a phone."""
ROOMS = ("editor", "song-room")
WHOLE = ("film", "scene", "exports", "song", "shots")
"""Drawn beyond the first screen."""


def _draw(address: str, room: dict[str, str], only: set[str]) -> None:
    import shutil

    from playwright.sync_api import sync_playwright

    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play:
        quiet = ["--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-color-profile=srgb"]
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=quiet)
        for name, path in room.items():
            if name == "session":
                continue
            looks = [("", WIDE, "dark", name in WHOLE)]
            if name in FULL:
                looks += [("-light", WIDE, "light", False), ("-phone", PHONE, "dark", False)]
            for suffix, size, theme, whole in looks:
                if only and name + suffix not in only and name not in only:
                    continue
                page = browser.new_page(
                    viewport={"width": size[0], "height": size[1]},
                    color_scheme=theme,
                    reduced_motion="reduce",
                )
                if name not in STRANGER:
                    cookie = {"name": "sessionid", "value": room["session"], "url": address}
                    page.context.add_cookies([cookie])
                page.goto(address + path, wait_until="networkidle")
                if name in ROOMS:
                    page.wait_for_selector("#editor[data-preview=live]")
                    page.evaluate("editor.room.player.settled()")
                page.evaluate(_READY)
                page.screenshot(
                    path=str(IMAGES / f"{name}{suffix}.jpg"), full_page=whole, type="jpeg", quality=84
                )
                print(f"docs/images/{name}{suffix}.jpg")
                page.close()
        browser.close()


_READY = """async () => {
  document.querySelectorAll("img[loading=lazy]").forEach((img) => { img.loading = "eager"; });
  await Promise.all([...document.images].map((img) => img.decode().catch(() => null)));
  await document.fonts.ready;
}"""


if __name__ == "__main__":
    sys.exit(main())
