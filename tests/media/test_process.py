"""The sandbox: what a child may not do, and what a parent is told."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from trailers.domain.errors import Cancelled, CuelockError, FatalError, RetryableError
from trailers.media import process
from trailers.media.process import Limits, open_ffmpeg, replacing, run_ffmpeg, untrusted
from trailers.media.sandbox import Child, run

ENDLESS = ["-f", "lavfi", "-i", "testsrc2=size=320x240:rate=24", "-f", "null", "-"]


def refusal(call: Callable[[], Any]) -> CuelockError:
    with pytest.raises(CuelockError) as caught:
        call()
    return caught.value


class TestRunFfmpeg:
    def test_makes_a_file_and_tells_how_many_frames(self, tmp_path: Path) -> None:
        seen: list[tuple[int, int]] = []
        args = ["-f", "lavfi", "-i", "testsrc2=size=160x120:rate=24", "-t", "2", str(tmp_path / "a.mp4")]
        frames = run_ffmpeg(
            args, scratch=tmp_path, timeout_s=30, progress=lambda *news: seen.append(news), total_frames=48
        )
        assert frames == 48
        assert (tmp_path / "a.mp4").stat().st_size > 1_000
        assert seen[-1] == (48, 48)
        assert seen == sorted(seen)

    def test_is_stopped_at_its_deadline(self, tmp_path: Path) -> None:
        began = time.monotonic()
        error = refusal(lambda: run_ffmpeg(ENDLESS, scratch=tmp_path, timeout_s=0.5))
        assert isinstance(error, RetryableError)
        assert error.code == "media.timeout"
        assert error.params == {"program": "ffmpeg", "seconds": "0.5"}
        assert time.monotonic() - began < 5

    def test_is_stopped_when_somebody_asks(self, tmp_path: Path) -> None:
        asked = iter([False, False, True])
        error = refusal(
            lambda: run_ffmpeg(ENDLESS, scratch=tmp_path, timeout_s=30, cancelled=lambda: next(asked, True))
        )
        assert isinstance(error, Cancelled)
        assert error.code == "job.cancelled"

    def test_may_not_burn_more_processor_time_than_granted(self, tmp_path: Path) -> None:
        error = refusal(lambda: run_ffmpeg(ENDLESS, scratch=tmp_path, timeout_s=30, limits=Limits(cpu_s=1)))
        assert error.code == "media.child_failed"
        assert "too much processor time" in error.params["detail"]

    def test_may_not_write_more_than_granted(self, tmp_path: Path) -> None:
        args = ["-f", "lavfi", "-i", "testsrc2=size=320x240", "-f", "rawvideo", str(tmp_path / "huge")]
        error = refusal(
            lambda: run_ffmpeg(args, scratch=tmp_path, timeout_s=30, limits=Limits(file_bytes=1 << 20))
        )
        assert error.code == "media.child_failed"
        assert "larger than allowed" in error.params["detail"]
        assert (tmp_path / "huge").stat().st_size <= 1 << 20

    def test_may_not_take_more_memory_than_granted(self, tmp_path: Path) -> None:
        args = ["-f", "lavfi", "-i", "color=size=4096x2304", "-frames:v", "9", "-f", "null", "-"]
        error = refusal(
            lambda: run_ffmpeg(args, scratch=tmp_path, timeout_s=30, limits=Limits(memory_bytes=1 << 26))
        )
        assert error.code == "media.child_failed"

    def test_tells_of_a_full_disk_as_such(self, tmp_path: Path) -> None:
        args = ["-f", "lavfi", "-i", "testsrc2=size=320x240", "-t", "2", "-f", "rawvideo", "/dev/full"]
        error = refusal(lambda: run_ffmpeg(args, scratch=tmp_path, timeout_s=30))
        assert isinstance(error, FatalError)
        assert error.code == "disk.full"
        assert str(error.message).startswith("The disk is full.")

    def test_passes_on_what_ffmpeg_complained_of(self, tmp_path: Path) -> None:
        error = refusal(lambda: run_ffmpeg(["-i", "none.mp4", "x.mp4"], scratch=tmp_path, timeout_s=30))
        assert error.code == "media.child_failed"
        assert "No such file or directory" in error.params["detail"]

    def test_a_program_that_is_none_is_said_so(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(process, "ffmpeg_binary", lambda: str(tmp_path / "ffmpeg"))
        error = refusal(lambda: run_ffmpeg(["-version"], scratch=tmp_path, timeout_s=30))
        assert error.params["detail"].endswith("is not a program")


class TestBinary:
    @pytest.fixture(autouse=True)
    def forget(self) -> Any:
        process.ffmpeg_binary.cache_clear()
        yield
        process.ffmpeg_binary.cache_clear()

    def test_is_the_operators_where_one_is_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("FFMPEG_BINARY", "/opt/ffmpeg")
        assert process.ffmpeg_binary() == "/opt/ffmpeg"

    def test_comes_with_a_package_otherwise(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("FFMPEG_BINARY", raising=False)
        assert Path(process.ffmpeg_binary()).is_file()
        assert process.ffmpeg_version().startswith("ffmpeg version ")


class TestUntrusted:
    def test_hides_the_name_behind_a_protocol_and_an_absolute_path(self, tmp_path: Path) -> None:
        path = tmp_path / "-i http:evil 'x'.mp4"
        args = untrusted(path)
        assert args[-2:] == ["-i", f"file:{path}"]

    def test_refuses_a_playlist_that_calls_itself_mp4(self, tmp_path: Path) -> None:
        path = tmp_path / "list.mp4"
        path.write_text(
            "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n"
        )
        args = [*untrusted(path), "-f", "null", "-"]
        error = refusal(lambda: run_ffmpeg(args, scratch=tmp_path, timeout_s=30))
        assert error.code == "media.child_failed"

    def test_refuses_a_list_of_other_files(self, tmp_path: Path) -> None:
        (tmp_path / "secret.txt").write_text("secret")
        path = tmp_path / "list.mp4"
        path.write_text("ffconcat version 1.0\nfile secret.txt\n")
        args = [*untrusted(path), "-f", "null", "-"]
        error = refusal(lambda: run_ffmpeg(args, scratch=tmp_path, timeout_s=30))
        assert error.code == "media.child_failed"
        assert "secret" not in error.params["detail"]


class TestChild:
    def test_frames_go_in_and_out_whole(self, tmp_path: Path) -> None:
        size = 1920 * 1080
        frames = [np.full(size, 40 * n, np.uint8) for n in range(5)]
        raw = ["-f", "rawvideo", "-pix_fmt", "gray", "-s", "1920x1080"]
        args = [*raw, "-i", "pipe:0", *raw[:4], "pipe:1"]
        with open_ffmpeg(args, scratch=tmp_path, timeout_s=30, reads=True, writes=True) as child:

            def send() -> None:
                for frame in frames:
                    child.write(frame.data)
                child.close_input()

            # ffmpeg reads as many frames ahead as it likes, so nobody may wait for an answer to each
            sender = threading.Thread(target=send)
            sender.start()
            got = np.empty(size, np.uint8)
            for frame in frames:
                assert child.read_into(got.data)
                assert np.array_equal(got, frame)
            assert not child.read_into(got.data)
            sender.join()
            child.finish()

    def test_an_end_inside_a_frame_is_an_error(self, tmp_path: Path) -> None:
        with Child(["/bin/echo", "hello"], scratch=tmp_path, timeout_s=10, reads=True) as child:
            error = refusal(lambda: child.read_into(memoryview(bytearray(100))))
        assert error.code == "media.child_failed"

    def test_a_reader_that_dies_is_told_by_its_own_words(self, tmp_path: Path) -> None:
        argv = ["/bin/sh", "-c", "echo out of order >&2; exit 3"]
        with Child(argv, scratch=tmp_path, timeout_s=10, writes=True) as child:
            error = refusal(lambda: child.write(memoryview(bytes(8 << 20))))
        assert error.code == "media.child_failed"
        assert error.params["detail"] == "out of order"

    def test_a_reader_that_ends_well_but_early_is_an_error_too(self, tmp_path: Path) -> None:
        with Child(["/bin/true"], scratch=tmp_path, timeout_s=10, writes=True) as child:
            error = refusal(lambda: child.write(memoryview(bytes(8 << 20))))
        assert error.params["detail"] == "it stopped reading"

    def test_one_that_reads_nothing_is_stopped_at_the_deadline(self, tmp_path: Path) -> None:
        with Child(["/bin/sleep", "60"], scratch=tmp_path, timeout_s=0.4, writes=True) as child:
            error = refusal(lambda: child.write(memoryview(bytes(8 << 20))))
        assert error.code == "media.timeout"

    def test_one_that_says_nothing_is_stopped_when_asked(self, tmp_path: Path) -> None:
        with Child(
            ["/bin/sleep", "60"], scratch=tmp_path, timeout_s=60, reads=True, cancelled=lambda: True
        ) as child:
            error = refusal(lambda: child.read_into(memoryview(bytearray(1))))
        assert isinstance(error, Cancelled)

    def test_leaving_by_an_error_ends_the_whole_group(self, tmp_path: Path) -> None:
        argv = ["/bin/sh", "-c", "sleep 60 & echo $! > child; echo ready; wait"]
        with (
            pytest.raises(ZeroDivisionError),
            Child(argv, scratch=tmp_path, timeout_s=30, reads=True) as child,
        ):
            assert child.read_into(memoryview(bytearray(5)))
            raise ZeroDivisionError
        grandchild = int((tmp_path / "child").read_text())
        assert _is_gone(grandchild)

    def test_sees_nothing_of_our_environment(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SECRET_KEY", "do not tell")
        printed = run(["/usr/bin/env"], scratch=tmp_path, timeout_s=10)
        names = {line.split(b"=")[0] for line in printed.splitlines()}
        assert b"SECRET_KEY" not in names
        assert {b"PATH", b"HOME", b"LC_ALL"} <= names

    def test_cannot_flood_us(self, tmp_path: Path) -> None:
        error = refusal(
            lambda: run(["/usr/bin/yes"], scratch=tmp_path, timeout_s=30, max_output_bytes=1 << 16)
        )
        assert error.params["detail"] == "it printed too much"

    def test_has_a_session_of_its_own(self, tmp_path: Path) -> None:
        printed = run(["/bin/sh", "-c", "ps -o sid= -p $$ || echo"], scratch=tmp_path, timeout_s=10)
        if printed.strip():
            assert int(printed) != os.getsid(0)


def _is_gone(pid: int) -> bool:
    for _ in range(50):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        state = Path(f"/proc/{pid}/stat")
        if state.exists() and state.read_text().rsplit(")", 1)[1].split()[0] == "Z":
            return True
        time.sleep(0.1)
    os.kill(pid, signal.SIGKILL)
    return False


class TestReplacing:
    def test_moves_the_finished_file_into_place(self, tmp_path: Path) -> None:
        out = tmp_path / "new" / "a.mp4"
        with replacing(out) as temp:
            assert temp.parent == out.parent
            assert temp.suffix == ".mp4"
            temp.write_text("done")
            assert not out.exists()
        assert out.read_text() == "done"
        assert os.listdir(out.parent) == ["a.mp4"]

    def test_leaves_what_was_there_when_the_work_fails(self, tmp_path: Path) -> None:
        out = tmp_path / "a.mp4"
        out.write_text("old")
        with pytest.raises(ZeroDivisionError), replacing(out) as temp:
            temp.write_text("half")
            raise ZeroDivisionError
        assert out.read_text() == "old"
        assert os.listdir(tmp_path) == ["a.mp4"]

    def test_names_are_never_shared(self, tmp_path: Path) -> None:
        with replacing(tmp_path / "a") as first, replacing(tmp_path / "a") as second:
            assert first != second
            first.touch()
            second.touch()

    def test_a_full_disk_is_called_by_its_name(self, tmp_path: Path) -> None:
        def fill() -> None:
            with replacing(tmp_path / "a") as temp:
                temp.symlink_to("/dev/full")
                temp.write_bytes(bytes(1 << 16))

        error = refusal(fill)
        assert error.code == "disk.full"
        assert error.params == {"detail": str(tmp_path)}
        assert os.listdir(tmp_path) == []

    def test_other_troubles_of_the_system_stay_what_they_are(self, tmp_path: Path) -> None:
        with pytest.raises(FileNotFoundError), replacing(tmp_path / "a"):
            (tmp_path / "no" / "where").read_bytes()


def test_limits_follow_the_deadline() -> None:
    cores = os.cpu_count() or 1
    assert Limits().within(10).cpu_s == 10 * cores + 1
    assert Limits(cpu_s=3).within(1_000).cpu_s == 3


def test_ulimits_are_really_set(tmp_path: Path) -> None:
    limits = Limits(memory_bytes=1 << 30, cpu_s=7, file_bytes=1 << 21)
    printed = run(
        ["/bin/sh", "-c", "ulimit -v; ulimit -t; ulimit -f; ulimit -c"],
        scratch=tmp_path,
        timeout_s=60,
        limits=limits,
    )
    assert printed.split() == [b"1048576", b"7", b"4096", b"0"]


def test_a_child_is_never_a_shell_command(tmp_path: Path) -> None:
    printed = run(["/bin/echo", "$(id); rm -rf *", "a b"], scratch=tmp_path, timeout_s=10)
    assert printed == b"$(id); rm -rf * a b\n"
