"""Motion: exact frames, depth before everything, no flicker, colours of the still, planes that melt without loss."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trailers.domain.clock import Rate
from trailers.domain.errors import UserError
from trailers.domain.script import Character, Style, Visual
from trailers.domain.vocabulary import MOVES, SETTINGS
from trailers.engines.embedded.cards import draw_card
from trailers.engines.embedded.motion import EmbeddedMotion
from trailers.engines.embedded.motion.camera import Camera, camera_at
from trailers.engines.embedded.motion.compositor import Compositor, Screen, matrix, reach_of
from trailers.engines.embedded.motion.engine import KEY_FRAMES_EVERY, frames_of
from trailers.engines.embedded.motion.layers import PARALLAX, TWIST, Layer, LayerSink
from trailers.engines.embedded.motion.life import _slowed, flicker
from trailers.engines.embedded.motion.shots import breathing, sway
from trailers.engines.embedded.motion.strips import Room, rooms_of
from trailers.engines.embedded.pictures.brush import OVERSCAN, View
from trailers.engines.embedded.pictures.build import palette_for, render, stage_for
from trailers.engines.embedded.pictures.composition import compose
from trailers.engines.embedded.pictures.framing import FRAMINGS
from trailers.engines.embedded.pictures.recipe import Recipe
from trailers.engines.embedded.pictures.stage import Stage
from trailers.engines.ports import ClipRequest
from trailers.media.grids import _ENOUGH_KEY_FRAMES

KEEPER = Character("Elena", "a keeper in a long coat and a hat")
RATE = Rate(24)


def recipe_json(width: int = 640, height: int = 360, number: int = 1, **visual: Any) -> dict[str, Any]:
    visual.setdefault("description", "x")
    visual.setdefault("setting", "coast")
    visual.setdefault("time", "dusk")
    visual.setdefault("weather", "clear")
    seen = Visual(**visual)
    return compose(seen, Style(), (KEEPER,), number=number, seed=7, width=width, height=height).to_json()


def request_of(recipe: Any = None, frames: int = 8, move: str = "push_in", width: int = 320, height: int = 180,
               rate: Rate = RATE, image: Path = Path("none.png")) -> ClipRequest:  # fmt: skip
    return ClipRequest(image, recipe, "", move, frames, rate, width, height, seed=5)


def luma_of(frame: Any, height: int = 180) -> Any:
    return frame[:height].astype(np.float32).copy()


def lumas(request: ClipRequest) -> list[Any]:
    return [luma_of(frame, request.height) for frame in frames_of(request)]


# --- the file ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("frames", [1, 7, 25])
@pytest.mark.parametrize("rate", [Rate(24), Rate(24000, 1001), Rate(30)])
def test_a_clip_has_exactly_the_frames_asked_for(tmp_path: Path, frames: int, rate: Rate):
    seen: list[tuple[int, int]] = []
    request = request_of(recipe_json(), frames, rate=rate)
    answer = EmbeddedMotion().render(request, tmp_path, lambda done, total: seen.append((done, total)))
    with av.open(str(answer.path)) as film:
        stream = film.streams.video[0]
        times = [frame.pts * frame.time_base for frame in film.decode(stream)]
        assert (stream.width, stream.height, stream.average_rate) == (320, 180, rate.exact)
        assert not film.streams.audio
        assert stream.codec_context.color_primaries == 1
        assert stream.codec_context.pix_fmt == "yuv420p"
    assert len(times) == frames
    assert {b - a for a, b in itertools.pairwise(times)} <= {1 / rate.exact}
    assert seen == [(k, frames) for k in range(1, frames + 1)]
    assert [p.name for p in tmp_path.iterdir()] == [answer.path.name]


def test_two_seconds_have_the_key_frames_that_noir_is_measured_by(tmp_path: Path):
    """So that the tones of a clip cost three frames of decoding, and not all of them."""
    answer = EmbeddedMotion().render(request_of(recipe_json(), 48), tmp_path, lambda *_: None)
    with av.open(str(answer.path)) as film:
        keys = [packet.is_keyframe for packet in film.demux(video=0) if packet.size]
    assert [number for number, key in enumerate(keys) if key] == [0, KEY_FRAMES_EVERY, 2 * KEY_FRAMES_EVERY]
    assert sum(keys) >= _ENOUGH_KEY_FRAMES


def test_the_same_request_gives_the_same_frames():
    request = request_of(
        recipe_json(weather="rain", action="walk", characters=("Elena",), shot_size="wide"), 4
    )
    for a, b in zip(frames_of(request), frames_of(request), strict=True):
        assert np.array_equal(a, b)


def test_a_cancelled_render_leaves_nothing_behind(tmp_path: Path):
    class Stop(Exception):
        pass

    def progress(done: int, total: int) -> None:
        if done == 3:
            raise Stop

    with pytest.raises(Stop):
        EmbeddedMotion().render(request_of(recipe_json(), 40), tmp_path, progress)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"move": "spin"}, "motion.unknown_move"),
        ({"width": 322}, "motion.size"),
        ({"frames": 0}, "motion.frames"),
    ],
)
def test_impossible_clips_are_refused(tmp_path: Path, change: dict[str, Any], code: str):
    with pytest.raises(UserError) as caught:
        EmbeddedMotion().render(request_of(recipe_json(), **change), tmp_path, lambda *_: None)
    assert caught.value.code == code
    assert "{" not in str(caught.value)


# --- the camera -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("move", MOVES)
def test_moves_are_smooth(move: str):
    frames = 120
    cameras = [camera_at(move, k, frames, 10.0, seed=3) for k in range(frames)]
    for a, b in itertools.pairwise(cameras):
        assert abs(b.x - a.x) < 0.005
        assert abs(b.zoom - a.zoom) < 0.004


@given(
    move=st.sampled_from(MOVES),
    frames=st.integers(1, 400),
    part=st.floats(0, 1),
    aspect=st.floats(0.45, 2.5),
    focus=st.tuples(st.floats(0.2, 0.8), st.floats(0.35, 0.6)),
    parallax=st.sampled_from(PARALLAX),
    wind=st.integers(-1000, 1000),
    seed=st.integers(0, 2**31 - 1),
)
@settings(max_examples=1500, deadline=None)
def test_every_pixel_of_the_screen_lies_inside_every_plane(
    move: str,
    frames: int,
    part: float,
    aspect: float,
    focus: tuple[float, float],
    parallax: float,
    wind: int,
    seed: int,
):
    """Whatever the move, its length, the shape of the picture and the depth: no camera sees past a plane."""
    height, k = 1000, round(part * (frames - 1))
    width = round(height * aspect)
    canvas = View.of(aspect, height, OVERSCAN)
    whole = Layer(np.empty((canvas.height, canvas.width, 0), np.uint8), 0, 0, parallax, "")
    camera = camera_at(move, k, frames, frames / 24, seed, aspect=aspect)
    screen = Screen(width, height, float(height), (focus[0] * aspect, focus[1]))
    m = matrix(screen, canvas, whole, camera, sway(parallax, wind) * math.sin(seed))
    corners = np.array([(0, 0, 1), (width, 0, 1), (width, height, 1), (0, height, 1)], np.float64)
    seen = corners @ cv2.invertAffineTransform(m).T
    assert seen.min() >= 0
    assert seen[:, 0].max() <= canvas.width
    assert seen[:, 1].max() <= canvas.height


def test_moves_go_where_their_names_say():
    def ends(move: str) -> tuple[Camera, Camera]:
        return camera_at(move, 0, 96, 4.0), camera_at(move, 95, 96, 4.0)

    near, far = ends("push_in")
    assert far.zoom > near.zoom == 1
    near, far = ends("pull_out")
    assert near.zoom > far.zoom == 1
    assert ends("pan_right")[0].x > ends("pan_right")[1].x  # the world passes to the left
    assert ends("tilt_up")[1].y > ends("tilt_up")[0].y
    assert camera_at("hold", 0, 96, 4.0).x == 0


def test_nearer_planes_move_more():
    camera = Camera(1.08, 0.05, 0.02)
    depths = [camera.at_depth(p) for p in (0.08, 0.32, 0.62, 1.0, 1.65)]
    for (za, xa, ya), (zb, xb, yb) in itertools.pairwise(depths):
        assert za < zb
        assert xa < xb
        assert ya < yb


# --- layers -----------------------------------------------------------------------------------------------


def layers_of(recipe: dict[str, Any], height: int = 134) -> tuple[list[Layer], View, Any]:

    canvas = View.of(Recipe.from_json(recipe).aspect, height, OVERSCAN)
    sink = LayerSink(canvas)
    stage = stage_for(Recipe.from_json(recipe), height, overscan=OVERSCAN, sink=sink)
    return sink.finish(), canvas, stage


@pytest.mark.parametrize("setting", SETTINGS)
def test_layers_at_rest_add_up_to_the_picture(setting: str):
    """Cutting a picture into layers loses nothing: laid over each other they are the stage's own picture."""
    layers, canvas, stage = layers_of(
        recipe_json(setting=setting, shot_size="wide", action="stand", characters=("Elena",))
    )
    assert layers[0].opaque
    assert [a.parallax <= b.parallax for a, b in itertools.pairwise(layers)] == [True] * (len(layers) - 1)
    assert len(layers) <= 9
    total = np.zeros((canvas.height, canvas.width, 3), np.float32)
    for layer in layers:
        high, wide = layer.pixels.shape[:2]
        room = total[layer.y : layer.y + high, layer.x : layer.x + wide]
        room *= 1 - layer.pixels[:, :, 3:].astype(np.float32) / 255
        room += layer.pixels[:, :, :3]
    wanted = np.clip(cv2.transform(stage.picture, TWIST * 255), 0, 255)
    assert np.abs(total - wanted).mean() < 1.6


