// Moving a cue by hand, as pure functions. Times are whole milliseconds of the film.

/** No scene is shorter or longer than this. */
export const SHORTEST = 800;
export const LONGEST = 8000;

/** The first and last moment that cue n may be moved to, between its neighbours; null for the song's start. */
export function room(cues, n, duration) {
  if (n <= 0 || n >= cues.length) return null;
  const end = n + 1 < cues.length ? cues[n + 1].time : duration;
  const before = cues[n - 1].time;
  const [from, to] = [Math.max(before + SHORTEST, end - LONGEST), Math.min(end - SHORTEST, before + LONGEST)];
  return from <= to ? [from, to] : null;
}

export const clamp = (time, [from, to]) => Math.min(Math.max(time, from), to);

/** The nearest beat inside the room, the earlier of two as near; null without one. `beats` are [time, place]. */
export function nearestBeat(beats, time, [from, to]) {
  let best = null;
  for (const [at] of beats) {
    if (at < from || at > to) continue;
    if (best === null || Math.abs(at - time) < Math.abs(best - time)) best = at;
  }
  return best;
}

/** Where a cue lands that was dragged to `time`: on a beat, or just there when snapping is off. */
export function dropped(beats, time, span, snap) {
  const there = clamp(Math.round(time), span);
  return snap ? nearestBeat(beats, there, span) ?? there : there;
}

/** The next beat, bar or frame from `time` in a direction (1 or -1); `time` itself where there is none in the room. */
export function stepped(beats, time, direction, unit, span, [num, den]) {
  if (unit === "frame") {
    const frame = Math.floor((time * num) / (1000 * den) + 0.5) + direction;
    return clamp(Math.round((frame * 1000 * den) / num), span);
  }
  const lines = beats.filter(([, place]) => unit === "beat" || place === 0).map(([at]) => at);
  const further = lines.filter((at) => (direction > 0 ? at > time : at < time) && at >= span[0] && at <= span[1]);
  if (!further.length) return time;
  return direction > 0 ? Math.min(...further) : Math.max(...further);
}

/** Which unit the keys ask for: an arrow a beat, with Shift a bar, with Alt a frame. */
export const unitOf = ({ shiftKey, altKey }) => (altKey ? "frame" : shiftKey ? "bar" : "beat");

/** 72.5 s as 1:12.500. */
export function told(time) {
  const minutes = Math.floor(time / 60000);
  return `${minutes}:${((time % 60000) / 1000).toFixed(3).padStart(6, "0")}`;
}

/** What lies under a moment, in words. */
export function onWhat(beats, time) {
  const beat = beats.find(([at]) => at === time);
  return beat === undefined ? "between beats" : beat[1] === 0 ? "on a bar line" : `on beat ${beat[1] + 1} of its bar`;
}
