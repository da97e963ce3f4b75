"""The guarded downloader, against a real server on this machine and names that mean to lead it astray."""

from __future__ import annotations

import hashlib
import socket
import threading
import time
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest

from tests.vendors.asked import Answer, Asked
from tests.vendors.server import SHORT, UNREACHED, Vendor, route, serving
from trailers.domain.errors import Cancelled, CuelockError, FatalError, RetryableError
from trailers.media import addresses
from trailers.media.addresses import is_allowed, open_checked, resolve_checked
from trailers.media.download import VIDEO_TYPES, DownloadRules, download

CLIP = b"not really a clip " * 20_000
RULES = DownloadRules(VIDEO_TYPES, allow_loopback=True)


class Store(Vendor):
    name = "store"
    headers = {"Content-Type": "video/mp4"}
    status = 200
    body = CLIP

    @route("GET", r"/clip\.mp4")
    def clip(self, asked: Asked) -> Answer:
        return Answer(self.status, self.body, self.headers)

    @route("GET", r"/to")
    def to(self, asked: Asked) -> Answer:
        return Answer(302, b"", {"Location": asked.query["url"]})

    @route("GET", r"/round")
    def round(self, asked: Asked) -> Answer:
        return Answer(307, b"", {"Location": "round"})


@pytest.fixture
def store() -> Iterator[Store]:
    with serving(Store()) as server:
        yield server.vendor("store")


def refused(url: str, target: Path, rules: DownloadRules = RULES) -> CuelockError:
    with pytest.raises(CuelockError) as caught:
        download(url, target, rules)
    assert list(target.parent.iterdir()) == [], "nothing may stay behind"
    return caught.value


def test_a_file_arrives_whole_with_its_checksum(store: Store, tmp_path: Path) -> None:
    got = download(f"{store.url}/clip.mp4?sign=a%2Fb", tmp_path / "clip.mp4", RULES)
    assert (tmp_path / "clip.mp4").read_bytes() == CLIP
    assert (got.size, got.sha256) == (len(CLIP), hashlib.sha256(CLIP).hexdigest())
    assert got.media_type == "video/mp4"
    assert [path.name for path in tmp_path.iterdir()] == ["clip.mp4"]
    assert store.asked("clip")[0].query == {"sign": "a/b"}
    assert store.asked("clip")[0].headers["accept-encoding"] == "identity"


def test_a_redirect_is_followed(store: Store, tmp_path: Path) -> None:
    got = download(f"{store.url}/to?url=clip.mp4", tmp_path / "clip.mp4", RULES)
    assert got.size == len(CLIP)


def test_redirects_end(store: Store, tmp_path: Path) -> None:
    assert refused(f"{store.url}/round", tmp_path / "a").code == "download.forbidden_address"
    assert len(store.asked("round")) == 6


@pytest.mark.parametrize("status", [403, 404, 410])
def test_an_address_that_ran_out_is_told_apart(store: Store, tmp_path: Path, status: int) -> None:
    store.status = status
    error = refused(f"{store.url}/clip.mp4", tmp_path / "a")
    assert isinstance(error, RetryableError) and error.code == "download.expired"
    assert error.params == {"status": status}


@pytest.mark.parametrize("status", [429, 500, 503, 206])
def test_a_store_that_does_not_deliver_is_asked_again_later(
    store: Store, tmp_path: Path, status: int
) -> None:
    store.status = status
    error = refused(f"{store.url}/clip.mp4", tmp_path / "a")
    assert isinstance(error, RetryableError) and error.code == "download.failed"


@pytest.mark.parametrize("fault", [SHORT, UNREACHED])
def test_a_broken_line_leaves_nothing(store: Store, tmp_path: Path, fault: Any) -> None:
    store.fault("clip", fault)
    error = refused(f"{store.url}/clip.mp4", tmp_path / "a")
    assert isinstance(error, RetryableError) and error.code == "download.failed"
    assert download(f"{store.url}/clip.mp4", tmp_path / "a", RULES).size == len(CLIP)


def test_an_empty_file_is_no_file(store: Store, tmp_path: Path) -> None:
    store.body = b""
    assert refused(f"{store.url}/clip.mp4", tmp_path / "a").code == "download.failed"


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/html"},
        {"Content-Type": "image/png"},
        {},
        {"Content-Type": "video/mp4", "Content-Encoding": "gzip"},
    ],
)
def test_a_wrong_type_is_not_taken(store: Store, tmp_path: Path, headers: dict[str, str]) -> None:
    store.headers = headers
    error = refused(f"{store.url}/clip.mp4", tmp_path / "a")
    assert isinstance(error, FatalError) and error.code == "download.wrong_type"


