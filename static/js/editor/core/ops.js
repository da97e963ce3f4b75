// Edits of the picture on a manifest, so that they are seen before the server has answered. The server judges;
// what comes back from it replaces what was worked out here.

import { fitOf, planOf } from "./conform.js";
import { compare, parseFraction, parseRate } from "./time.js";

/** Ops that make a new soundtrack: only the server can say what they do. */
export const SOUND = new Set([
  "pause_before", "add_line", "drop_line", "move_line", "mute_line", "revoice_line", "set_level", "use_score",
]);

const half = (scene, kind) => (scene && scene.transition === kind ? Math.floor(scene.transition_frames / 2) : 0);

/** The frames [first, last) that the take of scene `index` must cover: its scene and half of each dissolve. */
export function covers(scenes, index) {
  const scene = scenes[index];
  return [scene.start - half(scene, "dissolve"), scene.end + half(scenes[index + 1], "dissolve")];
}

/** The conform plan of a scene; null where any length fits. */
export function planAt(manifest, index) {
  const scene = manifest.scenes[index];
  const [first, last] = covers(manifest.scenes, index);
  return planOf(scene, manifest.takes[scene.take], last - first, parseRate(manifest.rate));
}

/** Scenes with numbers, and with the fit badges of those whose take, or what it must cover, is another. */
function settled(manifest, scenes) {
  const next = { ...manifest, scenes: scenes.map((scene, n) => (scene.number === n + 1 ? scene : { ...scene, number: n + 1 })) };
  const before = new Map(manifest.scenes.map((scene, n) => [scene.id, n]));
  next.scenes = next.scenes.map((scene, n) => {
    const was = before.get(scene.id);
    if (was !== undefined && fillsTheSame(manifest.scenes, was, next.scenes, n)) return scene;
    return { ...scene, fit: fitOf(planAt(next, n), scene.kind) };
  });
  return next;
}

function fillsTheSame(scenes, n, others, m) {
  const [a, b] = [scenes[n], others[m]];
  if (a.take !== b.take || a.in_point !== b.in_point || a.speed !== b.speed) return false;
  const [[first, last], [start, end]] = [covers(scenes, n), covers(others, m)];
  return first === start && last === end;
}

const changed = (manifest, id, values) =>
  settled(manifest, manifest.scenes.map((scene) => (scene.id === id ? { ...scene, ...values } : scene)));

const DO = {
  move_boundary(manifest, op, index) {
    if (index === 0 || op.frame <= manifest.scenes[index - 1].start || op.frame >= manifest.scenes[index].end) return manifest;
    return settled(manifest, manifest.scenes.map((scene, n) => {
      if (n === index) return { ...scene, start: op.frame };
      return n === index - 1 ? { ...scene, end: op.frame } : scene;
    }));
  },
  split(manifest, op, index) {
    const scene = manifest.scenes[index];
    if (op.frame <= scene.start || op.frame >= scene.end) return manifest;
    const plan = planAt(manifest, index);
    const [first] = covers(manifest.scenes, index);
    const speed = plan && !plan.flag ? `${plan.speed.num}/${plan.speed.den}` : scene.speed;
    const goesOn = plan && !plan.flag
      ? plan.inPoint + Math.floor(((2 * Math.min(op.frame - first, plan.play - 1) + 1) * plan.use) / (2 * plan.play))
      : scene.in_point;
    const parts = [
      { ...scene, end: op.frame, speed },
      { ...scene, id: op.new_id ?? `${scene.id}+${op.frame}`, start: op.frame, speed, in_point: goesOn, transition: "hard", transition_frames: 0 },
    ];
    return settled(manifest, [...manifest.scenes.slice(0, index), ...parts, ...manifest.scenes.slice(index + 1)]);
  },
  merge(manifest, op, index) {
    const next = manifest.scenes[index + 1];
    if (!next) return manifest;
    const whole = { ...manifest.scenes[index], end: next.end };
    return settled(manifest, [...manifest.scenes.slice(0, index), whole, ...manifest.scenes.slice(index + 2)]);
  },
  use_take: (manifest, op) => (manifest.takes[op.take]
    ? changed(manifest, op.scene, { take: op.take, in_point: op.in_point ?? 0, speed: null, thumb: manifest.takes[op.take].thumb })
    : manifest),
  slip: (manifest, op) => changed(manifest, op.scene, { in_point: op.in_point }),
  set_speed: (manifest, op) => changed(manifest, op.scene, { speed: op.speed }),
  set_transition: (manifest, op) => changed(manifest, op.scene, { transition: op.transition, transition_frames: op.frames ?? 0 }),
  set_look: (manifest, op) => (op.scene
    ? changed(manifest, op.scene, { look: op.look })
    : { ...manifest, scenes: manifest.scenes.map((scene) => (scene.locked ? scene : { ...scene, look: op.look })) }),
  set_focus: (manifest, op) => changed(manifest, op.scene, { focus: op.focus }),
  set_move: (manifest, op) => changed(manifest, op.scene, { move: op.move }),
  lock: (manifest, op) => changed(manifest, op.scene, { locked: op.locked }),
};

