"""The editor's pure modules, run in the browser that will run them: against the tables that Python holds to as
well, and case by case."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.editor.test_shared_tables import table

STATIC = Path(__file__).parents[2] / "static"
SITE = "http://core.example"


@pytest.fixture
def core(page: Any) -> Any:
    """Runs a function of JavaScript with modules of the core by name, and what is given. No server is needed."""
    page.route(SITE + "/", lambda route: route.fulfill(content_type="text/html", body="<!doctype html>"))
    page.route(
        SITE + "/js/**", lambda route: route.fulfill(path=STATIC / urlsplit(route.request.url).path[1:])
    )
    page.goto(SITE)

    def run(modules: str, body: str, given: Any = None) -> Any:
        loads = "".join(
            f"const {name} = await import('/js/editor/core/{name}.js');" for name in modules.split()
        )
        return page.evaluate(f"async (given) => {{ {loads} {body} }}", given)

    return run


def scene(number: int, start: int, end: int, take: str | None = None, **more: Any) -> dict[str, Any]:
    plain = {"in_point": 0, "speed": None, "transition": "hard", "transition_frames": 0, "locked": False}
    return (
        {"id": f"s{number}", "number": number, "start": start, "end": end, "kind": "shot", "take": take}
        | plain
        | more
    )


def clip(frames: int, **more: Any) -> dict[str, Any]:
    return {"number": 1, "kind": "clip", "frames": frames, "rate": "24/1", "proxy_frames": frames} | more


def film() -> dict[str, Any]:
    """Ten seconds at 24: three clips, and words with a pause before the third."""
    words = [
        {"text": text, "start_ms": ms, "end_ms": ms + 300, "frame": ms * 24 // 1000, "line": "l1"}
        for text, ms in (("the", 500), ("sea", 1000), ("keeps", 4000), ("nothing", 6000))
    ]
    snaps = [{"frame": 93, "kind": "pause", "label": "before “keeps”"}] + [
        {"frame": word["frame"], "kind": "word", "label": word["text"]} for word in words
    ]
    return {
        "cut": "c1", "rate": "24/1", "frames": 240, "shortest": 6, "longest": 192, "can_edit": True,
        "saved_at": "2026-11-21T12:03:00Z",
        "takes": {"a": clip(96, proxy="/a.mp4?sig=1"), "b": clip(120, proxy="/b.mp4"), "c": clip(80, proxy="/c.mp4")},
        "scenes": [scene(1, 0, 93, "a"), scene(2, 93, 160, "b"), scene(3, 160, 240, "c")],
        "sound": {"words": words, "snaps": snaps},
    }  # fmt: skip


def test_frames_and_milliseconds_agree_with_the_clock_of_python(core: Any) -> None:
    found = core(
        "time",
        "return given.map(({rate, ms}) => { const r = time.parseRate(rate); const frame = time.frameAt(ms, r);"
        " return {rate, ms, frame, ms_at: time.msAt(frame, r)}; })",
        table("frames.json"),
    )
    assert found == table("frames.json")


def test_a_take_fills_a_scene_as_in_python(core: Any) -> None:
    rows = table("conform.json")
    found = core(
        "time conform",
        """return given.map((row) => {
          const plan = conform.planConform({ take: {frames: row.take_frames, rate: time.parseRate(row.take_rate)},
            need: row.need, rate: time.parseRate(row.rate), inPoint: row.in_point, speed: time.parseFraction(row.speed) });
          if (plan.flag) return {flag: plan.flag, short_frames: plan.shortFrames};
          const {num, den} = plan.speed;
          return {use: plan.use, play: plan.play, freeze: plan.freeze, mode: plan.mode, plays_at: den === 1 ? `${num}` : `${num}/${den}`,
            shown: row.shown.map(([k]) => [k, conform.sourceFrame(plan, k)])};
        })""",
        rows,
    )
    asked = {"take_frames", "take_rate", "need", "rate", "in_point", "speed"}
    assert found == [{key: value for key, value in row.items() if key not in asked} for row in rows]


def test_timecode_counts_frames_and_drops_none(core: Any) -> None:
    found = core(
        "time timecode",
        """const r = time.parseRate("24000/1001"); const t = timecode;
        return [t.timecode(86400, r), t.shortTimecode(1591, r), t.parseTimecode("1:06:07", r), t.parseTimecode("00:01:06:07", r),
          t.parseTimecode("+12", r, 100), t.parseTimecode("-3", r, 100), t.parseTimecode(" 77 ", r), t.parseTimecode("0:99:00", r),
          t.parseTimecode("1:24", r), t.parseTimecode("soon", r), t.lengthText(60, r), t.lengthText(7, r)]""",
    )
    assert found == ["01:00:00:00", "01:06:07", 1591, 1591, 112, 97, 77, None, None, None, "2 s 12 f", "7 f"]


def test_a_pause_in_reach_wins_over_a_nearer_beat(core: Any) -> None:
    marks = [
        {"frame": 10, "kind": "beat"}, {"frame": 12, "kind": "word"}, {"frame": 15, "kind": "pause"},
        {"frame": 30, "kind": "downbeat"}, {"frame": 30, "kind": "beat"}, {"frame": 33, "kind": "beat"},
    ]  # fmt: skip
    found = core(
        "snap",
        """const marks = snap.sortedMarks(given); const at = (frame, reach, span) => snap.snap(frame, marks, reach, span)?.frame ?? null;
        return [marks.length, at(11, 4), at(11, 2), at(10, 0), at(20, 3), at(32, 2), at(32, 1), at(14, 3, {from: 0, to: 13}),
          snap.reachFrames(0.5), snap.reachFrames(40), snap.nextMark(12, marks, 1).frame, snap.nextMark(10, marks, -1)]""",
        marks,
    )
    assert found == [5, 15, 12, 10, None, 30, 33, 12, 18, 1, 15, None]


def test_zooming_keeps_what_is_under_the_pointer(core: Any) -> None:
    found = core(
        "scale",
        """const before = {zoom: 2, left: 600, frames: 2400, width: 1000};
        const after = scale.zoomAt(before, 2, 300);
        return [(before.left + 300) / before.zoom, (after.left + 300) / after.zoom, after.zoom,
          scale.zoomAt(before, 0.001, 300), scale.zoomAt(before, 1000, 0).zoom,
          scale.visible(before), scale.follow(400, before), scale.follow(900, before),
          scale.tickFrames(24, 24), scale.tickFrames(4, 24), scale.tickFrames(0.1, 24)]""",
    )
    assert found == [450, 450, 4, {"zoom": 1000 / 2400, "left": 0}, 24, [300, 800], 600, 1700, 5, 24, 1440]


def test_a_moved_boundary_is_shared_and_held_within_what_the_takes_give(core: Any) -> None:
    found = core(
        "ops",
        """const moved = ops.apply(given, {op: "move_boundary", scene: "s2", frame: 97});
        const s = moved.scenes.map(({start, end}) => [start, end]);
        const bad = ops.apply(given, {op: "move_boundary", scene: "s3", frame: 60});
        return [s, moved.scenes[0].fit.kind, moved.scenes[1].fit, ops.limits(given, 1), ops.limits(given, 2),
          ops.label(given, {op: "move_boundary", scene: "s2", frame: 86}), moved.scenes[2] === given.scenes[2], bad === given]""",
        film(),
    )
    spans, first, second, two, three, label, same, kept = found
    assert spans == [[0, 97], [97, 160], [160, 240]]
    assert (first, second["kind"], same, kept) == ("speed", "trim", True, True)
    # take a: 96 frames slowed to 0.85 are 112, and twelve may stand still; take b likewise reaches 153 of 154
    assert (two["from"], two["to"], two["above"]) == (7, 124, "The take of scene 1 is not longer.")
    assert (three["from"], three["to"], three["below"]) == (134, 234, "The take of scene 3 is not longer.")
    assert label == "Move the start of scene 2 by −7 frames"


def test_the_other_edits_are_shown_before_the_server_answers(core: Any) -> None:
    found = core(
        "ops",
        """const go = (op) => ops.apply(given, op).scenes;
        const split = go({op: "split", scene: "s2", frame: 120, new_id: "n"});
        const lock = go({op: "lock", scene: "s2", locked: true});
        return [split.map((s) => [s.id, s.number, s.start, s.end, s.in_point, s.speed]),
          go({op: "merge", scene: "s1"}).map((s) => [s.id, s.number, s.end]),
          go({op: "use_take", scene: "s1", take: "b", in_point: 4})[0].take, go({op: "slip", scene: "s2", in_point: 9})[1].in_point,
          go({op: "set_speed", scene: "s2", speed: "11/10"})[1].fit.kind, go({op: "set_transition", scene: "s2", transition: "fade", frames: 12})[1].transition,
          ops.apply({...given, scenes: lock}, {op: "set_look", scene: null, look: "colour"}).scenes.map((s) => s.look ?? null),
          ops.apply(given, {op: "revoice_line", line: "l1"}) === given, ops.apply(given, {op: "slip", scene: "nobody", in_point: 1}) === given,
          ops.limits({...given, scenes: lock}, 1).below]""",
        film(),
    )
    assert found[0] == [
        ["s1", 1, 0, 93, 0, None], ["s2", 2, 93, 120, 0, "1/1"], ["n", 3, 120, 160, 27, "1/1"], ["s3", 4, 160, 240, 0, None],
    ]  # fmt: skip
    assert found[1] == [["s1", 1, 160], ["s3", 2, 240]]
    assert found[2:6] == ["b", 9, "speed", "fade"]
    assert found[6] == ["colour", None, "colour"]
    assert found[7:] == [True, True, "Scene 2 is locked."]


def test_only_the_frames_that_changed_are_appended_again(core: Any) -> None:
    found = core(
        "reel ops",
        """const have = reel.emptyReel(given.frames); const before = reel.reelOf(given);
        const all = reel.differences(have, before);
        for (const run of all) reel.record(have, before, run.start, run.end);
        const none = reel.differences(have, before);
        const moved = reel.reelOf(ops.apply(given, {op: "move_boundary", scene: "s3", frame: 161}));
        const some = reel.differences(have, moved);
        const signed = structuredClone(given); signed.takes.a.proxy = "/a.mp4?sig=2";
        const resigned = reel.differences(have, reel.reelOf(signed));
        reel.record(have, null, 0, 50);
        return [all, none, some, resigned, reel.differences(have, before), reel.nearestFirst(all, 170).map((run) => run.start)]""",
        film(),
    )
    assert found[0] == [{"start": 0, "end": 93}, {"start": 93, "end": 160}, {"start": 160, "end": 240}]
    assert found[1] == found[3] == []
    # scene 2 plays one frame more of its take; scene 3 starts later, so all but its repeats show another frame
    assert found[2][0]["start"] == 160 and found[2][-1]["end"] <= 240
    assert all(run["start"] >= 160 for run in found[2])
    assert found[4] == [{"start": 0, "end": 50}]
    assert found[5] == [160, 93, 0]


def test_what_is_looked_at_is_appended_before_the_rest_of_its_run(core: Any) -> None:
    found = core(
        "reel",
        """const runs = [{start: 0, end: 93}, {start: 93, end: 160}];
        const of = (frame) => reel.parted(runs, frame).map(({start, end}) => [start, end]);
        const sum = (frame) => reel.nearestFirst(reel.parted(runs, frame), frame)[0];
        return [of(100), of(93), of(94), of(155), of(200), sum(100), sum(93)]""",
    )
    assert found[0] == [[0, 93], [93, 99], [99, 112], [112, 160]]
    assert found[1] == [[0, 93], [93, 105], [105, 160]]
    assert found[2] == [[0, 93], [93, 106], [106, 160]]
    assert found[3] == [[0, 93], [93, 154], [154, 160]]
    assert found[4] == [[0, 93], [93, 160]]
    assert found[5:] == [{"start": 99, "end": 112}, {"start": 93, "end": 105}]


def test_words_ask_for_cuts_where_boundaries_snap(core: Any) -> None:
    found = core(
        "transcript",
        """const {words, snaps} = given.sound; const t = transcript;
        return [t.sceneAt(given.scenes, 92), t.sceneAt(given.scenes, 93), t.wordAt(words, 499), t.wordAt(words, 4100),
          t.cutBefore(words, 2, snaps, 12), t.cutBefore(words, 3, snaps, 12), t.cutBefore(words, 4, snaps, 12),
          t.opsForWords(given, 2, 2, 12), t.opsForWords(given, 2, 3, 12), t.opsForWords(given, 0, 1, 12), t.wordsOf(given, given.scenes[0])]""",
        film(),
    )
    assert found[:7] == [0, 1, -1, 2, 93, 144, None]
    assert found[7] == [{"op": "split", "scene": "s2", "frame": 144}]
    assert found[8] is None and found[9] is None
    assert found[10] == "the sea"


def test_edits_are_sent_one_by_one_and_joined_while_they_wait(core: Any) -> None:
    found = core(
        "store ops",
        """const sent = []; const answers = [];
        const send = (body) => { sent.push(structuredClone(body)); return new Promise((done) => answers.push(done)); };
        const s = new store.Store(given, send);
        const move = (frame) => s.edit([{op: "move_boundary", scene: "s2", frame}]);
        move(94); move(95); move(96);
        const shown = s.view.scenes[1].start; const text = store.stateText(s);
        answers[0]({ok: true, manifest: {...ops.apply(given, {op: "move_boundary", scene: "s2", frame: 94}), cut: "c2"}});
        await Promise.resolve(); await Promise.resolve();
        const second = sent[1];
        answers[1]({ok: true, manifest: {...ops.apply(given, {op: "move_boundary", scene: "s2", frame: 96}), cut: "c3"}, said: {message: "m"}});
        await s.settled();
        return [sent.length, sent[0], second, shown, text, store.stateText(s), s.view.cut, s.said.message]""",
        film(),
    )
    count, first, second, shown, text, after, cut, said = found
    assert (count, shown, text, after, cut, said) == (2, 96, "Saving…", "Saved 12:03", "c3", "m")
    assert first == {
        "base": "c1",
        "edits": [{"op": "move_boundary", "scene": "s2", "frame": 94}],
        "label": "Move the start of scene 2 by +1 frame",
    }
    assert second["base"] == "c2" and second["edits"][0]["frame"] == 96
    assert second["label"] == "Move the start of scene 2 by +2 frames"


def test_a_refused_edit_is_taken_back_and_somebody_elses_is_asked_about(core: Any) -> None:
    found = core(
        "store",
        """const answers = [{refused: {code: "op.locked", title: "Locked"}}, {moved: true, by: "Ilse", what: "Split scene 1"}];
        const bodies = []; const s = new store.Store(given, async (body) => { bodies.push(body.base); return answers.shift() ?? {ok: true, manifest: {...given, cut: "c9"}}; });
        const settle = () => new Promise((done) => setTimeout(done));
        s.edit([{op: "slip", scene: "s2", in_point: 4}]); await settle();
        const refused = [s.view.scenes[1].in_point, s.refusal.code, store.stateText(s), s.unsaved];
        s.edit([{op: "slip", scene: "s2", in_point: 5}]); await settle();
        const asked = [s.view.scenes[1].in_point, s.conflict.by, s.conflict.kept, s.unsaved];
        s.edit([{op: "slip", scene: "s2", in_point: 6}]);
        const held = s.unsaved;
        s.resolve({...given, cut: "theirs"}, true); await settle();
        return [refused, asked, held, bodies, s.view.cut, s.unsaved]""",
        film(),
    )
    assert found[0] == [0, "op.locked", "Not changed", 0]
    assert found[1] == [5, "Ilse", ["Slip scene 2 to frame 5"], 1]
    assert found[2:] == [1, ["c1", "c1", "theirs"], "c9", 0]


def test_what_was_asked_for_before_an_edit_never_takes_its_place(core: Any) -> None:
    """The answer comes after the edit was saved, and knows nothing of it."""
    found = core(
        "store",
        """const s = new store.Store(given, async () => ({ok: true, manifest: {...given, cut: "c2"}}));
        const told = (cut, turn) => [s.adopt({...given, cut}, turn), s.confirmed.cut];
        const before = s.turn;
        s.edit([{op: "slip", scene: "s2", in_point: 4}]); const meanwhile = told("c1", s.turn); await s.settled();
        const late = told("c1", before);
        const after = s.turn; s.replace({...given, cut: "undone"});
        return [meanwhile, late, told("c2", after), told("theirs", s.turn), told("newer", s.turn)]""",
        film(),
    )
    assert found == [[False, "c1"], [False, "c2"], [False, "undone"], [True, "theirs"], [True, "newer"]]


def test_a_key_means_what_the_list_says(core: Any) -> None:
    found = core(
        "keys",
        """const press = (key, more = {}, off = false) => keys.actOf({key, ...more}, {off})?.act ?? null;
        return [press(" "), press("ArrowLeft"), press("ArrowLeft", {shiftKey: true}), press("7"), press("z"), press("z", {ctrlKey: true}),
          press("z", {metaKey: true}), press("Z", {ctrlKey: true, shiftKey: true}), press("Z", {shiftKey: true}), press("M", {shiftKey: true}),
          press("m"), press("?", {shiftKey: true}), press("b", {}, true), press("ArrowLeft", {}, true), press("z", {ctrlKey: true}, true),
          press("b", {altKey: true}), new Set(keys.SHORTCUTS.map((s) => s.act)).size === keys.SHORTCUTS.length,
          press("y"), press("Y", {shiftKey: true}), press("v"), press("g"), press("v", {ctrlKey: true})]""",
    )
    assert found == [
        "toggle", "frameBack", "sceneBack", "take", None, "undo", "undo", "redo", "fit", "merge",
        None, "help", None, "frameBack", "undo", None, True, "slipLater", "slipEarlier", "shape", "safe", None,
    ]  # fmt: skip


def test_peaks_are_read_at_the_level_that_fits(core: Any) -> None:
    found = core(
        "peaks",
        """const levels = [{per_second: 800}, {per_second: 50}, {per_second: 200}];
        const pairs = new Int8Array([0, 127, -128, 0, -64, 64, 0, 0]);
        return [peaks.levelFor(levels, 10).per_second, peaks.levelFor(levels, 51).per_second, peaks.levelFor(levels, 9000).per_second,
          peaks.levelFor([], 1), [...peaks.columnsOf(pairs, 4, {from: 0, pixelsPerSecond: 2, columns: 3})]]""",
    )
    assert found[:4] == [50, 200, 800, None]
    assert found[4] == pytest.approx([-1, 1, -0.5, 64 / 127, 0, 0])


def test_a_refusals_ways_out_become_edits(core: Any) -> None:
    found = core(
        "choices",
        """const far = [{op: "move_boundary", scene: "s2", frame: 140}];
        const slow = [{op: "set_speed", scene: "s3", speed: "23/20"}];
        const of = (edits, ...choices) => choices.map((choice) => { const {text, ...way} = choices_(edits, choice); return [text, way]; });
        const choices_ = (edits, choice) => choices.waysOut(given, {edits, choices: [choice]})[0];
        return [of(far, "make the scene 16 frames shorter", "make a longer take"), of(slow, "slow it to 0.92", "start it earlier", "choose another take"),
          of([{op: "use_take", scene: "s2", take: "c"}], "make the scene 4 frames shorter"), choices.waysOut(given, {choices: ["Look again"]})]""",
        film(),
    )
    assert found[0] == [
        ["Make the scene 16 frames shorter", {"ops": [{"op": "move_boundary", "scene": "s2", "frame": 124}]}],
        ["Make a longer take", {"go": "again", "scene": "s1"}],
    ]
    assert found[1] == [
        ["Slow it to 0.92", {"ops": [{"op": "set_speed", "scene": "s3", "speed": None}]}],
        ["Start it earlier", {"ops": [{"op": "slip", "scene": "s3", "in_point": 0}, {"op": "set_speed", "scene": "s3", "speed": "23/20"}]}],
        ["Choose another take", {"go": "takes", "scene": "s3"}],
    ]  # fmt: skip
    moved = {"op": "move_boundary", "scene": "s3", "frame": 156}
    assert found[2] == [
        ["Make the scene 4 frames shorter", {"ops": [moved, {"op": "use_take", "scene": "s2", "take": "c"}]}]
    ]
    assert found[3] == [{"text": "Look again"}]


def test_a_range_is_marked_from_either_end_and_played_over_and_over(core: Any) -> None:
    got = core(
        "range",
        """const { marked, loopTo } = range;
        const both = marked(marked(null, "from", 30, 240), "to", 35, 240);
        return [marked(null, "from", 30, 240), marked(null, "to", 35, 240), both,
          marked(both, "from", 100, 240), marked(both, "to", 9, 240),
          [29, 30, 35, 36, 200].map((frame) => loopTo(both, frame, true, 240)),
          loopTo(both, 36, false, 240), loopTo(null, 36, true, 240),
          [238, 239].map((frame) => loopTo({ from: 100, to: 240 }, frame, true, 240)),
          [18, 19].map((frame) => loopTo(both, frame, true, 20))]""",
    )
    assert got == [
        {"from": 30, "to": 240},
        {"from": 0, "to": 36},
        {"from": 30, "to": 36},
        {"from": 100, "to": 240},
        {"from": 0, "to": 10},
        [None, None, None, 30, 30],
        None,
        None,
        [None, 100],
        [None, 19],
    ]


def test_what_a_making_came_to_is_said_as_it_was_measured(core: Any) -> None:
    makings = [
        {"kept": 23, "scenes": 24, "made_ms": 1096, "whole_ms": 61_234},
        {"kept": None, "scenes": 24, "made_ms": 61_234, "whole_ms": None},
        {"kept": 0, "scenes": 2, "made_ms": None, "whole_ms": 900},
    ]
    assert core("store", "return given.map(store.measured)", makings) == [
        "23 of 24 scenes unchanged; film re-assembled in 1.1 s instead of 61 s",
        "film put together in 61 s",
        "0 of 2 scenes unchanged; film re-assembled",
    ]


def test_transitions_are_mixed_as_in_a_render(core: Any) -> None:
    rows = table("transitions.json")
    found = core(
        "mix reel",
        """const takes = Object.fromEntries([..."abcd"].map((id) => [id, {kind: "clip", frames: 200, rate: "24/1", proxy: `/${id}.mp4`, proxy_frames: 200}]));
        const share = ({num, den}) => { let [a, b] = [num, den]; while (b) [a, b] = [b, a % b]; return den === a ? `${num / a}` : `${num / a}/${den / a}`; };
        return given.map(({scenes}) => {
          const manifest = {rate: "24/1", frames: scenes.at(-1).end, takes, scenes: scenes.map((s, n) => ({...s, number: n + 1, kind: s.take ? "shot" : "black"}))};
          const shown = scenes.map((_, n) => reel.showing(manifest, n));
          const seen = Array.from({length: manifest.frames}, (_, f) => [f, mix.layersAt(manifest.scenes, f).map((layer) => [layer.index, shown[layer.index]?.at(f) ?? null, share(layer)])]);
          const dark = seen.every(([f, layers]) => Math.abs(mix.darkness(manifest.scenes, f) - (layers.length > 1 ? 0 : 1 - eval(layers[0][2]))) < 1e-12);
          return {dark, seen: seen.filter(([, layers]) => layers[0][2] !== "1")};
        })""",
        rows,
    )
    assert [row["seen"] for row in found] == [row["seen"] for row in rows]
    assert all(row["dark"] for row in found)


def test_the_pictures_of_a_dissolve_are_wanted_before_it_begins(core: Any) -> None:
    found = core(
        "mix",
        """const {scenes} = given; const of = (frame, most) => mix.soonMixed(scenes, frame, most);
        return [of(56), of(69, 3), of(92, 3), of(104), of(105), mix.overlap(scenes, 1), mix.overlap(scenes, 0), mix.overlap(scenes, 2)]""",
        dissolving(),
    )
    assert (
        found[0] == [] and found[1] == [81, 82, 83] and found[2] == [92, 93, 94] and found[3:5] == [[104], []]
    )
    assert found[5:] == [{"kind": "dissolve", "from": 81, "at": 93, "to": 105}, None, None]


def dissolving() -> dict[str, Any]:
    made = film()
    made["scenes"][1] |= {"transition": "dissolve", "transition_frames": 24}
    return made


def test_another_shape_is_cut_as_in_a_render(core: Any) -> None:
    rows = table("framing.json")
    crops = core(
        "framing",
        "return given.map(({source, shape, focus}) => { const {x, y, width, height} = framing.cropOf(source, framing.SHAPES[shape], focus); return [x, y, width, height]; })",
        rows,
    )
    assert crops == [pytest.approx(row["crop"]) for row in rows]
    found = core(
        "framing",
        """const f = framing; const wide = [1920, 1080];
        return [f.shapeOf(1920, 1080), f.shapeOf(1080, 1920), f.shapeOf(540, 540), f.shapeOf(1920, 803),
          f.positionOf(wide, [9, 16], [500, 0]), f.positionOf(wide, [9, 16], [0, 500]), f.positionOf(wide, [9, 16], [1000, 500]), f.positionOf([1080, 1920], [1, 1], [500, 900]),
          f.nextShape("16:9", "16:9"), f.nextShape("1:1", "16:9"), f.nextShape("9:16", "9:16"), f.nextShape("own", "own"), f.safeEdges([9, 16]).bottom, f.safeEdges([16, 9]).bottom]""",
    )
    assert found[:4] == ["16:9", "9:16", "1:1", None]
    assert found[4:8] == [[0.5, 0.5], [0, 0.5], [1, 0.5], [0.5, 1]]
    assert found[8:] == ["9:16", "16:9", "16:9", "16:9", 20, 5]


def test_a_slip_stops_where_the_take_ends_and_tells_its_handles(core: Any) -> None:
    found = core(
        "slip ops",
        """const fixed = ops.apply(given, {op: "set_speed", scene: "s2", speed: "1/1"});
        const of = (manifest, index, at) => slip.slipped(manifest, index, at);
        const still = {...fixed, takes: {...fixed.takes, b: {...fixed.takes.b, kind: "image"}}};
        const fast = {...fixed, takes: {...fixed.takes, b: {...fixed.takes.b, rate: "48/1"}}};
        return [of(fixed, 1, 10), of(fixed, 1, -4), of(fixed, 1, 500), slip.slipRange(fixed, 1), slip.slipRange(given, 0), slip.slipRange(still, 1),
          slip.slipRange(ops.apply(fixed, {op: "lock", scene: "s2", locked: true}), 1), [1, -3].map((n) => slip.takeFrames(fast, 1, n)), slip.takeFrames(fixed, 1, 5),
          slip.handlesText(of(fixed, 1, 10)), slip.handlesText(of(still, 1, 4))]""",
        film(),
    )
    # take b: 120 frames, of which the scene shows 67
    assert found[0] == {"inPoint": 10, "stop": None, "before": 10, "after": 43}
    assert found[1] == {"inPoint": 0, "stop": "The take begins here.", "before": 0, "after": 53}
    assert found[2] == {"inPoint": 53, "stop": "The take ends here.", "before": 53, "after": 0}
    assert found[3] == {"from": 0, "to": 53}
    # take a: 96 frames for 93, slowed as far as 0.85, which 79 of them fill
    assert found[4] == {"from": 0, "to": 17}
    assert found[5] == found[6] == {"from": 0, "to": 0}
    assert found[7:9] == [[2, -6], 5]
    assert found[9:] == ["In at frame 10; 10 frames before, 43 after", "In at frame 0"]


def song_film() -> dict[str, Any]:
    """The same ten seconds cut to a song: an upbeat, then bars of 48 frames with a beat every 12."""
    made = film()
    bars = [{"bar": 0, "first": 4, "beats": [6]}]
    bars += [
        {
            "bar": n + 1,
            "first": 1,
            "beats": [18 + 48 * n + 12 * k for k in range(4) if 18 + 48 * n + 12 * k < 240],
        }
        for n in range(5)
    ]
    sections = [
        {"start": 0, "end": 114, "role": "verse", "energy": "low"},
        {"start": 114, "end": 240, "role": "chorus", "energy": None},
    ]
    cues = [
        {"frame": 0, "name": "", "reasons": ["start"], "locked": False},
        {"frame": 114, "name": "The wave", "reasons": ["section", "drop"], "locked": True},
    ]
    made["sound"] = {"words": [], "snaps": [], "song": {"bars": bars, "sections": sections, "cues": cues}}
    return made


def test_a_song_has_bars_and_beats_in_place_of_words(core: Any) -> None:
    found = core(
        "beats",
        """const { song } = given.sound; const b = beats;
        return [b.beatsOf(song).length, b.beatsOf(song) === b.beatsOf(song), [3, 18, 20, 24, 25, 29, 239].map((f) => b.beatText(song, f)), b.beatText({bars: []}, 4),
          [5, 6, 17, 18, 65, 66].map((f) => b.barAt(song, f)?.bar ?? null), [0, 113, 114].map((f) => b.sectionAt(song, f).role),
          b.heardText(song, 18, 66), b.heardText(song, 18, 67), b.heardText(song, 120, 240), b.heardText(song, 0, 4),
          b.reasonText(song.cues[1]), b.cueAt(song, 114).name, b.cueAt(song, 115), [...b.startsIn(song, given.scenes)]]""",
        song_film(),
    )
    assert found[:2] == [20, True]
    assert found[2] == [
        "3 frames before beat 4 of bar 0", "on beat 1 of bar 1", "2 frames after beat 1 of bar 1", "6 frames after beat 1 of bar 1",
        "5 frames before beat 2 of bar 1", "1 frame before beat 2 of bar 1", "5 frames after beat 3 of bar 5",
    ]  # fmt: skip
    assert found[3] == ""
    assert found[4] == [None, 0, 0, 1, 1, 2]
    assert found[5] == ["verse", "verse", "chorus"]
    assert found[6:10] == [
        "Bar 1 · verse, low",
        "Bars 1 to 2 · verse, low",
        "Bars 3 to 5 · chorus",
        "verse, low",
    ]
    assert found[10:13] == ["a section begins, the song falls in again", "The wave", None]
    assert found[13] == [[0, [1]], [2, [2]], [3, [3]]]


def test_a_stretch_of_beats_becomes_a_scene(core: Any) -> None:
    found = core(
        "beats ops",
        """const of = (a, b) => { const made = beats.opsForBeats(given, a, b); return [made?.map((op) => [op.op, op.scene, op.frame ?? null]) ?? null, ops.applyAll(given, made ?? []).scenes.map((s) => [s.start, s.end])]; };
        return [of(18, 66), of(114, 162), of(18, 162), of(114, 240), of(93, 160), of(93, 130)]""",
        song_film(),
    )
    # the film begins where it begins: its first scene only ends elsewhere
    assert found[0] == [[["split", "s1", 66]], [[0, 66], [66, 93], [93, 160], [160, 240]]]
    assert found[1] == [
        [["move_boundary", "s2", 114], ["move_boundary", "s3", 162]],
        [[0, 114], [114, 162], [162, 240]],
    ]
    assert found[2] == [[["merge", "s1", None], ["move_boundary", "s3", 162]], [[0, 162], [162, 240]]]
    assert found[3] == [[["move_boundary", "s2", 114], ["merge", "s2", None]], [[0, 114], [114, 240]]]
    assert found[4] == [None, [[0, 93], [93, 160], [160, 240]]]
    assert found[5] == [[["split", "s2", 130]], [[0, 93], [93, 130], [130, 160], [160, 240]]]


def test_a_player_beside_another_hurries_waits_or_jumps(core: Any) -> None:
    found = core(
        "pace",
        """const frame = 1 / 24; const of = (frames) => pace.pace(frames * frame, frame);
        return [of(0), of(0.5), of(-0.5), of(1).rate, of(-1).rate, of(3.9).rate, of(4.1), of(-40),
          pace.beside(1, 2, frame), pace.beside(2.5, 2, frame), pace.beside(2.5, NaN, frame), pace.beside(-1, 2, frame)]""",
    )
    assert found[:3] == [{"rate": 1}] * 3
    assert found[3:6] == [pytest.approx(1 + 2 / 24), pytest.approx(1 - 2 / 24), pytest.approx(1.2)]
    assert found[6:8] == [{"jump": True}] * 2
    assert found[8:] == [1, pytest.approx(2 - 1 / 48), 2.5, 0]