def test_a_file_that_announces_too_much_is_not_begun(store: Store, tmp_path: Path) -> None:
    rules = DownloadRules(VIDEO_TYPES, max_bytes=len(CLIP) - 1, allow_loopback=True)
    assert refused(f"{store.url}/clip.mp4", tmp_path / "a", rules).code == "download.too_big"
    exact = DownloadRules(VIDEO_TYPES, max_bytes=len(CLIP), allow_loopback=True)
    assert download(f"{store.url}/clip.mp4", tmp_path / "a", exact).size == len(CLIP)


class Raw:
    """One answer in raw bytes: for what no proper server says. `more` is sent until the caller goes."""

    def __init__(self, answer: bytes, more: bytes = b"", pause_s: float = 0.0) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}/clip.mp4"
        self._answer, self._more, self._pause_s = answer, more, pause_s
        self.sent = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Raw:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._listener.close()
        self._thread.join(5)

    def _serve(self) -> None:
        caller, _ = self._listener.accept()
        with caller:
            caller.recv(65_536)
            caller.sendall(self._answer)
            try:
                while self._more and not self._over.wait(self._pause_s):
                    caller.sendall(self._more)
                    self.sent += len(self._more)
            except OSError:
                return


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\n\r\n"


def test_a_file_without_an_end_is_cut_at_the_limit(tmp_path: Path) -> None:
    rules = DownloadRules(VIDEO_TYPES, max_bytes=1_000_000, allow_loopback=True)
    with Raw(HEAD, more=b"x" * 65_536) as endless:
        assert refused(endless.url, tmp_path / "a", rules).code == "download.too_big"


def test_a_drip_ends_at_the_time_limit(tmp_path: Path) -> None:
    rules = DownloadRules(VIDEO_TYPES, timeout_s=0.5, silence_s=5, allow_loopback=True)
    started = time.monotonic()
    with Raw(HEAD, more=b"x", pause_s=0.05) as drip:
        assert refused(drip.url, tmp_path / "a", rules).code == "download.failed"
    assert time.monotonic() - started < 3


def test_silence_ends_it(tmp_path: Path) -> None:
    rules = DownloadRules(VIDEO_TYPES, silence_s=0.3, allow_loopback=True)
    with Raw(HEAD, more=b"x", pause_s=30) as silent:
        error = refused(silent.url, tmp_path / "a", rules)
    assert error.code == "download.failed" and "imeout" in error.params["detail"]


def test_a_stop_is_heard_between_pieces(tmp_path: Path) -> None:
    with Raw(HEAD, more=b"x" * 1_000, pause_s=0.01) as endless, pytest.raises(Cancelled):
        download(endless.url, tmp_path / "a", RULES, cancelled=lambda: True)
    assert list(tmp_path.iterdir()) == []


def test_an_answer_that_is_no_http_is_a_passing_fault(tmp_path: Path) -> None:
    with Raw(b"SSH-2.0-hello\r\n") as other:
        assert refused(other.url, tmp_path / "a").code == "download.failed"


