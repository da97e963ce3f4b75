// Frames and milliseconds at a rational rate. The same rounding as trailers/domain/clock.py, in integers;
// tests/editor/fixtures/frames.json holds both sides to it.

/** "24000/1001" as {num, den}. Throws on what is no rate. */
export function parseRate(text) {
  const [num, den] = String(text).split("/").map(Number);
  const rate = { num, den: den ?? 1 };
  if (!Number.isInteger(rate.num) || !Number.isInteger(rate.den) || rate.num <= 0 || rate.den <= 0) {
    throw new RangeError(`not a frame rate: ${text}`);
  }
  return rate;
}

/** floor(a / b) of integers below 2^53, where a division of floats could round up. */
export function floorDiv(a, b) {
  const rest = a % b;
  return (a - rest) / b - (rest < 0 ? 1 : 0);
}

/** floor(n/d + 1/2) */
export const roundHalfUp = (n, d) => floorDiv(2 * n + d, 2 * d);

/** The frame boundary nearest to a time in milliseconds (ties go later). */
export const frameAt = (ms, rate) => roundHalfUp(ms * rate.num, 1000 * rate.den);

/** The integer millisecond nearest to the start of a frame. */
export const msAt = (frame, rate) => roundHalfUp(frame * 1000 * rate.den, rate.num);

/** The middle of a frame in seconds: what a player is told, so that no rounding shows its neighbour. */
export const middleOf = (frame, rate) => ((2 * frame + 1) * rate.den) / (2 * rate.num);

/** The frame that is shown at a time in seconds. */
export const frameShown = (seconds, rate) => Math.floor((seconds * rate.num) / rate.den + 1e-4);

export const secondsOf = (frames, rate) => (frames * rate.den) / rate.num;

const gcd = (a, b) => (b ? gcd(b, a % b) : Math.abs(a));

/** An exact fraction in lowest terms, its denominator positive. */
export function fraction(num, den = 1) {
  const by = gcd(num, den) * Math.sign(den);
  return { num: num / by, den: den / by };
}

/** "23/25" as a fraction; null stays null. */
export function parseFraction(text) {
  if (text === null || text === undefined) return null;
  const [num, den] = String(text).split("/").map(Number);
  return fraction(num, den ?? 1);
}

export const times = (a, b) => fraction(a.num * b.num, a.den * b.den);
export const over = (a, b) => fraction(a.num * b.den, a.den * b.num);
/** Negative, zero or positive, as a is below, at or above b. */
export const compare = (a, b) => a.num * b.den - b.num * a.den;