def test_rooms_leave_out_only_what_cannot_be_seen():
    """Drawing layers in their rooms gives the same frame as drawing all of them everywhere."""
    layers, canvas, _ = layers_of(
        recipe_json(setting="coast", shot_size="wide", action="stand", characters=("Elena",))
    )
    screen = Screen(320, 134, 134.0, (1.2, 0.5))
    cameras = [Camera(), Camera(1.1, 0, 0), Camera(1.035, 0.07, 0), Camera(1.05, 0, -0.045, 0.005)]
    reaches = [reach_of(screen, canvas, layer, cameras, 0.0) for layer in layers]
    rooms = rooms_of(layers, canvas, 320, 134, reaches)
    everywhere = [Room(0, 0, 320, 134)]
    for camera in cameras:
        fast, slow = Compositor(screen, canvas), Compositor(screen, canvas)
        for layer, room in zip(layers, rooms, strict=True):
            fast.lay(layer, room, camera)
            slow.lay(layer, everywhere, camera)
        assert np.abs(fast.frame[:, :, :3].astype(int) - slow.frame[:, :, :3]).max() <= 2
    assert sum((r.x1 - r.x0) * (r.y1 - r.y0) for r in rooms[-1]) < 320 * 134


def test_a_plane_at_rest_is_laid_pixel_on_pixel():
    canvas = View.of(2.0, 100, 0.1)
    layer = Layer(np.zeros((120, 240, 4), np.uint8), 0, 0, 1.0, "")
    m = matrix(Screen(200, 100, 100.0, (1.0, 0.5)), canvas, layer, Camera())
    assert np.allclose(m, [[1, 0, -20], [0, 1, -10]])


