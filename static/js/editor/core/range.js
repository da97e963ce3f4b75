// The stretch that is played over and over, in frames: from is its first, to is the one after its last.

/** The range with one end at the playhead; the other stays if it still lies on its side, else it is the film's. */
export function marked(range, end, frame, frames) {
  if (end === "from") return { from: frame, to: range && range.to > frame ? range.to : frames };
  return { from: range && range.from <= frame ? range.from : 0, to: frame + 1 };
}

/** Where play goes on instead of `frame`: at the range's start once it has left it, null where it just goes on. */
export function loopTo(range, frame, forward, frames) {
  if (!range || !forward) return null;
  const to = Math.min(range.to, frames);
  const from = Math.min(range.from, frames - 1);
  return frame >= to || (to === frames && frame >= frames - 1) ? from : null;
}
