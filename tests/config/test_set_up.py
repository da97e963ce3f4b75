"""The Makefile and its scripts: what a newcomer types. No test here installs anything."""

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = [*sorted((ROOT / "scripts").glob("*.sh")), ROOT / ".ci" / "run"]


def run(*command, **environment):
    return subprocess.run(
        command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, timeout=60
    )


def planned(target, *options):
    """What `make target` would run."""
    done = run("make", "--dry-run", "--no-print-directory", target, *options, MAKEFLAGS="")
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def tools(tmp_path):
    """tools(name=script, ...): a PATH on which those programs come first. Their calls are kept in `calls`."""
    folder = tmp_path / "bin"
    folder.mkdir()

    def make(**scripts):
        for name, script in scripts.items():
            program = folder / name.replace("_", "-")
            program.write_text(f'#!/bin/sh\necho "{program.name} $*" >> {tmp_path}/calls\n{script}\n')
            program.chmod(0o755)
        return f"{folder}:{os.environ['PATH']}"

    return make


@pytest.mark.parametrize(
    "target",
    [
        "setup",
        "setup-dev",
        "lock",
        "demo",
        "run",
        "test",
        "test-slow",
        "check",
        "format",
        "bench",
        "chaos",
        "chaos-long",
    ],
)
def test_target_exists_and_is_explained(target):
    assert planned(target)
    assert re.search(rf"^  make {target} +\S", run("make", "-s", "help").stdout, re.MULTILINE)


def test_demo_sets_up_then_renders_the_sample():
    first, *rest = planned("demo").splitlines()
    assert first == "scripts/setup.sh base"
    assert rest == [".venv/bin/python manage.py make_film trailer samples/the-salt-line.pdf --out out"]


def test_run_migrates_before_it_serves_and_starts_a_worker_beside_the_site():
    assert planned("run").strip().splitlines()[-1].startswith("scripts/run.sh 127.0.0.1:8000")
    script = (ROOT / "scripts" / "run.sh").read_text()
    steps = [script.index(f"manage.py {step}") for step in ("migrate", "first_user", "work", "runserver")]
    assert steps == sorted(steps)


def test_check_runs_what_ci_runs():
    plan = planned("check")
    for step in (
        "ruff format --check",
        "ruff check",
        "mypy",
        "lint-imports",
        "makemigrations --check",
        "check --deploy",
    ):
        assert step in plan


def test_tests_use_three_processes_and_leave_out_what_only_measures():
    assert '-n 3 -m "not bench and not chaos and not slow"' in planned("test")


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_scripts_can_be_run_and_stop_at_the_first_error(script):
    assert os.access(script, os.X_OK)
    assert "set -euo pipefail" in script.read_text(encoding="utf-8")
    assert run("bash", "-n", str(script)).returncode == 0


def test_ci_starts_from_a_fresh_venv_and_ends_with_the_tests():
    text = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    steps = ("rm -rf .venv", "make setup-dev", "make chaos", "make check", "make test", 'wait "$checks"')
    assert sorted(steps, key=text.index) == list(steps)


def test_a_python_that_is_named_but_does_not_fit_is_refused(tmp_path):
    done = run("scripts/setup.sh", "base", PYTHON="/bin/false", VENV=str(tmp_path / "venv"))
    assert done.returncode != 0
    assert "PYTHON=/bin/false is not a Python 3.11 or 3.12" in done.stderr
    assert not (tmp_path / "venv").exists()


def test_without_a_python_that_fits_it_says_what_is_needed(tmp_path, tools):
    path = tools(**{"python3.12": "exit 1", "python3.11": "exit 1", "python3": "exit 1"})
    done = run("scripts/setup.sh", "base", PATH=path, PYTHON="", VENV=str(tmp_path / "venv"))
    assert done.returncode != 0
    assert "Cuelock needs Python 3.11 or 3.12" in done.stderr
    assert not (tmp_path / "venv").exists()


def test_a_shim_that_does_not_run_is_passed_over(tmp_path, tools):
    """pyenv puts python3.12 on PATH for a version that is not active: it is there and fails."""
    works = "case $* in *version_info*|*ensurepip*) exit 0;; *venv*) exit 7;; *) echo Python 3.11.2;; esac"
    path = tools(**{"python3.12": "exit 127", "python3.11": works})
    done = run("scripts/setup.sh", "base", PATH=path, PYTHON="", VENV=str(tmp_path / "venv"))
    assert done.returncode == 7  # the stand-in's own answer to `-m venv`
    assert "python3.11 -m venv" in (tmp_path / "calls").read_text()


def test_a_missing_venv_module_is_named_with_the_one_command(tmp_path, tools):
    works = "case $* in *ensurepip*) exit 1;; *%d.%d*) echo 3.11;; *version_info*) exit 0;; *) exit 9;; esac"
    path = tools(**{"python3.12": "exit 1", "python3.11": works, "apt_get": "exit 0", "id": "echo 1000"})
    done = run("scripts/setup.sh", "base", PATH=path, PYTHON="", VENV=str(tmp_path / "venv"))
    assert done.returncode != 0
    assert "sudo apt-get install python3.11-venv" in done.stderr


def test_a_system_package_is_installed_when_root(tmp_path, tools):
    path = tools(apt_get="exit 0", id="echo 0")
    assert run("scripts/system-package.sh", "chromium", PATH=path).returncode == 0
    assert "apt-get install --yes --no-install-recommends chromium\n" in (tmp_path / "calls").read_text()


def test_package_lists_are_fetched_only_when_the_first_try_fails(tmp_path, tools):
    path = tools(apt_get=f'[ "$1" = update ] && touch {tmp_path}/lists\n[ -e {tmp_path}/lists ]', id="echo 0")
    assert run("scripts/system-package.sh", "chromium", PATH=path).returncode == 0
    calls = [
        line.split()[1]
        for line in (tmp_path / "calls").read_text().splitlines()
        if line.startswith("apt-get")
    ]
    assert calls == ["install", "update", "install"]


def test_a_system_package_that_cannot_be_had_is_a_failure_with_its_reason(tools):
    path = tools(apt_get="echo no such package >&2; exit 100", id="echo 0")
    done = run("scripts/system-package.sh", "chromium", PATH=path)
    assert done.returncode != 0
    assert "no such package" in done.stderr


def test_setting_up_twice_does_nothing():
    if not (ROOT / ".venv" / ".installed-dev").exists():
        pytest.skip("these tests run in an environment that make did not set up")
    done = run("scripts/setup.sh", "base", PYTHON="")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize(("stamp", "lock"), [(".installed-dev", "dev"), (".installed-base", "base")])
def test_a_folder_to_test_with_stays_one_when_the_locks_change(stamp, lock, tmp_path):
    (tmp_path / "bin").mkdir()
    python = tmp_path / "bin" / "python"
    python.write_text('#!/bin/sh\ncase "$*" in *pip*) exit 7;; *--version*) echo Python 3.11.2;; esac\n')
    python.chmod(0o755)
    (tmp_path / stamp).write_text("of an older lock")
    done = run("scripts/setup.sh", "base", PYTHON="", VENV=str(tmp_path))
    assert (done.returncode, done.stdout) == (7, f"Installing requirements/{lock}.txt into {tmp_path}\n")
