// The sound and the tracks below the scenes, drawn for the part that is seen. Everything here is also in the
// table and in the words' panel.

import { beatsOf, sectionAt, sectionText } from "../core/beats.js";
import { columnsOf, levelFor } from "../core/peaks.js";
import { secondsOf } from "../core/time.js";
import { shortTimecode } from "../core/timecode.js";
import { tickFrames, visible } from "../core/scale.js";

export const RULER = 24;
export const SPANS = 20;
export const WAVE = 62;
export const WORDS = 22;
export const WAVE_HEIGHT = RULER + SPANS + WAVE + WORDS;
export const TRACKS_HEIGHT = 48;

/** The theme's colours as a canvas understands them. */
export function inks() {
  const style = getComputedStyle(document.documentElement);
  const of = (name) => style.getPropertyValue(name).trim();
  return {
    ground: of("--ground"), raised: of("--raised"), raised2: of("--raised-2"), line: of("--line"), strong: of("--line-strong"),
    edge: of("--edge"), text: of("--text"), text2: of("--text-2"), text3: of("--text-3"), amber: of("--amber-text"), face: of("--face"),
  };
}

/** A canvas as wide as the view, sharp on its screen; answers its context in CSS pixels. */
function sheet(canvas, width, height) {
  const ratio = window.devicePixelRatio || 1;
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  context.textBaseline = "middle";
  return context;
}

const widths = new Map();

/** How wide a text is in the font that is set; measured once. */
function wide(draw, text) {
  const key = `${draw.font}\u0000${text}`;
  if (widths.size > 20_000) widths.clear();
  if (!widths.has(key)) widths.set(key, draw.measureText(text).width);
  return widths.get(key);
}

const first = (list, from, key) => {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle][key] <= from) low = middle + 1; else high = middle;
  }
  return low;
};

/** Once the page's own face has come: what was measured before it was another one's. */
export const forgetWidths = () => widths.clear();

export function drawSound(canvas, { manifest, view, rate, peaks, ink, playing, range }) {
  const { width, zoom, left } = view;
  const draw = sheet(canvas, width, WAVE_HEIGHT);
  const [from, to] = visible(view);
  if (range) loop(draw, { range, zoom, left, ink });
  ruler(draw, { from, to, zoom, left, rate, ink });
  spans(draw, { manifest, from, to, zoom, left, width, ink });
  if (manifest.sound.song) beats(draw, { song: manifest.sound.song, from, to, zoom, left, ink });
  wave(draw, { peaks, rate, zoom, left, width, ink });
  if (manifest.sound.song) songCues(draw, { song: manifest.sound.song, from, to, zoom, left, ink });
  else cues(draw, { manifest, from, to, zoom, left, ink });
  if (manifest.sound.words.length) spoken(draw, { manifest, from, to, zoom, left, ink, playing });
  else if (manifest.sound.song) bars(draw, { song: manifest.sound.song, from, to, zoom, left, ink });
}

/** The song's grid behind its waveform: a line a beat where they do not run together, a stronger one a bar. */
function beats(draw, { song, from, to, zoom, left, ink }) {
  const [top, bottom] = [RULER + SPANS, RULER + SPANS + WAVE];
  for (const { frame, beat } of within(beatsOf(song), from, to, "frame")) {
    if (beat > 1 && zoom < 0.8) continue;
    draw.fillStyle = beat > 1 ? ink.raised2 : ink.strong;
    draw.fillRect(Math.round(frame * zoom - left), top, 1, bottom - top);
  }
}

/** The numbers of the bars, where the words of a narration would be. */
function bars(draw, { song, from, to, zoom, left, ink }) {
  draw.font = `12px ${ink.face}`;
  const y = RULER + SPANS + WAVE + WORDS / 2;
  let free = -Infinity;
  for (const { frame, bar, beat } of within(beatsOf(song), from, to, "frame")) {
    const x = frame * zoom - left;
    if (beat > 1 || x < free) continue;
    draw.fillStyle = ink.text2;
    draw.fillText(String(bar), x, y);
    free = x + wide(draw, String(bar)) + 10;
  }
}