def test_twisted_colours_come_out_as_bt709():
    for bgr in ((0.1, 0.2, 0.8), (0.5, 0.5, 0.5), (0.3, 0.6, 0.2), (0.9, 0.8, 0.7)):
        turned = np.clip(TWIST @ np.float32(bgr) * 255, 0, 255).astype(np.uint8)
        yuv = cv2.cvtColor(np.full((4, 4, 4), (*turned, 255), np.uint8), cv2.COLOR_BGRA2YUV_I420)
        luma = 0.0722 * bgr[0] + 0.7152 * bgr[1] + 0.2126 * bgr[2]
        assert abs(int(yuv[0, 0]) - (16 + 219 * luma)) <= 1.5
        assert abs(int(yuv[4, 0]) - (128 + 224 * (bgr[0] - luma) / 1.8556)) <= 2
        assert abs(int(yuv[5, 0]) - (128 + 224 * (bgr[2] - luma) / 1.5748)) <= 2


# --- what is seen -----------------------------------------------------------------------------------------


def test_first_frame_of_a_push_is_the_still():
    recipe = recipe_json(320, 180, setting="mountain", time="dusk", shot_size="wide")
    first = next(frames_of(request_of(recipe)))

    still = cv2.cvtColor(render(Recipe.from_json(recipe)), cv2.COLOR_BGR2YUV_I420)[:180].astype(np.float32)
    a, b = cv2.GaussianBlur(luma_of(first), (0, 0), 2), cv2.GaussianBlur(still, (0, 0), 2)
    assert np.abs(a - b)[24:156].mean() < 7  # the live mist is not in the still
    assert (first[:20, :] == 16).all()


