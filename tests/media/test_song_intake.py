"""Songs of every make: an exact copy of what can be heard, or a clear word on why not; and nothing left behind."""

from __future__ import annotations

import os
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.media.songs import write
from trailers.domain.errors import Cancelled, UserError
from trailers.media.audio import wav_facts
from trailers.media.process import MAX_BYTES, run_ffmpeg
from trailers.media.song.intake import SongFacts, import_song, read_mono

SECONDS = 21
TONE = f"sine=frequency=440:sample_rate=44100:duration={SECONDS}"


def make(path: Path, *args: str, source: str = TONE) -> Path:
    run_ffmpeg(["-f", "lavfi", "-i", source, *args, str(path)], scratch=path.parent, timeout_s=60)
    return path


def taken(source: Path) -> SongFacts:
    """Import, and see that only the song and its copy lie there."""
    before = set(source.parent.iterdir())
    out = source.parent / "copy.wav"
    facts = import_song(source, out, scratch=source.parent)
    assert set(source.parent.iterdir()) - before == {out}
    copy = wav_facts(out)
    assert (copy.sample_rate, copy.channels, copy.samples) == (44_100, 2, facts.samples)
    return facts


def refused(source: Path) -> UserError:
    """The word on why not. No file of it may stay."""
    before = set(source.parent.iterdir())
    with pytest.raises(UserError) as caught:
        import_song(source, source.parent / "copy.wav", scratch=source.parent)
    assert set(source.parent.iterdir()) == before
    assert source.name in str(caught.value)
    return caught.value


@pytest.mark.parametrize(("name", "options", "kind", "codec", "slack"), [
    ("a.mp3", ["-b:a", "128k"], "mp3", "mp3float", 0),
    ("vbr.mp3", ["-q:a", "5"], "mp3", "mp3float", 0),
    ("headless.mp3", ["-q:a", "5", "-write_xing", "0", "-id3v2_version", "0"], "mp3", "mp3float", 2_400),
    ("a.m4a", ["-c:a", "aac"], "m4a", "aac", 1_024),
    ("alac.m4a", ["-c:a", "alac"], "m4a", "alac", 0),
    ("a.aac", ["-c:a", "aac"], "aac", "aac", 2_048),
    ("a.wav", [], "wav", "pcm_s16le", 0),
    ("deep.wav", ["-c:a", "pcm_s24le"], "wav", "pcm_s24le", 0),
    ("float.wav", ["-c:a", "pcm_f32le"], "wav", "pcm_f32le", 0),
    ("byte.wav", ["-c:a", "pcm_u8"], "wav", "pcm_u8", 0),
    ("a.flac", [], "flac", "flac", 0),
    ("a.ogg", ["-c:a", "libvorbis"], "ogg", "vorbis", 0),
    ("opus.ogg", ["-c:a", "libopus"], "ogg", "opus", 2),
])  # fmt: skip
def test_every_kind_is_decoded_to_the_sample(
    tmp_path: Path, name: str, options: list[str], kind: str, codec: str, slack: int
) -> None:
    facts = taken(make(tmp_path / name, *options))
    assert (facts.kind, facts.codec.removesuffix("float")) == (kind, codec.removesuffix("float"))
    assert 0 <= facts.samples - SECONDS * 44_100 <= slack
    assert 0 <= facts.duration_ms - SECONDS * 1_000 <= slack // 44 + 1


@pytest.mark.parametrize("name", ["song.mp3", "song.txt", "song", "-i.wav", "file:evil.wav", "söng ♪.wav"])
def test_the_name_means_nothing(tmp_path: Path, name: str) -> None:
    made = make(tmp_path / "a.flac")
    assert taken(made.rename(tmp_path / name)).kind == "flac"


@pytest.mark.parametrize("codec", ["mjpeg", "png"])
@pytest.mark.parametrize("name", ["a.mp3", "a.m4a", "a.flac"])
def test_a_cover_picture_is_no_obstacle(tmp_path: Path, name: str, codec: str) -> None:
    cover = tmp_path / ("c.jpg" if codec == "mjpeg" else "c.png")
    Image.new("RGB", (600, 600), "teal").save(cover)
    song = make(tmp_path / name, "-i", str(cover), "-map", "0:a", "-map", "1:v", "-c:v", codec,
                "-disposition:v:0", "attached_pic")  # fmt: skip
    cover.unlink()
    assert abs(taken(song).samples - SECONDS * 44_100) <= 1_024


