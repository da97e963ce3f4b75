"""The exports page as people use it: something is ordered, watched, stopped, taken, and read as another program would."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.urls import reverse

from editor.exports.check import FORMATS, differences
from editor.exports.standing import standing
from tests.browser.test_pages import faults
from tests.services import lab
from tests.stages.calls import stage_call
from tests.views.room import WRITTEN
from trailers.models import Artifact, Export, Job, Project
from trailers.stages.exports import MANIFEST, pack_for_editor


def exports(page: Any, live_server: Any, film: Project) -> None:
    page.goto(live_server.url + reverse("editor_exports", args=[film.pk]))


def row(page: Any, title: str) -> Any:
    return page.locator("tr", has=page.get_by_role("rowheader", name=title))


def put_package(export: Export, folder: Path) -> None:
    """The texts of a package as the stage packs them, where the laboratory has put nothing."""
    job = Job.objects.get(project=export.project, kind="editor_package")
    params = {**job.input["params"], "timecodes": {}}
    (made,) = pack_for_editor(stage_call(folder, params, {})).outputs
    name = storages["default"].save("packages/one.zip", ContentFile(made.path.read_bytes()))
    Artifact.objects.filter(exports=export).update(storage_name=name, size=made.path.stat().st_size)


def assert_is_the_cut(film: Project, suffix: str, text: str) -> None:
    form, timeline = FORMATS[suffix], standing(film).timeline
    found = form.read(text, timeline.rate)
    assert len(found) == len(form.events(timeline)) >= 7
    assert list(differences(form.events(timeline), found, form.told, timeline.rate)) == []


def test_a_package_is_ordered_watched_taken_and_read(
    signed_in: Any, live_server: Any, film: Project, tmp_path: Path
) -> None:
    page = signed_in
    exports(page, live_server, film)
    assert faults(page) == []
    count = len(standing(film).timeline.track)
    assert page.get_by_text(f"parsed back: {count} of {count} events equal, to the frame").count() == 3
    row(page, "Package for an editor").get_by_role("button", name="Make it").click()
    package = row(page, "Package for an editor")
    package.get_by_role("progressbar").wait_for()
    assert faults(page) == [], "also while it is made"
    lab.run(film, WRITTEN, limit=1)  # all that can be made at once
    page.locator('#exports progress:not([value="0"])').wait_for()  # the page has seen it by itself
    lab.run(film, WRITTEN)
    export = Export.objects.get(project=film)
    put_package(export, tmp_path)
    package.get_by_text("Every cut list in it was parsed back and equals the cut, to the frame.").wait_for()
    assert page.locator("#exports[hx-get]").count() == 0, "nothing is asked for any more"

    with page.expect_download() as coming:
        package.get_by_role("link", name="Download").click()
    with zipfile.ZipFile(coming.value.path()) as bundle:
        assert sorted(json.loads(bundle.read(MANIFEST))["files"]) == sorted(
            set(bundle.namelist()) - {MANIFEST}
        )
        for suffix in FORMATS:
            assert_is_the_cut(film, suffix, bundle.read(f"cut.{suffix}").decode())
    for suffix, title in (("edl", "CMX 3600 EDL"), ("otio", "OpenTimelineIO"), ("fcpxml", "FCPXML 1.10")):
        with page.expect_download() as coming:
            page.get_by_role("link", name=title, exact=True).click()
        assert coming.value.suggested_filename == f"the-last-ferry-cut.{suffix}"
        assert_is_the_cut(film, suffix, Path(coming.value.path()).read_text(encoding="utf-8"))


def test_one_is_stopped_on_a_phone_and_goes_on(signed_in: Any, live_server: Any, film: Project) -> None:
    page = signed_in
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 390, "height": 844})
    exports(page, live_server, film)
    upright = row(page, "9:16").first
    upright.get_by_role("button", name="Make it").click()
    upright.get_by_role("button", name="Stop").click()
    upright.get_by_text("Stopped after").wait_for()
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    upright.get_by_role("button", name="Go on").click()
    upright.get_by_role("progressbar").wait_for()
    lab.run(film, WRITTEN)
    upright.get_by_role("link", name="Download").wait_for()
    assert Export.objects.get(project=film).artifact is not None