/** The places that the film was cut at, with their names where somebody gave them one. */
function songCues(draw, { song, from, to, zoom, left, ink }) {
  const y = RULER + SPANS + WAVE;
  draw.font = `12px ${ink.face}`;
  for (const { frame, name } of within(song.cues, from, to, "frame")) {
    const x = Math.round(frame * zoom - left);
    draw.fillStyle = name ? ink.amber : ink.text2;
    draw.beginPath();
    draw.moveTo(x - 4, y);
    draw.lineTo(x + 4, y);
    draw.lineTo(x, y - 6);
    draw.fill();
    if (name) draw.fillText(name, x + 6, y - 8);
  }
}

/** Those of an ascending list that lie in [from, to], and the one before. */
function within(list, from, to, key) {
  const start = Math.max(0, first(list, from, key) - 1);
  return list.slice(start, first(list, to, key));
}

/** What is played over and over: a band on the ruler with a bar at each end. */
function loop(draw, { range, zoom, left, ink }) {
  const [a, b] = [range.from * zoom - left, range.to * zoom - left];
  draw.fillStyle = ink.raised2;
  draw.fillRect(a, 0, Math.max(2, b - a), RULER - 1);
  draw.fillStyle = ink.amber;
  draw.fillRect(a, 0, 2, RULER - 1);
  draw.fillRect(b - 2, 0, 2, RULER - 1);
  draw.fillRect(a, RULER - 3, Math.max(2, b - a), 2);
}

function ruler(draw, { from, to, zoom, left, rate, ink }) {
  const step = tickFrames(zoom, Math.round(rate.num / rate.den));
  draw.font = `11px ${ink.face}`;
  draw.fillStyle = ink.text3;
  draw.strokeStyle = ink.strong;
  draw.beginPath();
  for (let frame = Math.floor(from / step) * step; frame <= to; frame += step) {
    const x = Math.round(frame * zoom - left) + 0.5;
    draw.moveTo(x, RULER - 7);
    draw.lineTo(x, RULER);
    draw.fillText(shortTimecode(frame, rate), x + 5, RULER / 2 + 1);
  }
  draw.stroke();
}

function clip(draw, text, room) {
  if (room < 14) return "";
  if (wide(draw, text) <= room) return text;
  let length = Math.floor((room / wide(draw, text)) * text.length) - 1;
  while (length > 1 && wide(draw, `${text.slice(0, length)}…`) > room) length -= 1;
  return length > 1 ? `${text.slice(0, length)}…` : "";
}

function spans(draw, { manifest, from, to, zoom, left, width, ink }) {
  draw.font = `12px ${ink.face}`;
  for (const span of manifest.sound.spans) {
    if (span.end <= from || span.start >= to) continue;
    const [a, b] = [span.start * zoom - left, span.end * zoom - left];
    draw.fillStyle = span.kind === "line" ? ink.raised2 : ink.raised;
    draw.fillRect(a + 0.5, RULER, Math.max(1, b - a - 1), SPANS - 4);
    draw.fillStyle = span.kind === "line" ? ink.text2 : ink.text3;
    const start = Math.max(a, 0) + 6;
    const section = manifest.sound.song && sectionAt(manifest.sound.song, span.start);
    const text = clip(draw, section ? sectionText(section) : span.text || (span.role || span.kind), Math.min(b, width) - start - 6);
    if (text) draw.fillText(text, start, RULER + (SPANS - 4) / 2 + 0.5);
  }
}

function wave(draw, { peaks, rate, zoom, left, width, ink }) {
  const middle = RULER + SPANS + WAVE / 2;
  const pixels = (zoom * rate.num) / rate.den;
  const level = levelFor(peaks.filter((one) => one.pairs), pixels);
  draw.strokeStyle = ink.line;
  draw.beginPath();
  draw.moveTo(0, middle + 0.5);
  draw.lineTo(width, middle + 0.5);
  draw.stroke();
  if (!level) return;
  const columns = columnsOf(level.pairs, level.per_second, { from: secondsOf(left / zoom, rate), pixelsPerSecond: pixels, columns: Math.ceil(width) });
  const tall = WAVE / 2 - 3;
  draw.fillStyle = ink.edge;
  draw.beginPath();
  for (let x = 0; x < columns.length / 2; x += 1) {
    const high = columns[2 * x + 1] * tall;
    const low = columns[2 * x] * tall;
    draw.rect(x, middle - high, 1, Math.max(1, high - low));
  }
  draw.fill();
}

