// Slipping a take under its scene: the same frames of the film, another stretch of the clip.

import { covers, planAt } from "./ops.js";
import { planOf } from "./conform.js";
import { parseRate, roundHalfUp } from "./time.js";

/** The in-points [from, to] that fill the scene; both the present one where it has no clip, or one that does not fit. */
export function slipRange(manifest, index) {
  const scene = manifest.scenes[index];
  const take = manifest.takes[scene.take];
  const stands = { from: scene.in_point, to: scene.in_point };
  const plan = planAt(manifest, index);
  if (!plan || plan.flag || scene.locked) return stands;
  const [first, last] = covers(manifest.scenes, index);
  const rate = parseRate(manifest.rate);
  const holds = (at) => {
    const then = planOf({ ...scene, in_point: at }, take, last - first, rate);
    return !then.flag && then.freeze <= plan.freeze; // its last frame may stand no longer than it does already
  };
  // a later beginning is never easier to fill, so the first that does not hold is the end
  let [good, bad] = [scene.in_point, take.frames];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (holds(middle)) good = middle; else bad = middle;
  }
  return { from: 0, to: good };
}

/**
 * What a slip to `wanted` comes to: {inPoint, before, after, stop}, with the handles that the take keeps at each
 * side, in its own frames, and `stop` in words where the take ends.
 */
export function slipped(manifest, index, wanted) {
  const { from, to } = slipRange(manifest, index);
  const inPoint = Math.min(to, Math.max(from, Math.round(wanted)));
  const stop = wanted < from ? "The take begins here." : wanted > to ? "The take ends here." : null;
  return { inPoint, stop, ...handles(manifest, index, inPoint) };
}

/** Frames of the take that are not seen, before and after those that are; null where it does not fit. */
export function handles(manifest, index, inPoint = manifest.scenes[index].in_point) {
  const scene = { ...manifest.scenes[index], in_point: inPoint };
  const [first, last] = covers(manifest.scenes, index);
  const plan = planOf(scene, manifest.takes[scene.take], last - first, parseRate(manifest.rate));
  if (!plan || plan.flag) return { before: null, after: null };
  return { before: inPoint, after: manifest.takes[scene.take].frames - inPoint - plan.use };
}

/** Frames of the film that a pointer was moved by, as frames of the scene's take. */
export function takeFrames(manifest, index, frames) {
  const take = manifest.takes[manifest.scenes[index].take];
  const [film, own] = [parseRate(manifest.rate), parseRate(take?.rate ?? manifest.rate)];
  return roundHalfUp(frames * own.num * film.den, own.den * film.num);
}

/** "In at frame 12; 12 frames before, 30 after" */
export function handlesText({ inPoint, before, after }) {
  if (before === null) return `In at frame ${inPoint}`;
  return `In at frame ${inPoint}; ${before} frame${before === 1 ? "" : "s"} before, ${after} after`;
}
