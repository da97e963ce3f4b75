"""Who is alive on this machine, locks that die with their holder, and scratch that is cleaned up."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from tests.processes import start
from trailers.worker import host, signs


def test_names_are_unique_and_say_who_we_are():
    one, two = host.worker_name(), host.worker_name()
    assert one != two
    name, pid, birth, _ = one.rsplit(":", 3)
    assert (name, int(pid)) == (host.host_name(), os.getpid())
    assert birth == two.rsplit(":", 3)[2]


def test_we_are_alive():
    assert host.is_dead(host.worker_name()) is False


def test_a_process_that_ended_is_dead():
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    birth = host._birth(child.pid)
    name = f"{host.host_name()}:{child.pid}:{birth}:x"
    assert host.is_dead(name) is False
    child.kill()
    time.sleep(0.2)
    assert host.is_dead(name) is True  # even while it is a zombie
    child.wait()
    assert host.is_dead(name) is True


def test_a_process_that_got_an_old_number_is_not_the_old_one():
    name, pid, birth, tag = host.worker_name().rsplit(":", 3)
    started, _, namespace = birth.partition("-")
    assert host.is_dead(f"{name}:{pid}:{int(started) - 1}-{namespace}:{tag}") is True


@pytest.mark.parametrize(
    "worker", ["lab:1:feed", "", "x", "elsewhere:1:1-1:x", "{host}:1:5-1:x", "{host}:a:b:c"]
)
def test_what_cannot_be_known_is_not_called_dead(worker):
    """Another host's process, another container's, or a name of another kind."""
    assert host.is_dead(worker.format(host=host.host_name())) is False


def test_a_host_name_may_hold_colons(settings):
    settings.HOST_NAME = "fe80::1"
    assert host.is_dead(host.worker_name()) is False


def test_one_holder_at_a_time():
    with host.alone("pump") as first, host.alone("pump") as second, host.alone("other") as third:
        assert (host.somebody_holds("pump"), host.somebody_holds("another")) == (True, False)
    assert (first, second, third) == (True, False, True)
    with host.alone("pump") as again:
        assert again is True


def _hold_for_ever(ready: str) -> None:
    with host.alone("pump"), host.scratch_folder("job") as folder:
        (folder / "half").write_bytes(b"x")
        open(ready, "w").close()
        time.sleep(60)


def test_a_killed_holder_leaves_its_lock_and_its_scratch_to_others(tmp_path):
    ready = tmp_path / "ready"
    holder = start(_hold_for_ever, str(ready))
    while not ready.exists():
        time.sleep(0.01)
    with host.alone("pump") as held:
        assert held is False
    assert host.clear_scratch() == 0
    holder.kill()
    holder.join()
    with host.alone("pump") as held:
        assert held is True
    assert host.clear_scratch() == 1
    assert list((host.folder("scratch")).iterdir()) == []


def test_scratch_of_the_living_and_of_others_stays():
    strange = host.folder("scratch") / "99_1-1"  # another container's process
    strange.mkdir()
    with host.scratch_folder("job") as mine:
        assert host.clear_scratch() == 0
        assert mine.is_dir() and strange.is_dir()


def test_the_same_job_twice_has_two_folders():
    with host.scratch_folder("job") as one, host.scratch_folder("job") as two:
        assert one != two and list(one.iterdir()) == list(two.iterdir()) == []


def test_signs():
    assert (signs.stopping(), signs.aborting()) == (False, False)
    signs.go_down(grace_s=100)
    assert (signs.stopping(), signs.aborting()) == (True, False)
    signs.go_down(grace_s=signs.GIVE_BACK_S - 1)
    assert (signs.stopping(), signs.aborting()) == (True, True)
    signs.stay_up()
    signs.stay_up()
    assert (signs.stopping(), signs.aborting()) == (False, False)


def test_two_names_on_one_machine_do_not_share_locks(settings):
    with host.alone("supervisor") as one:
        settings.HOST_NAME = "second"
        with host.alone("supervisor") as two:
            assert (one, two) == (True, True)