@pytest.mark.parametrize(
    ("rate", "channels"), [(192_000, 2), (96_000, 8), (8_000, 1), (48_000, 6), (44_100, 12)]
)
def test_any_rate_and_any_number_of_channels(tmp_path: Path, rate: int, channels: int) -> None:
    sound = 0.5 * np.sin(2 * np.pi * 440 * np.arange(SECONDS * rate) / rate)
    facts = taken(write(tmp_path / "a.wav", sound, rate=rate, channels=channels))
    assert (facts.sample_rate, facts.channels, facts.samples) == (rate, channels, SECONDS * 44_100)
    mono = read_mono(tmp_path / "copy.wav")
    assert 0.1 < float(np.abs(mono[22_050:44_100]).max()) <= 1.0


def test_the_copy_is_the_original_at_its_own_level(tmp_path: Path) -> None:
    sound = 0.01 * np.random.default_rng(1).standard_normal(SECONDS * 44_100)
    song = write(tmp_path / "a.wav", sound)
    taken(song)
    assert (tmp_path / "copy.wav").read_bytes()[-1_000_000:] == song.read_bytes()[-1_000_000:]


def test_a_click_stays_where_it_was(tmp_path: Path) -> None:
    """At another rate, through a lossy codec, and in the mono copy: within a tenth of a millisecond."""
    sound = np.zeros(SECONDS * 48_000)
    sound[480_000] = 0.9
    for name, options in (
        ("a.wav", []),
        ("a.flac", []),
        ("a.mp3", ["-b:a", "320k"]),
        ("a.m4a", ["-b:a", "256k"]),
    ):
        source = write(tmp_path / "source.wav", sound, rate=48_000)
        song = tmp_path / name
        if name != "a.wav":
            run_ffmpeg(["-i", str(source), *options, str(song)], scratch=tmp_path, timeout_s=60)
        else:
            source.rename(song)
        import_song(song, tmp_path / "copy.wav", scratch=tmp_path)
        mono = read_mono(tmp_path / "copy.wav")
        assert abs(int(np.abs(mono).argmax()) / 22_050 - 10) <= 0.0001, name


def test_a_stereo_pair_that_cancels_is_still_heard(tmp_path: Path) -> None:
    song = make(tmp_path / "a.wav", "-af", "pan=stereo|c0=c0|c1=-1*c0")
    taken(song)
    assert float(np.abs(read_mono(tmp_path / "copy.wav")).max()) > 0.1


def test_the_same_song_gives_the_same_bytes(tmp_path: Path) -> None:
    song = make(tmp_path / "a.mp3")
    taken(song)
    first = (tmp_path / "copy.wav").read_bytes()
    import_song(song, tmp_path / "copy.wav", scratch=tmp_path)
    assert (tmp_path / "copy.wav").read_bytes() == first


@pytest.mark.parametrize("source", [
    "anoisesrc=duration=21:amplitude=0.3",
    "aevalsrc=0.002*sin(2*PI*200*t):d=21",
    "aevalsrc=if(lt(t\\,1)\\,0.5*sin(2*PI*200*t)\\,0):d=21",
])  # fmt: skip
def test_noise_a_whisper_and_mostly_silence_are_sound(tmp_path: Path, source: str) -> None:
    assert abs(taken(make(tmp_path / "a.wav", source=source)).duration_ms - 21_000) <= 1


class TestLengths:
    @pytest.mark.parametrize(("seconds", "code"), [(1, "song.too_short"), (19.99, "song.too_short"),
                                                   (600.1, "media.too_long")])  # fmt: skip
    def test_outside(self, tmp_path: Path, seconds: float, code: str) -> None:
        song = make(tmp_path / "a.flac", source=f"sine=220:duration={seconds}")
        assert refused(song).code == code

    @pytest.mark.parametrize("seconds", [20, 600])
    def test_just_inside(self, tmp_path: Path, seconds: int) -> None:
        song = make(tmp_path / "a.flac", source=f"sine=220:duration={seconds}")
        assert taken(song).duration_ms == seconds * 1_000

    def test_a_file_that_is_too_big_is_not_opened(self, tmp_path: Path) -> None:
        song = tmp_path / "a.wav"
        with song.open("wb") as file:
            file.truncate(MAX_BYTES + 1)
        assert refused(song).code == "media.too_big"


def _text(path: Path) -> None:
    path.write_text("ID of the song: none\n" * 50)


