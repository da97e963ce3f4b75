// Min/max pairs of the sound, as the server counts them, for a canvas.

/** The coarsest level that still has a pair for every pixel; the finest where none has. */
export function levelFor(levels, pixelsPerSecond) {
  const sorted = [...levels].sort((a, b) => a.per_second - b.per_second);
  return sorted.find((level) => level.per_second >= pixelsPerSecond) ?? sorted.at(-1) ?? null;
}

/**
 * [min, max] from −1 to 1 for each of `columns` pixels of a view that starts at `from` seconds and shows
 * `pixelsPerSecond`. `pairs` is an Int8Array of min, max, min, max … at `perSecond`.
 */
export function columnsOf(pairs, perSecond, { from, pixelsPerSecond, columns }) {
  const count = pairs.length >> 1;
  const out = new Float32Array(2 * columns);
  for (let column = 0; column < columns; column += 1) {
    const first = Math.floor((from + column / pixelsPerSecond) * perSecond);
    const last = Math.max(first + 1, Math.ceil((from + (column + 1) / pixelsPerSecond) * perSecond));
    let low = 0;
    let high = 0;
    for (let n = Math.max(0, first); n < Math.min(count, last); n += 1) {
      if (pairs[2 * n] < low) low = pairs[2 * n];
      if (pairs[2 * n + 1] > high) high = pairs[2 * n + 1];
    }
    out[2 * column] = low / 128;
    out[2 * column + 1] = high / 127;
  }
  return out;
}
