"""Killed or interrupted: the next run finishes the film and makes nothing again."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.e2e.conftest import Twins
from tests.e2e.studio import STORY, Studio, check_folder, ended, kill

pytestmark = pytest.mark.e2e

OTHER_LINES = "The ferry has stopped coming.\nShe rows out alone.\n"
"""One line differs from the finished film, so a new film of them takes a third of the work."""


def test_the_same_file_again_makes_nothing(studio: Studio, twins: Twins) -> None:
    before = studio.made()
    said = studio.film(twins.story, "--script", twins.lines)
    assert said.project == twins.said[0].project
    assert studio.made() == before
    check_folder(studio.out)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.chaos)])
def test_killed_at_any_moment_the_film_is_finished_and_nothing_is_made_again(
    seed: int, studio: Studio, twins: Twins
) -> None:
    lines = studio.write("other.txt", OTHER_LINES)
    chance = random.Random(seed)
    kills = 0
    for _ in range(12 if seed > 1 else 4):
        command = studio.start_film(twins.story, "--script", lines)
        if not survived(command, chance.uniform(1.5, 9)):
            break  # it was faster than its killer
        kills += 1
        assert not studio.out.exists(), "nothing is written before the film is whole"
    said = studio.film(twins.story, "--script", lines)
    assert said.code == 0, said.complaint
    assert kills, "nothing was killed"
    check_folder(studio.out)
    assert set(studio.made().values()) == {1}
    assert studio.count("trailers_project") == 2
    assert studio.count("trailers_job", "state NOT IN ('done', 'failed')") == 0


@pytest.mark.slow
def test_a_killed_film_does_not_keep_another_one_from_being_made(studio: Studio, twins: Twins) -> None:
    """What the killed command was running must not go on taking up the machine's places."""
    command = studio.start_film(twins.story, "--script", studio.write("other.txt", OTHER_LINES))
    while not studio.count("trailers_job", "state = 'running'"):
        assert command.poll() is None
        time.sleep(0.02)
    kill(command)
    command.communicate()
    assert studio.count("trailers_job", "state = 'running' AND lane_id = 'media'") > 0
    third = studio.write("third.txt", "The ferry has stopped coming.\nNobody leaves.\n")
    said = studio.film(twins.story, "--script", third, timeout_s=120)
    assert said.code == 0, said.complaint
    assert studio.count("trailers_job", "state = 'running'") == 0
    check_folder(studio.out)


def survived(command: subprocess.Popen[str], seconds: float) -> bool:
    """Kill the command's whole group after a while. False if it had ended by itself."""
    try:
        command.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        kill(command)
        command.communicate()
        return True
    return False


def test_killed_while_it_makes_its_database_the_next_run_still_works(tmp_path: Path) -> None:
    """The tables of a first run appear one after the other."""
    studio = Studio(tmp_path)
    short = studio.write("short.txt", "Boy meets girl.")
    for tables in (1, 20):
        command = studio.start_film(short)
        while studio.count("sqlite_master", "type = 'table'") < tables and command.poll() is None:
            time.sleep(0.002)
        assert command.poll() is None, "it was faster than its killer"
        kill(command)
        command.communicate()
    said = studio.film(short)
    assert said.complaint.splitlines()[0] == "CommandError: The document has only 3 words."


def test_killed_while_it_writes_the_package_only_whole_files_are_there(studio: Studio, twins: Twins) -> None:
    whole = {path.relative_to(twins.outs[0]): path.read_bytes() for path in files_in(twins.outs[0])}
    caught = 0
    for _ in range(3):
        shutil.rmtree(studio.out, ignore_errors=True)
        command = studio.start_film(twins.story, "--script", twins.lines)
        while command.poll() is None and not list(studio.out.glob(".cuelock-*")):
            pass
        if command.poll() is None:
            kill(command)
            caught += 1
        command.communicate()
        for path in files_in(studio.out):
            name = path.relative_to(studio.out)
            if not name.parts[0].startswith("."):
                assert path.read_bytes() == whole[name]
    assert caught, "nothing was killed"
    assert studio.film(twins.story, "--script", twins.lines).code == 0
    check_folder(studio.out)


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_what_an_export_is_still_staging_is_left_alone(studio: Studio, twins: Twins) -> None:
    """Only what nobody holds is swept away."""
    import fcntl

    abandoned, held = studio.out / ".cuelock-abandoned", studio.out / ".cuelock-held"
    for folder in (abandoned, held):
        folder.mkdir(parents=True)
        (folder / "film.mp4").write_bytes(b"half")
    holder = os.open(held, os.O_RDONLY)
    try:
        fcntl.flock(holder, fcntl.LOCK_EX)
        assert studio.film(twins.story, "--script", twins.lines).code == 0
    finally:
        os.close(holder)
    assert not abandoned.exists()
    assert (held / "film.mp4").read_bytes() == b"half"


def test_a_still_of_an_older_longer_film_does_not_stay(studio: Studio, twins: Twins) -> None:
    (studio.out / "stills").mkdir(parents=True)
    (studio.out / "stills" / "scene-99.png").write_bytes(b"old")
    (studio.out / "notes.txt").write_text("the user's own")
    assert studio.film(twins.story, "--script", twins.lines).code == 0
    assert not (studio.out / "stills" / "scene-99.png").exists()
    assert (studio.out / "notes.txt").read_text() == "the user's own"


def test_an_interrupt_is_told_and_the_next_run_goes_on(studio: Studio, twins: Twins) -> None:
    lines = studio.write("other.txt", OTHER_LINES)
    command = studio.start_film(twins.story, "--script", lines)
    while not studio.count("trailers_job", "state = 'running'"):
        assert command.poll() is None
        time.sleep(0.02)
    command.send_signal(signal.SIGINT)
    said = ended(command, 60)
    assert said.code == 130
    assert said.complaint.splitlines()[-3:] == [
        "CommandError: Stopped.",
        "What is finished is kept.",
        "Run the same command again to go on from here.",
    ]
    assert not studio.out.exists()
    assert studio.count("trailers_job", "state = 'running'") == 0, "it gave back what it held"
    assert studio.count("trailers_job", "state = 'queued' AND attempts = 0") > 0


@pytest.mark.slow
def test_after_bad_files_a_good_one_becomes_a_film(studio: Studio, twins: Twins) -> None:
    bad = [
        studio.write("nothing.txt", ""),
        studio.write("half.pdf", b"%PDF-1.7\n1 0 obj\n<<"),
        studio.folder / "none.docx",
    ]
    for file in bad:
        said = studio.film(file)
        assert said.code == 1
        assert said.complaint.startswith("CommandError: ") and "Traceback" not in said.complaint
        assert not studio.out.exists()
    good, lines = studio.write("story.txt", STORY), studio.write("other.txt", OTHER_LINES)
    assert studio.film(good, "--script", lines).code == 0
    check_folder(studio.out)
    assert studio.count("trailers_project") == 3, "two films, and the PDF that broke off while it was read"
