// Snapping: which moment of the sound a dragged boundary is drawn to, and the reason that is shown. The order is
// that of editor/snap.py.

export const ORDER = ["pause", "word", "downbeat", "beat", "playhead", "marker"];
export const REACH_PIXELS = 9;

/** Marks ascending, of two at one frame the stronger. */
export function sortedMarks(marks) {
  const found = new Map();
  for (const mark of marks) {
    const known = found.get(mark.frame);
    if (!known || rank(mark) < rank(known)) found.set(mark.frame, mark);
  }
  return [...found.values()].sort((a, b) => a.frame - b.frame);
}

const rank = (mark) => {
  const place = ORDER.indexOf(mark.kind);
  return place < 0 ? ORDER.length : place;
};

/**
 * The mark that a boundary dragged to `frame` jumps to, or null. The stronger kind wins, then the nearer, then
 * the earlier. `from` and `to` bound what is allowed at all.
 */
export function snap(frame, marks, reach, { from = 0, to = Infinity } = {}) {
  let best = null;
  for (const mark of marks) {
    const away = Math.abs(mark.frame - frame);
    if (away > reach || mark.frame < from || mark.frame > to) continue;
    if (!best || rank(mark) < rank(best) || (rank(mark) === rank(best) && away < Math.abs(best.frame - frame))) best = mark;
  }
  return best;
}

/** Pixels of reach as whole frames at a zoom; at least one frame. */
export const reachFrames = (zoom) => Math.max(1, Math.round(REACH_PIXELS / zoom));

/** The next mark after (or, with -1, before) a frame; null at the ends. */
export function nextMark(frame, marks, step) {
  const list = step > 0 ? marks : [...marks].reverse();
  return list.find((mark) => (step > 0 ? mark.frame > frame : mark.frame < frame)) ?? null;
}
