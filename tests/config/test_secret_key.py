"""The development key: made once, kept, private, and one for all processes."""

import stat
from concurrent.futures import ThreadPoolExecutor

from config.secret_key import kept_secret_key


def test_key_is_made_and_kept(tmp_path):
    path = tmp_path / "var" / "secret_key"
    first = kept_secret_key(path)
    assert len(first) >= 50
    assert kept_secret_key(path) == first


def test_key_is_not_the_same_on_two_machines(tmp_path):
    assert kept_secret_key(tmp_path / "a") != kept_secret_key(tmp_path / "b")


def test_only_the_owner_reads_the_key(tmp_path):
    kept_secret_key(tmp_path / "secret_key")
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_no_draft_is_left_behind(tmp_path):
    kept_secret_key(tmp_path / "secret_key")
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_processes_that_start_together_agree(tmp_path):
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(lambda _: kept_secret_key(tmp_path / "secret_key"), range(64)))
    assert len(keys) == 1
