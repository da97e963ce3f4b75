// How a take fills its scene, frame by frame: trailers/domain/conform.py again, so that the preview shows the
// frames that a render will. tests/editor/fixtures/conform.json holds both to the same answers.

import { compare, floorDiv, fraction, over, parseFraction, parseRate, roundHalfUp, times } from "./time.js";

export const SLOWEST = fraction(17, 20);
export const FASTEST = fraction(23, 20);
export const MAX_FREEZE_FRAMES = 12;
const ONE = fraction(1);

/**
 * {inPoint, use, play, freeze, frames, mode, speed} or {flag, shortFrames}.
 * `take` is {frames, rate} in its own frames; `need` counts frames at `rate`; `speed` null decides by itself.
 */
export function planConform({ take, need, rate, inPoint = 0, speed = null }) {
  if (need <= 0) throw new RangeError(`a scene of ${need} frames`);
  if (!take.frames) return { flag: "take_empty", shortFrames: need };
  if (inPoint < 0 || inPoint >= take.frames) return { flag: "in_point_outside", shortFrames: 0 };
  if (speed && (compare(speed, SLOWEST) < 0 || compare(speed, FASTEST) > 0)) {
    return { flag: "speed_outside", shortFrames: 0 };
  }
  const have = take.frames - inPoint;
  const perFrame = over(fraction(take.rate.num, take.rate.den), fraction(rate.num, rate.den));
  let wanted = speed;
  if (!wanted) {
    const ratio = over(fraction(have), times(perFrame, fraction(need)));
    if (compare(ratio, SLOWEST) >= 0 && compare(ratio, FASTEST) <= 0) {
      const exact = have === need && compare(perFrame, ONE) === 0;
      return { inPoint, use: have, play: need, freeze: 0, frames: need, mode: exact ? "exact" : "speed", speed: ratio };
    }
    wanted = compare(ratio, FASTEST) > 0 ? ONE : SLOWEST;
  }
  const source = times(times(fraction(need), perFrame), wanted);
  const use = Math.max(1, roundHalfUp(source.num, source.den));
  if (use <= have) {
    const mode = compare(wanted, ONE) !== 0 ? "speed" : use === have && have === need ? "exact" : "trim";
    return { inPoint, use, play: need, freeze: 0, frames: need, mode, speed: wanted };
  }
  const lasts = over(fraction(have), times(perFrame, wanted));
  const play = Math.min(need, Math.max(1, floorDiv(lasts.num, lasts.den)));
  const freeze = need - play;
  if (freeze > MAX_FREEZE_FRAMES) return { flag: "take_too_short", shortFrames: need - play - MAX_FREEZE_FRAMES };
  return { inPoint, use: have, play, freeze, frames: need, mode: freeze ? "slow_freeze" : "speed", speed: wanted };
}

/** The take's frame that is seen at frame k of the scene. */
export function sourceFrame(plan, k) {
  return plan.inPoint + floorDiv((2 * Math.min(k, plan.play - 1) + 1) * plan.use, 2 * plan.play);
}

/** The plan of a scene's clip over `need` frames; null for stills, cards and black, which always fit. */
export function planOf(scene, take, need, rate) {
  if (!take || take.kind !== "clip" || !take.frames) return null;
  return planConform({
    take: { frames: take.frames, rate: take.rate ? parseRate(take.rate) : rate },
    need,
    rate,
    inPoint: scene.in_point,
    speed: parseFraction(scene.speed),
  });
}

/** The fit badge of a plan: {kind, text} as the server says it. */
export function fitOf(plan, kind) {
  if (!plan) return { kind: "still", text: kind === "black" ? "Black" : "Still" };
  if (plan.flag) {
    const text = plan.shortFrames ? `${plan.shortFrames} frames short` : "Does not fit";
    return { kind: "misfit", text };
  }
  const speed = (plan.speed.num / plan.speed.den).toFixed(2);
  if (plan.freeze) return { kind: "freeze", text: `${speed}×, freeze ${plan.freeze}` };
  if (plan.mode === "speed" && speed !== "1.00") return { kind: "speed", text: `${speed}×` };
  return { kind: "trim", text: plan.mode === "exact" ? "Whole take" : "Trimmed" };
}
