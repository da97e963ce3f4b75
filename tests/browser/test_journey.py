"""One person's way through the site: invited, a synopsis in, a film out, one scene changed, the package taken home.

The laboratory finishes the jobs, so that the way takes seconds; what is uploaded is really read and probed, and
what is downloaded really comes out of storage.
"""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.urls import reverse

from accounts.models import Membership, Team, User
from accounts.teams import invite
from tests.browser.conftest import picture
from tests.makers import seed_lanes
from tests.services import lab
from tests.views.room import WRITTEN
from trailers.models import Artifact, Project, Take

SAMPLE = Path(__file__).parents[2] / "samples" / "the-salt-line.txt"


def store_pictures(project: Project) -> None:
    """Bytes behind the laboratory's stills and package, so that a browser can show and take them."""
    storage = storages["default"]
    for n, still in enumerate(Artifact.objects.filter(team=project.team, kind__in=("image", "card"))):
        if not storage.exists(still.storage_name) or "lab-" not in still.storage_name:
            name = storage.save(f"lab-{still.sha256}.png", ContentFile(picture(n)))
            Artifact.objects.filter(pk=still.pk).update(storage_name=name)
    bundle = BytesIO()
    with zipfile.ZipFile(bundle, "w") as package:
        package.writestr("timeline.json", "{}")
    for packed in Artifact.objects.filter(team=project.team, kind="package"):
        name = storage.save(f"lab-{packed.sha256}.zip", ContentFile(bundle.getvalue()))
        Artifact.objects.filter(pk=packed.pk).update(storage_name=name)


def finish(project: Project) -> set[str]:
    kinds = {job.kind for job in lab.run(project, WRITTEN)}
    store_pictures(project)
    project.refresh_from_db()
    return kinds


def test_invited_to_package(
    page: Any, live_server: Any, team: Team, director: User, tmp_path: Path, own_folders: Path
) -> None:
    seed_lanes()
    url = live_server.url
    _, secret = invite(team=team, email="ilse@example.org", role="editor", invited_by=director)

    page.goto(url + reverse("invitation", args=[secret]))
    page.get_by_role("link", name="Make your account").click()
    page.get_by_label("Email").fill("ilse@example.org")
    page.get_by_label("Password").fill("lantern-7-sea-and-harbour")
    page.locator("main form button").first.click()
    page.wait_for_url(url + "/**")
    if "invitation" in page.url or page.get_by_role("button", name="Join").count():
        page.get_by_role("button", name="Join").click()
    assert Membership.objects.get(user__email="ilse@example.org", team=team).role == "editor"

    page.goto(url + reverse("new"))
    page.locator("input[type=file]").set_input_files(SAMPLE)
    page.get_by_role("button", name="Start the film").wait_for(timeout=20_000)
    assert "free" in page.locator("#outlook").inner_text()
    page.get_by_role("button", name="Start the film").click()
    page.get_by_text("The script is being written").wait_for()
    project = Project.objects.get()

    finish(project)
    page.get_by_text("Finished", exact=True).first.wait_for(timeout=15_000)
    page.locator("#board-section .scene").nth(6).wait_for()

    page.evaluate("[...document.querySelectorAll('.scene:not(#scene-3)')].forEach(card => card.mark = true)")
    page.locator("#scene-3").get_by_role("button", name="Make again").click()
    page.locator("#scene-3").get_by_text("In line").wait_for()
    assert finish(project) >= {"image", "clip", "segment", "package"}
    page.locator("#scene-3").get_by_text("take 2 of 2").wait_for(timeout=15_000)
    assert page.evaluate("[...document.querySelectorAll('.scene')].filter(card => card.mark).length") == 6
    page.locator("#player").get_by_text("6 of 7 scenes unchanged").wait_for(timeout=15_000)

    own = tmp_path / "own.png"
    own.write_bytes(picture(9))
    page.locator("#scene-4 .frame").click()
    page.locator("input[type=file]").set_input_files(own)
    page.get_by_role("button", name="Upload").click()
    page.get_by_text("Your file is take 2 of scene 4").wait_for(timeout=20_000)
    assert Take.objects.get(origin="uploaded").scene.number == 4

    finish(project)
    page.goto(url + reverse("project", args=[project.pk]))
    with page.expect_download() as coming:
        page.get_by_role("link", name="Package").click()
    saved = tmp_path / "package.zip"
    coming.value.save_as(saved)
    assert coming.value.suggested_filename == "package.zip"
    assert zipfile.ZipFile(saved).namelist() == ["timeline.json"]


def test_the_script_is_rewritten_by_keyboard_alone(signed_in: Any, live_server: Any, film: Project) -> None:
    signed_in.goto(live_server.url + reverse("project_script", args=[film.pk]))
    signed_in.get_by_label("Line in row 2").focus()
    signed_in.keyboard.press("Control+A")
    signed_in.keyboard.type("The sea keeps nothing.")
    signed_in.get_by_role("button", name="What will change?").focus()
    signed_in.keyboard.press("Enter")
    signed_in.get_by_role("heading", name="What will change").wait_for()
    assert "6 of 7 scenes" in signed_in.locator("#changes").inner_text()
    signed_in.get_by_role("button", name="Change it").focus()
    signed_in.keyboard.press("Enter")
    signed_in.get_by_text("Saved as version 2").wait_for()
    assert signed_in.get_by_label("Line in row 2").input_value() == "The sea keeps nothing."
    signed_in.get_by_role("button", name="Undo").focus()
    signed_in.keyboard.press("Enter")
    signed_in.get_by_text("Version 1 is the script again").wait_for()
    assert signed_in.get_by_label("Line in row 2").input_value() == "The sea keeps what it takes."


def test_two_takes_side_by_side_are_chosen_by_a_key(signed_in: Any, live_server: Any, film: Project) -> None:
    from trailers.services.scenes import regenerate_scene, scene_number

    regenerate_scene(project=film, scene=scene_number(film, 3), prompt="A lamp")
    finish(film)
    signed_in.goto(live_server.url + reverse("scene_compare", args=[film.pk, 3]))
    signed_in.locator(".side").nth(1).wait_for()
    assert signed_in.locator(".side strong").all_inner_texts() == ["Take 2", "Take 1"]
    signed_in.keyboard.press("2")
    signed_in.get_by_text("Scene 3 shows take 1 now").wait_for()


def test_a_guest_with_a_link_sees_the_film_alone(
    page: Any, live_server: Any, film: Project, director: User
) -> None:
    from trailers.services.share import share

    _, secret = share(project=film, by=director, days=1)
    page.goto(live_server.url + reverse("watch", args=[secret]))
    page.get_by_role("heading", name="The Last Ferry").wait_for()
    assert page.locator("video").count() == 1
    assert page.get_by_role("link").all_inner_texts() in ([], ["Skip to the content"])
