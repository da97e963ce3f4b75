// Timecode as a cutting room writes it: HH:MM:SS:FF, counted at the nearest whole rate and never dropped,
// so at 23.976 an hour of timecode lasts 3.6 seconds longer than an hour.

const two = (n) => String(n).padStart(2, "0");

export const countingRate = (rate) => Math.max(1, Math.round(rate.num / rate.den));

export function timecode(frame, rate) {
  const fps = countingRate(rate);
  const whole = Math.floor(frame / fps);
  return `${two(Math.floor(whole / 3600))}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}:${two(frame % fps)}`;
}

/** The same without hours that are none: 01:06:12. */
export function shortTimecode(frame, rate) {
  const full = timecode(frame, rate);
  return full.startsWith("00:") ? full.slice(3) : full;
}

/**
 * What somebody typed into a time field, as a frame: "1:06:12" and "00:01:06:12" are timecode, "1584" a frame,
 * "+12" and "-3" so many frames from `from`. null when it is none of these.
 */
export function parseTimecode(text, rate, from = 0) {
  const typed = text.trim();
  if (/^[+-]\d+$/.test(typed)) return from + Number(typed);
  if (/^\d+$/.test(typed)) return Number(typed);
  if (!/^\d+([:;.]\d+){1,3}$/.test(typed)) return null;
  const parts = typed.split(/[:;.]/).map(Number);
  const fps = countingRate(rate);
  const [frames, seconds, minutes = 0, hours = 0] = parts.reverse();
  if (frames >= fps || (parts.length > 2 && seconds > 59) || (parts.length > 3 && minutes > 59)) return null;
  return ((hours * 60 + minutes) * 60 + seconds) * fps + frames;
}

/** "4 s 12 f" for a length. */
export function lengthText(frames, rate) {
  const fps = countingRate(rate);
  const whole = Math.floor(frames / fps);
  return whole ? `${whole} s ${frames % fps} f` : `${frames} f`;
}
