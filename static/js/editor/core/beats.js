// A song's bars and beats, sections and cues in place of words: what lies at a frame, and how far a frame is from
// the beat. Bars are numbered from 1; what comes before the first is bar 0.

import { opsForSpan, sceneAt } from "./transcript.js";

/** The last item of an ascending list that has begun at a frame; -1 before the first. */
function begun(list, frame, of) {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (of(list[middle]) <= frame) low = middle + 1; else high = middle;
  }
  return low - 1;
}

const own = new WeakMap();

/** Every beat of a song, ascending: {frame, bar, beat}, both counted from 1. Worked out once for each song. */
export function beatsOf(song) {
  if (!own.has(song)) own.set(song, song.bars.flatMap(({ bar, first, beats }) => beats.map((frame, n) => ({ frame, bar, beat: first + n }))));
  return own.get(song);
}

/** The bar that is on at a frame; null before the first. */
export const barAt = (song, frame) => song.bars[begun(song.bars, frame, (bar) => bar.beats[0])] ?? null;

/** The section that is on at a frame; null without any. */
export const sectionAt = (song, frame) => song.sections[begun(song.sections, frame, (section) => section.start)] ?? null;

/** The nearest beat and how many frames a frame is away from it, negative before it; of two the earlier one. null without beats. */
export function nearestBeat(song, frame) {
  const beats = beatsOf(song);
  const n = begun(beats, frame, (beat) => beat.frame);
  const [before, after] = [beats[n], beats[n + 1]];
  const nearest = !before || (after && after.frame - frame < frame - before.frame) ? after : before;
  return nearest ? { ...nearest, away: frame - nearest.frame } : null;
}

const named = ({ bar, beat }) => `beat ${beat} of bar ${bar}`;

/** "on beat 1 of bar 12", "3 frames after beat 2 of bar 12"; "" without beats. */
export function beatText(song, frame) {
  const beat = nearestBeat(song, frame);
  if (!beat) return "";
  if (!beat.away) return `on ${named(beat)}`;
  const by = Math.abs(beat.away);
  return `${by} frame${by === 1 ? "" : "s"} ${beat.away < 0 ? "before" : "after"} ${named(beat)}`;
}

/** "chorus, rising" */
export const sectionText = ({ role, energy }) => [role, energy].filter(Boolean).join(", ");

/** What a stretch of the film hears: "Bars 9 to 12 · chorus, rising". */
export function heardText(song, start, end) {
  const [first, last] = [barAt(song, start), barAt(song, end - 1)];
  const bars = !last ? "" : !first || first === last ? `Bar ${last.bar}` : `Bars ${first.bar} to ${last.bar}`;
  const section = sectionAt(song, start);
  return [bars, section ? sectionText(section) : ""].filter(Boolean).join(" · ");
}

const REASONS = {
  start: "the song begins", section: "a section begins", drop: "the song falls in again", vocals: "singing begins", bar: "a bar begins",
  beat: "a beat", rise: "it grows louder", fall: "it grows softer", accent: "an accent", gap: "a long stretch without beats", chosen: "set by hand",
};

/** Why a cue is one, in words. */
export const reasonText = (cue) => cue.reasons.map((reason) => REASONS[reason] ?? reason).join(", ");

/** The cue at a frame; null where none is. */
export const cueAt = (song, frame) => song.cues.find((cue) => cue.frame === frame) ?? null;

/** The scenes that begin in each bar: bar number -> numbers of scenes. */
export function startsIn(song, scenes) {
  const found = new Map();
  for (const scene of scenes) {
    const bar = barAt(song, scene.start)?.bar ?? 0;
    found.set(bar, [...(found.get(bar) ?? []), scene.number]);
  }
  return found;
}

/** The ops that let one scene last exactly from one beat's frame to another's; null when nothing has to change. */
export const opsForBeats = (manifest, start, end) => opsForSpan(manifest, start, end, sceneAt(manifest.scenes, start));
