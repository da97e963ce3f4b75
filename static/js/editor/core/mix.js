// What is seen at a frame where scenes run into one another: which scenes, and how much of each, as a render mixes
// them. tests/editor/fixtures/transitions.json holds both to the same answers.

import { sceneAt } from "./transcript.js";

/** How soon before a dissolve its pictures are wanted. */
export const AHEAD_FRAMES = 24;

/** The frames [from, to) of the transition into scene `n`, or null for a hard cut and the film's own beginning. */
export function overlap(scenes, n) {
  const scene = scenes[n];
  if (!scene || scene.transition === "hard" || !(scene.transition_frames > 1)) return null;
  if (scene.transition === "dissolve" && n === 0) return null;
  const half = Math.floor(scene.transition_frames / 2);
  return { kind: scene.transition, from: scene.start - half, at: scene.start, to: scene.start + half };
}

/**
 * [{index, num, den}] for a frame: the scenes that are seen, the earlier first, and the share of each. What they
 * leave of one is black.
 */
export function layersAt(scenes, frame) {
  const here = sceneAt(scenes, frame);
  for (const n of [here, here + 1]) {
    const { kind, from, at, to } = overlap(scenes, n) ?? {};
    if (!kind || frame < from || frame >= to) continue;
    const den = 2 * (to - from);
    if (kind === "dissolve") {
      const later = 2 * (frame - from) + 1;
      return [{ index: n - 1, num: den - later, den }, { index: n, num: later, den }];
    }
    const [index, first] = frame < at ? [n - 1, from] : [n, at];
    const gone = 2 * (frame - first) + 1;
    return [{ index, num: frame < at ? to - from - gone : gone, den: to - from }];
  }
  return [{ index: here, num: 1, den: 1 }];
}

/** How black a fade makes a frame, from 0 to 1. */
export function darkness(scenes, frame) {
  const layers = layersAt(scenes, frame);
  return layers.length > 1 ? 0 : 1 - layers[0].num / layers[0].den;
}

/** The frames of the dissolve that is on at a frame, or comes soon, the nearest first; at most `most` of them. */
export function soonMixed(scenes, frame, most = AHEAD_FRAMES) {
  const here = sceneAt(scenes, frame);
  for (const n of [here, here + 1, here + 2]) {
    const { kind, from, to } = overlap(scenes, n) ?? {};
    if (kind !== "dissolve" || frame >= to || from - frame > AHEAD_FRAMES) continue;
    const first = Math.max(frame, from);
    return Array.from({ length: Math.min(most, to - first) }, (_, k) => first + k);
  }
  return [];
}