@pytest.mark.parametrize("setting", ["mountain", "interior", "city"])
def test_a_held_scene_does_not_flicker(setting: str):
    frames = lumas(
        request_of(
            recipe_json(setting=setting, shot_size="wide", action="stand", characters=("Elena",)), 12, "hold"
        )
    )
    for a, b in itertools.pairwise(frames):
        assert np.abs(a - b).mean() < 0.8
    means = [frame.mean() for frame in frames]
    assert max(abs(b - a) for a, b in itertools.pairwise(means)) < 0.25


@pytest.mark.parametrize("move", MOVES)
def test_frames_change_gently_and_the_clip_goes_somewhere(move: str):
    frames = lumas(request_of(recipe_json(setting="village", shot_size="wide"), 24, move))
    steps = [np.abs(a - b).mean() for a, b in itertools.pairwise(frames)]
    assert max(steps) < 9
    if move != "hold":
        assert np.abs(frames[0] - frames[-1]).mean() > 1.0


@pytest.mark.parametrize("weather", ["rain", "snow", "dust", "storm"])
def test_weather_moves(weather: str):
    still = lumas(request_of(recipe_json(setting="desert", weather=weather, shot_size="wide"), 3, "hold"))
    assert np.abs(still[0] - still[1]).max() > 2


def test_walkers_walk_and_standers_stand():
    def moved(action: str) -> float:
        recipe = recipe_json(
            setting="desert", time="day", shot_size="wide", action=action, characters=("Elena",)
        )
        frames = lumas(request_of(recipe, 24, "hold"))
        return float((np.abs(frames[0] - frames[-1]) > 25).mean())

    assert moved("walk") > 4 * moved("stand")


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("action", ["walk", "run"])
def test_somebody_who_walks_out_of_a_long_upright_shot_does_not_end_it(action: str, number: int):
    recipe = recipe_json(
        120, 200, number, setting="field", shot_size="wide", action=action, characters=("Elena",)
    )
    request = request_of(recipe, 32, "hold", 120, 200, Rate(2))
    assert len(list(frames_of(request))) == 32


def test_in_a_long_shot_people_walk_slower_and_in_a_short_one_as_they_do():
    assert _slowed(0.2, 0.5625) == 1.0
    assert _slowed(0.6, 0.5625) == pytest.approx(0.75)
    assert _slowed(9.0, 0.5625) == 0.5
    assert _slowed(0.0, 0.5625) == 1.0


@pytest.mark.parametrize("kind", sorted(FRAMINGS))
def test_a_framing_stands_where_the_still_shows_it(kind: str):
    """The planes of a clip reach further than the still; what both show is the same."""
    recipe = replace(Recipe.from_json(recipe_json(shot_size="wide")), framing=kind)
    still, canvas = View.of(2.0, 200), View.of(2.0, 200, OVERSCAN)
    masks = []
    for view in (still, canvas):
        mask = view.blank()
        FRAMINGS[kind](Stage.of(recipe, palette_for(recipe), view), mask, -1)
        masks.append(mask)
    shared = masks[1][15 : 15 + 200, 30 : 30 + 400]
    assert masks[0].any()
    assert np.abs(masks[0].astype(int) - shared).mean() < 1.5


