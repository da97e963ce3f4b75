"""Two commands of one film at the same time, from nothing: both end well, and share the work."""

from __future__ import annotations

import pytest

from tests.e2e.conftest import Twins
from tests.e2e.studio import check_folder

pytestmark = pytest.mark.e2e


class TestTwoCommandsOfOneFilm:
    def test_both_end_well_with_the_same_project(self, twins: Twins) -> None:
        one, two = twins.said
        assert (one.code, two.code) == (0, 0), f"{one.complaint}\n{two.complaint}"
        assert one.project == two.project

    def test_both_folders_hold_the_same_whole_package(self, twins: Twins) -> None:
        for out in twins.outs:
            check_folder(out)
        one, two = ((out / "package.zip").read_bytes() for out in twins.outs)
        assert one == two

    def test_every_artifact_was_made_once(self, twins: Twins) -> None:
        assert set(twins.studio.made().values()) == {1}
        assert twins.studio.count("trailers_job", "state != 'done'") == 0
        assert twins.studio.count("trailers_project") == twins.studio.count("accounts_team") == 1

    def test_no_scratch_is_left(self, twins: Twins) -> None:
        left = [path for path in (twins.studio.var / "work").rglob("*") if path.is_file()]
        assert [path.name for path in left if path.suffix != ".lock"] == []