const STRONG = new Set(["pause", "downbeat", "span"]);

function cues(draw, { manifest, from, to, zoom, left, ink }) {
  const { snaps } = manifest.sound;
  const far = zoom < 1.2;
  draw.fillStyle = ink.text3;
  for (let n = first(snaps, from - 1, "frame"); n < snaps.length && snaps[n].frame <= to; n += 1) {
    if (!STRONG.has(snaps[n].kind) || far) continue;
    const x = Math.round(snaps[n].frame * zoom - left);
    draw.beginPath();
    draw.moveTo(x - 3, RULER + SPANS + WAVE);
    draw.lineTo(x + 3, RULER + SPANS + WAVE);
    draw.lineTo(x, RULER + SPANS + WAVE - 5);
    draw.fill();
  }
}

function spoken(draw, { manifest, from, to, zoom, left, ink, playing }) {
  const { words } = manifest.sound;
  draw.font = `12px ${ink.face}`;
  const y = RULER + SPANS + WAVE + WORDS / 2;
  const fitting = [];
  let free = -Infinity;
  let seen = 0;
  for (let n = Math.max(0, first(words, from, "frame") - 1); n < words.length && words[n].frame <= to; n += 1) {
    const x = words[n].frame * zoom - left;
    const next = n + 1 < words.length ? words[n + 1].frame * zoom - left : Infinity;
    const room = wide(draw, words[n].text) + 4;
    seen += 1;
    if (n !== playing && (x < free || room > next - x)) continue;
    fitting.push([n, x]);
    free = x + room;
  }
  const few = fitting.length < seen / 2; // single words would say nothing
  for (const [n, x] of fitting) {
    if (few && n !== playing) continue;
    draw.fillStyle = n === playing ? ink.amber : ink.text2;
    draw.fillText(words[n].text, x, y);
  }
}

export function drawTracks(canvas, { manifest, view, ink }) {
  const { width, zoom, left } = view;
  const draw = sheet(canvas, width, manifest.sound.song ? TRACKS_HEIGHT / 2 : TRACKS_HEIGHT);
  const [from, to] = visible(view);
  draw.font = `12px ${ink.face}`;
  for (const caption of manifest.captions) {
    if (caption.end <= from || caption.start >= to) continue;
    const a = caption.start * zoom - left;
    const b = caption.end * zoom - left;
    draw.fillStyle = ink.raised2;
    draw.fillRect(a + 0.5, 2, Math.max(1, b - a - 1), 19);
    draw.fillStyle = ink.text2;
    const text = clip(draw, caption.text.replaceAll("\n", " "), b - Math.max(a, 0) - 10);
    if (text) draw.fillText(text, Math.max(a, 0) + 5, 12);
  }
  if (manifest.sound.song) return; // a song has no score
  draw.fillStyle = ink.raised;
  draw.fillRect(0, 25, width, 19);
  for (const scene of manifest.scenes) {
    if (scene.end <= from || scene.start >= to || !scene.score_db) continue;
    draw.fillStyle = ink.raised2;
    draw.fillRect(scene.start * zoom - left, 25, (scene.end - scene.start) * zoom, 19);
    draw.fillStyle = ink.text2;
    const text = clip(draw, `${scene.score_db > 0 ? "+" : "−"}${Math.abs(scene.score_db)} dB`, (scene.end - scene.start) * zoom - 8);
    if (text) draw.fillText(text, scene.start * zoom - left + 5, 35);
  }
  draw.fillStyle = ink.text3;
  const made = manifest.sound.scores?.length;
  draw.fillText(made ? `Score${made > 1 ? `, ${made} takes` : ""}` : "No score", 6, 35);
}