def _html(path: Path) -> None:
    path.write_bytes(b"<!doctype html><title>Not found</title>")


def _picture(path: Path) -> None:
    Image.new("RGB", (64, 64)).save(path, "PNG")


def _program(path: Path) -> None:
    path.write_bytes(b"\x7fELF" + os.urandom(4_000))


def _playlist(path: Path) -> None:
    path.write_text("#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n")


def _noise_behind_a_tag(path: Path) -> None:
    path.write_bytes(b"ID3\x04\x00\x00\x00\x00\x00\x00" + np.random.default_rng(3).bytes(60_000))


def _riff_of_nothing(path: Path) -> None:
    path.write_bytes(b"RIFF" + struct.pack("<I", 36) + b"WAVEfmt ")


def _half_a_head(path: Path) -> None:
    path.write_bytes(b"fLaC\x00\x00")


def _ogg_of_zeros(path: Path) -> None:
    path.write_bytes(b"OggS" + bytes(8_000))


@pytest.mark.parametrize(("bytes_of", "code"), [
    (_text, "song.unsupported"), (_html, "song.unsupported"), (_picture, "song.unsupported"),
    (_program, "song.unsupported"), (_playlist, "song.unsupported"),
    (_noise_behind_a_tag, "media.unreadable"), (_riff_of_nothing, "media.unreadable"),
    (_half_a_head, "media.unreadable"), (_ogg_of_zeros, "media.unreadable"),
    (lambda path: path.write_bytes(b""), "file.empty"),
])  # fmt: skip
def test_what_is_no_song(tmp_path: Path, bytes_of: Callable[[Path], None], code: str) -> None:
    song = tmp_path / "a.mp3"
    bytes_of(song)
    assert refused(song).code == code


def test_no_file_and_a_folder(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.mp3").code == "file.missing"
    (tmp_path / "folder.mp3").mkdir()
    assert refused(tmp_path / "folder.mp3").code == "file.missing"


def test_silence_is_refused(tmp_path: Path) -> None:
    assert refused(make(tmp_path / "a.wav", source="anullsrc=d=21")).code == "song.silent"
    quiet = make(tmp_path / "b.wav", source="aevalsrc=0.0009*sin(2*PI*200*t):d=21")
    assert refused(quiet).code == "song.silent"


def test_a_file_cut_off_says_how_much_is_left(tmp_path: Path) -> None:
    song = make(tmp_path / "a.flac", source="anoisesrc=duration=40:amplitude=0.3")
    os.truncate(song, song.stat().st_size * 6 // 10)
    error = refused(song)
    assert (error.code, error.params["promised"]) == ("song.incomplete", 40)
    assert 22 <= error.params["seconds"] <= 25


@pytest.mark.parametrize(("name", "options"), [("a.mp3", ["-b:a", "128k"]), ("a.wav", [])])
def test_a_file_cut_off_that_promised_nothing_is_a_shorter_song(
    tmp_path: Path, name: str, options: list[str]
) -> None:
    song = make(tmp_path / name, *options, source="sine=220:duration=40")
    os.truncate(song, song.stat().st_size * 6 // 10)
    assert 23_000 <= taken(song).duration_ms <= 25_000


def test_a_damaged_middle_does_not_shift_what_follows_by_much(tmp_path: Path) -> None:
    song = make(tmp_path / "a.mp3", "-b:a", "128k")
    data = bytearray(song.read_bytes())
    data[100_000:102_000] = os.urandom(2_000)
    song.write_bytes(data)
    assert 20_500 <= taken(song).duration_ms <= 21_100


def test_a_film_without_sound_and_another_container(tmp_path: Path) -> None:
    mute = tmp_path / "a.mp4"
    run_ffmpeg(
        ["-f", "lavfi", "-i", "testsrc2=size=64x64:duration=1", str(mute)], scratch=tmp_path, timeout_s=60
    )
    assert refused(mute).code == "media.no_audio"
    matroska = make(tmp_path / "a.mkv", "-c:a", "flac")
    assert refused(matroska).code in {"song.unsupported", "media.unreadable"}


def test_a_cancelled_import_leaves_nothing(tmp_path: Path) -> None:
    song = make(tmp_path / "a.flac")
    with pytest.raises(Cancelled):
        import_song(song, tmp_path / "copy.wav", scratch=tmp_path, cancelled=lambda: True)
    assert list(tmp_path.iterdir()) == [song]
