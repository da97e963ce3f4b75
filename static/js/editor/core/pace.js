// Keeping one player beside another: by how much the second one hurries, waits or jumps.

export const NEAR_FRAMES = 0.6;
/** Less than this is the grid of the screen, not a drift. */
export const FAR_FRAMES = 4;
const MOST = 0.2;

/**
 * {rate} to play at, or {jump: true}, for a player that is `apart` seconds behind (or, negative, ahead of) the one it
 * follows; `frame` is the length of a frame in seconds. A small drift is made up within a second, unseen.
 */
export function pace(apart, frame) {
  const frames = Math.abs(apart) / frame;
  if (frames > FAR_FRAMES) return { jump: true };
  if (frames < NEAR_FRAMES) return { rate: 1 };
  return { rate: 1 + Math.sign(apart) * Math.min(MOST, Math.abs(apart) * 2) };
}

/** Where a player that lasts `lasts` seconds stands beside one at `time`: a shorter one waits at its last frame. */
export const beside = (time, lasts, frame) => (lasts ? Math.max(0, Math.min(time, lasts - frame / 2)) : time);