class TestAddresses:
    @pytest.mark.parametrize(
        "address",
        [
            "127.0.0.1", "127.8.8.8", "0.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254",
            "100.64.0.1", "224.0.0.1", "239.1.1.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "240.0.0.1",
            "::1", "::", "fe80::1", "fc00::1", "fd12::1", "ff02::1", "2001:db8::1",
            "::ffff:10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::a00:1", "64:ff9b::7f00:1", "2002:a00:1::",
            "2002:7f00:1::", "2001:0:4136:e378:8000:63bf:f5ff:fffe",
        ],
    )  # fmt: skip
    def test_of_ours_are_not_opened(self, address: str) -> None:
        assert not is_allowed(ip_address(address))

    @pytest.mark.parametrize(
        "address", ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
    )
    def test_of_the_world_are(self, address: str) -> None:
        assert is_allowed(ip_address(address))

    @pytest.mark.parametrize("address", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
    def test_loopback_may_be_wanted_and_nothing_else_with_it(self, address: str) -> None:
        assert is_allowed(ip_address(address), allow_loopback=True)
        assert not is_allowed(ip_address("10.0.0.1"), allow_loopback=True)
        assert not is_allowed(ip_address("169.254.169.254"), allow_loopback=True)

    @pytest.mark.parametrize(
        "url",
        [
            "ftp://example.com/a", "file:///etc/passwd", "http://8.8.8.8/a", "https:///a", "//8.8.8.8/a", "",
            "https://user:word@8.8.8.8/a", "https://8.8.8.8:99999/a", "https://[::1/a", "https://127.0.0.1/a",
            "https://169.254.169.254/latest/meta-data", "https://0x7f000001/a", "https://2130706433/a",
            "https://[::ffff:169.254.169.254]/a",
        ],
    )  # fmt: skip
    def test_only_https_to_the_outside(self, url: str) -> None:
        with pytest.raises(FatalError) as caught:
            open_checked(url, timeout_s=1)
        assert caught.value.code == "download.forbidden_address"

    def test_plain_http_stays_on_this_machine(self) -> None:
        open_checked("http://127.0.0.1/a", timeout_s=1, allow_loopback=True).close()
        with pytest.raises(FatalError, match="plain HTTP"):
            open_checked("http://8.8.8.8/a", timeout_s=1, allow_loopback=True)

    def test_a_name_is_judged_by_every_address_it_has(self, monkeypatch: pytest.MonkeyPatch) -> None:
        name_service(monkeypatch, {"cdn.test": ["8.8.8.8", "10.0.0.7"], "good.test": ["8.8.8.8"]})
        assert resolve_checked("good.test", 443) == ["8.8.8.8"]
        with pytest.raises(FatalError, match=r"10\.0\.0\.7"):
            resolve_checked("cdn.test", 443)

    def test_an_unknown_name_is_a_passing_fault(self, monkeypatch: pytest.MonkeyPatch) -> None:
        name_service(monkeypatch, {})
        with pytest.raises(RetryableError) as caught:
            resolve_checked("gone.test", 443)
        assert caught.value.code == "download.failed"


def name_service(monkeypatch: pytest.MonkeyPatch, names: dict[str, list[str]]) -> list[str]:
    """Knows these names only, and notes who was asked for."""
    asked: list[str] = []

    def look_up(host: str, port: int, *_: object, **__: object) -> list[Any]:
        if not host.replace(".", "").isdigit():
            asked.append(host)
            if host not in names:
                raise socket.gaierror(-2, "Name or service not known")
        found = names.get(host, [host])
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    monkeypatch.setattr(addresses.socket, "getaddrinfo", look_up)
    return asked


@pytest.mark.parametrize(
    "inside",
    ["http://10.0.0.1/a", "https://169.254.169.254/latest", "http://[fd00::1]/a", "file:///etc/passwd"],
)
def test_a_redirect_into_our_network_is_not_followed(store: Store, tmp_path: Path, inside: str) -> None:
    error = refused(f"{store.url}/to?url={inside}", tmp_path / "a")
    assert error.code == "download.forbidden_address"


def test_a_redirect_to_a_name_inside_is_not_followed(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = store.url.split(":")[2].split("/")[0]
    name_service(monkeypatch, {"inside.test": ["192.168.0.5"]})
    error = refused(f"http://127.0.0.1:{port}/store/to?url=https://inside.test/a", tmp_path / "a")
    assert error.code == "download.forbidden_address" and "192.168.0.5" in error.params["detail"]


def test_the_connection_goes_to_the_address_that_was_checked(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that changes its mind after the check is not asked again."""
    port = store.url.split(":")[2].split("/")[0]
    names = {"moody.test": ["127.0.0.1"]}
    asked = name_service(monkeypatch, names)
    check = addresses.is_allowed

    def checked(address: Any, **rules: Any) -> bool:
        names["moody.test"] = ["10.0.0.9"]
        return check(address, **rules)

    monkeypatch.setattr(addresses, "is_allowed", checked)
    got = download(f"http://moody.test:{port}/store/clip.mp4", tmp_path / "a", RULES)
    assert (got.size, asked) == (len(CLIP), ["moody.test"])
    assert store.asked("clip")[0].headers["host"] == f"moody.test:{port}"


def test_the_signed_address_is_in_no_message(store: Store, tmp_path: Path) -> None:
    store.status = 500
    error = refused(f"{store.url}/clip.mp4?signature=geheim", tmp_path / "a")
    assert "geheim" not in str(error) and "geheim" not in repr(error.params)