/** The manifest after an edit; the same one where nothing can be shown before the server answers. */
export function apply(manifest, op) {
  if (!DO[op.op]) return manifest;
  const index = manifest.scenes.findIndex((scene) => scene.id === op.scene);
  if (index < 0 && op.scene) return manifest;
  return DO[op.op](manifest, op, index);
}

export const applyAll = (manifest, ops) => ops.reduce(apply, manifest);

/** Whether the scene at `index` may cover these frames with its own take. */
function holds(manifest, index, start, end) {
  const scene = manifest.scenes[index];
  const need = end - start + half(scene, "dissolve") + half(manifest.scenes[index + 1], "dissolve");
  const plan = planOf(scene, manifest.takes[scene.take], need, parseRate(manifest.rate));
  return !plan || !plan.flag;
}

/**
 * The frames [from, to] to which the start of scene `index` may move, and what stops it at each side. A scene
 * that is outside the limits already may stay there and come nearer to them.
 */
export function limits(manifest, index) {
  const left = manifest.scenes[index - 1];
  const right = manifest.scenes[index];
  if (!left) return { from: 0, to: 0, below: "The film starts here.", above: "The film starts here." };
  if (left.locked || right.locked) {
    const what = `Scene ${left.locked ? left.number : right.number} is locked.`;
    return { from: right.start, to: right.start, below: what, above: what };
  }
  const { shortest, longest } = manifest;
  const down = [left.start + shortest, right.end - longest];
  const up = [right.end - shortest, left.start + longest];
  let from = Math.min(right.start, Math.max(...down));
  let to = Math.max(right.start, Math.min(...up));
  let below = down[0] >= down[1] ? `Scene ${left.number} is at its shortest.` : `Scene ${right.number} is at its longest.`;
  let above = up[0] <= up[1] ? `Scene ${right.number} is at its shortest.` : `Scene ${left.number} is at its longest.`;
  // a longer need is never easier to fill, so the first frame that does not hold is the end
  const reach = (wanted, held) => {
    let [good, bad] = [right.start, wanted];
    if (held(wanted)) return wanted;
    while (Math.abs(good - bad) > 1) {
      const middle = Math.trunc((good + bad) / 2);
      if (held(middle)) good = middle; else bad = middle;
    }
    return good;
  };
  if (holds(manifest, index, right.start, right.end)) {
    const first = reach(from, (frame) => holds(manifest, index, frame, right.end));
    if (first > from) { from = first; below = `The take of scene ${right.number} is not longer.`; }
  }
  if (holds(manifest, index - 1, left.start, left.end)) {
    const last = reach(to, (frame) => holds(manifest, index - 1, left.start, frame));
    if (last < to) { to = last; above = `The take of scene ${left.number} is not longer.`; }
  }
  return { from, to, below, above };
}

const quoted = (number) => `scene ${number}`;

/** What undo calls an edit: "Move the start of scene 4 by +7 frames". */
export function label(manifest, op) {
  const scene = manifest.scenes.find((one) => one.id === op.scene);
  const which = scene ? quoted(scene.number) : "the film";
  const by = scene && op.op === "move_boundary" ? op.frame - scene.start : 0;
  const signed = `${by > 0 ? "+" : by < 0 ? "−" : ""}${Math.abs(by)}`;
  return {
    move_boundary: `Move the start of ${which} by ${signed} frame${Math.abs(by) === 1 ? "" : "s"}`,
    split: `Split ${which}`,
    merge: scene ? `Merge scenes ${scene.number} and ${scene.number + 1}` : "Merge",
    use_take: `Use take ${manifest.takes[op.take]?.number ?? ""} in ${which}`,
    slip: `Slip ${which} to frame ${op.in_point}`,
    set_speed: op.speed ? `Play ${which} at ${speedText(op.speed)}` : `Let ${which} fit by itself`,
    set_transition: op.transition === "hard" ? `Cut hard into ${which}` : `${op.transition === "fade" ? "Fade" : "Dissolve"} into ${which}`,
    set_look: `Look ${op.look} for ${which}`,
    set_focus: `Focus point of ${which}`,
    set_move: `Camera move of ${which}`,
    lock: `${op.locked ? "Lock" : "Unlock"} ${which}`,
    pause_before: "Change a pause",
    add_line: "Add a line",
    drop_line: "Drop a line",
    move_line: "Move a line",
    mute_line: op.muted ? "Mute a line" : "Unmute a line",
    revoice_line: "Voice a line again",
    set_level: `Levels of ${which}`,
    use_score: "Use another score",
  }[op.op] ?? op.op;
}

export function speedText(text) {
  const speed = parseFraction(text);
  return speed ? `${(speed.num / speed.den).toFixed(2)}×` : "by itself";
}

export const sameSpeed = (a, b) => (a && b ? compare(parseFraction(a), parseFraction(b)) === 0 : a === b);