@pytest.mark.parametrize("kind", sorted(FRAMINGS))
@pytest.mark.parametrize("move", ["tilt_up", "tilt_down", "pan_left", "pan_right"])
def test_no_straight_edge_comes_in_from_above_or_below(kind: str, move: str):
    """A row of the screen that a framing covers from side to side at the end of a move it covers at rest too."""
    recipe = replace(Recipe.from_json(recipe_json(1280, 720, shot_size="wide")), framing=kind)
    canvas = View.of(recipe.aspect, 268, OVERSCAN)
    mask = canvas.blank()
    FRAMINGS[kind](Stage.of(recipe, palette_for(recipe), canvas), mask, -1)
    layer = Layer(cv2.merge([mask] * 4), 0, 0, PARALLAX[-1], "")
    screen = Screen(640, 268, 268.0, (recipe.aspect / 2, 0.5))
    covered = []
    for camera in (Camera(), camera_at(move, 0, 96, 8.0), camera_at(move, 95, 96, 8.0)):
        made = Compositor(screen, canvas)
        made.lay(layer, [Room(0, 0, 640, 268)], camera)
        covered.append((made.frame[:134, :, 3] > 250).all(axis=1).sum())
    assert covered[1] <= covered[0]
    assert covered[2] <= covered[0]


def test_no_edge_is_ever_bare():
    """Nothing black creeps in at the sides of a bright scene, whatever the camera does."""
    for move in MOVES:
        for frame in lumas(
            request_of(recipe_json(setting="desert", time="day", shot_size="extreme_wide"), 9, move)
        ):
            inner = frame[26:154]
            assert inner[:60, 0].min() > 40
            assert inner[:60, -1].min() > 40


def test_water_breathes_without_a_jump():
    moments = [np.full((4, 4, 4), value, np.uint8) for value in (60, 90, 120)]
    layer = Layer(moments[0], 0, 0, 0.6, "water", variants=moments[1:])
    values = [int(breathing(layer, k / 24)[0, 0, 0]) for k in range(125)]
    assert max(abs(b - a) for a, b in itertools.pairwise(values)) <= 5
    assert min(values) >= 60
    assert max(values) <= 120


def test_flicker_stays_around_one_and_never_steps():
    values = [flicker(k / 24, 380, 9) for k in range(240)]
    assert 0.75 < min(values) < max(values) < 1.25
    assert max(abs(b - a) for a, b in itertools.pairwise(values)) < 0.08
    assert flicker(1.0, 0, 9) == 1.0


@pytest.mark.parametrize("size", [(180, 320), (240, 240)])
def test_other_shapes_move_without_bars(size: tuple[int, int]):
    recipe = recipe_json(
        size[0], size[1], setting="forest", shot_size="wide", action="walk", characters=("Elena",)
    )
    frame = next(frames_of(request_of(recipe, 2, width=size[0], height=size[1])))
    assert frame.shape == (size[1] * 3 // 2, size[0])
    assert frame[: size[1]].std() > 5


def test_a_flat_picture_is_moved_whole_and_never_past_its_edges(tmp_path: Path):
    path = tmp_path / "flat.png"
    picture = np.zeros((300, 500, 3), np.uint8)
    picture[:] = (90, 140, 200)
    picture[100:200, 200:300] = 255
    cv2.imwrite(str(path), picture)
    for move in MOVES:
        frames = lumas(request_of(None, 12, move, image=path))
        assert len(frames) == 12
        for frame in frames:
            assert frame.min() > 60
        assert move == "hold" or np.abs(frames[0] - frames[-1]).mean() > 0.3


def test_a_missing_picture_is_said_so(tmp_path: Path):
    with pytest.raises(UserError) as caught:
        list(frames_of(request_of(None, 2, image=tmp_path / "gone.png")))
    assert caught.value.code == "motion.unreadable_picture"


def test_a_card_comes_in_on_a_hit_and_leaves_on_a_breath(tmp_path: Path):
    recipe = draw_card(
        "A light",
        role="act",
        title="T",
        style=Style(),
        width=320,
        height=180,
        seed=3,
        out=tmp_path / "card.png",
    )
    frames = lumas(request_of(recipe, 48, "push_in", image=tmp_path / "card.png"))
    peak = [float(np.percentile(frame, 99.7)) for frame in frames]
    assert peak[0] < 60
    assert peak[5] > 165
    assert peak[24] > 165
    assert peak[47] < 90
    assert len(frames) == 48
