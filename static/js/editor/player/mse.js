// The cut as it is now, played by the browser's own clock: one video element, the pictures of the takes put on
// the film's frame grid, the sound in the same source. An edit appends the frames that changed and no others.
//
// Every frame of the film is a picture of its own with an exact time in the film's clock, so in-points, speeds
// and freezes need no seeking and leave no gap; a picture appended over another replaces it.

import { fragment, soundParts } from "../core/mp4.js";
import { differences, emptyReel, nameOf, nearestFirst, parted, record, reelOf } from "../core/reel.js";
import { frameShown, middleOf, parseRate, secondsOf } from "../core/time.js";
import { Buffer } from "./buffer.js";
import { Proxies, fetchBytes } from "./files.js";

const REACH_SECONDS = 60;
const SOON_SECONDS = 2;
const MOST_AT_ONCE = 4;
const SLACK_SECONDS = 0.002;
/** An append window exactly on a frame would lose it to rounding. */
const SOUND = 'audio/mp4; codecs="mp4a.40.2"';

export const Source = () => globalThis.ManagedMediaSource ?? globalThis.MediaSource ?? null;

export class MsePreview extends EventTarget {
  #reel = null;
  #have = null;
  #video = null;
  #audio = null;
  #parts = null;
  #sounding = new Set();
  #head = null;
  #sequence = 1;
  #running = null;
  #again = false;
  #failed = new Set();
  #coming = new Map();
  #stale = false;
  #closed = false;

  constructor(element, { black, load = fetchBytes } = {}) {
    super();
    this.element = element;
    this.black = black;
    this.load_ = load;
    element.disableRemotePlayback = true; // what a managed source asks for
    element.addEventListener("seeking", () => this.#fill());
    element.addEventListener("timeupdate", () => this.#fill());
  }

  /** Show a film from its beginning. Rejects where the browser cannot. */
  async load(manifest) {
    this.rate = parseRate(manifest.rate);
    this.frames = manifest.frames;
    this.proxies = new Proxies(this.rate.num, this.load_);
    this.#have = emptyReel(manifest.frames);
    this.#reel = reelOf(manifest);
    const first = await this.proxies.get(this.#reel.urls.find(Boolean) ?? this.black);
    const Kind = Source();
    const type = `video/mp4; codecs="${first.codec}"`;
    if (!Kind?.isTypeSupported(type)) throw new Error(`this browser does not play ${type}`);
    this.media = new Kind();
    const opened = new Promise((done) => this.media.addEventListener("sourceopen", done, { once: true }));
    this.element.src = URL.createObjectURL(this.media);
    await opened;
    URL.revokeObjectURL(this.element.src);
    this.#video = new Buffer(this.media, type);
    if (manifest.sound?.url) this.#audio = new Buffer(this.media, SOUND);
    this.media.duration = secondsOf(this.frames, this.rate);
    this.sound = manifest.sound?.url ?? null;
    if (this.sound) this.#loadSound(this.sound);
    await this.#fill();
  }

  /** After an edit: what differs is appended, and shown at once. A film of another length or sound starts anew. */
  async update(manifest) {
    if (manifest.frames !== this.frames || (manifest.sound?.url ?? null)?.split("?")[0] !== this.sound?.split("?")[0]) {
      const frame = this.frame;
      this.#reset();
      await this.load(manifest);
      this.seek(Math.min(frame, this.frames - 1));
      return;
    }
    this.#reel = reelOf(manifest);
    this.#failed.clear();
    const here = this.frame;
    this.#stale = differences(this.#have, this.#reel, here, here + 1).length > 0;
    await this.#fill();
  }

  get frame() { return Math.min(this.frames - 1, Math.max(0, frameShown(this.element.currentTime, this.rate))); }
  get playing() { return !this.element.paused; }

  seek(frame) {
    const wanted = Math.min(this.frames - 1, Math.max(0, Math.round(frame)));
    this.element.currentTime = middleOf(wanted, this.rate);
  }

  play(speed = 1) {
    if (this.frame >= this.frames - 1) this.seek(0);
    this.element.playbackRate = speed;
    return this.element.play();
  }

  pause() {
    this.element.pause();
    this.seek(this.frame); // from between two frames to the middle of the one that is seen
  }

  /** Once everything near the playhead has been appended. */
  async settled() {
    while (this.#running || this.#coming.size) await (this.#running ?? Promise.all(this.#coming.values()));
  }

  close() {
    this.#closed = true;
    this.#reset();
  }

  #reset() {
    this.#video = this.#audio = this.#parts = this.#head = null;
    this.#sounding.clear();
    this.element.removeAttribute("src");
  }

  #near(seconds = REACH_SECONDS) {
    const reach = Math.round((seconds * this.rate.num) / this.rate.den);
    return [Math.max(0, this.frame - reach), Math.min(this.frames, this.frame + reach)];
  }

  async #loadSound(url) {
    try {
      const parts = soundParts(await this.load_(url));
      if (this.sound !== url || !this.#audio) return;
      await this.#audio.append(parts.init);
      this.#parts = parts.parts;
      this.#sounding.clear();
      this.#fill();
    } catch (error) { this.#tell("problem", { what: "sound", error }); }
  }

  /** One filling at a time; asked again while it runs, it looks once more. */
  #fill() {
    if (this.#running) { this.#again = true; return this.#running; }
    this.#running = this.#work().finally(() => { this.#running = null; });
    return this.#running;
  }

  async #work() {
    do {
      this.#again = false;
      const runs = nearestFirst(parted(differences(this.#have, this.#reel, ...this.#near()), this.frame), this.frame);
      const soon = Math.round((SOON_SECONDS * this.rate.num) / this.rate.den);
      const far = runs.findIndex((run) => run.start > this.frame + soon || run.end < this.frame - soon);
      const first = far < 0 ? runs : runs.slice(0, far);
      const missing = new Set();
      await this.#appendRuns(first, missing); // what is looked at, then what is heard, then the rest
      if (!this.#again) await this.#appendSound();
      if (!this.#again) await this.#appendRuns(runs.slice(first.length), missing);
      this.#fetch(missing);
    } while (this.#again && this.#video && !this.#closed);
    this.#end();
  }

  /** Until an edit or a seek has changed what is nearest. */
  async #appendRuns(runs, missing) {
    for (const run of runs) {
      if (this.#again || !this.#video || this.#closed) return;
      const url = this.#urlOf(run);
      const proxy = this.proxies.has(url);
      if (proxy) await this.#appendRun(run, this.#reel, proxy);
      else missing.add(url);
    }
  }

  #urlOf(run) {
    const url = this.#reel.urls[this.#reel.proxy[run.start]];
    return url && !this.#failed.has(nameOf(url)) ? url : this.black;
  }

  /** A few files at a time, the nearest first; each is appended when it is here. */
  #fetch(urls) {
    for (const url of urls) {
      if (this.#coming.size >= MOST_AT_ONCE) return;
      const name = nameOf(url);
      if (this.#coming.has(name)) continue;
      const got = this.proxies.get(url).catch((error) => {
        this.#failed.add(name);
        this.#tell("problem", { what: "picture", url, error });
      });
      this.#coming.set(name, got.then(() => { this.#coming.delete(name); if (!this.#closed) this.#fill(); }));
    }
  }

  async #appendRun(run, reel, proxy) {
    const last = proxy.samples.length - 1;
    const chosen = [];
    for (let frame = run.start; frame < run.end; frame += 1) chosen.push(proxy.samples[Math.min(reel.picture[frame], last)]);
    const { num, den } = this.rate;
    const bytes = fragment(proxy.bytes, chosen, { start: run.start * den, duration: den, sequence: this.#sequence++ });
    try {
      if (this.#head !== proxy.head) {
        await this.#video.reset();
        await this.#video.append(proxy.head);
        this.#head = proxy.head;
      }
      const window = this.#video.window(Math.max(0, (run.start * den) / num - SLACK_SECONDS), (run.end * den) / num + SLACK_SECONDS);
      await Promise.all([window, this.#video.append(bytes)]);
      record(this.#have, reel, run.start, run.end);
      if (this.#stale && reel === this.#reel && run.start <= this.frame && this.frame < run.end) this.#redraw();
      this.#tell("appended", run);
    } catch (error) {
      if (error.name !== "QuotaExceededError") { this.#tell("problem", { what: "picture", frame: run.start, error }); throw error; }
      await this.#makeRoom();
    }
  }

  /** Let go of what is furthest from the playhead. */
  async #makeRoom() {
    const [from, to] = this.#near(REACH_SECONDS / 3);
    const behind = from > 0 && this.#have.proxy.subarray(0, from).some((known) => known >= 0);
    const [first, last] = behind ? [0, from] : [to, this.frames];
    if (last <= first) return;
    await this.#video.remove(secondsOf(first, this.rate), secondsOf(last, this.rate));
    record(this.#have, null, first, last);
  }

  async #appendSound() {
    if (!this.#parts) return;
    const [from, to] = this.#near().map((frame) => secondsOf(frame, this.rate));
    for (const [n, part] of this.#parts.entries()) {
      if (this.#again) return;
      const next = this.#parts[n + 1]?.start ?? Infinity;
      if (this.#sounding.has(n) || next < from || part.start > to || !this.#audio) continue;
      try {
        await this.#audio.append(part.bytes);
        this.#sounding.add(n);
      } catch (error) {
        if (error.name !== "QuotaExceededError" || from <= 1) { this.#tell("problem", { what: "sound", error }); return; }
        await this.#audio.remove(0, from - 1);
        this.#sounding.forEach((m) => { if ((this.#parts[m + 1]?.start ?? Infinity) < from) this.#sounding.delete(m); });
        return;
      }
    }
  }

  /** "ended" fires only when the source says that nothing more will come; an append opens it again. */
  #end() {
    if (this.#audio && !this.#parts) return; // a source that ends before its sound has a head fails for good
    const whole = this.#have && this.#have.proxy[this.frames - 1] >= 0;
    if (whole && this.media?.readyState === "open") {
      try { this.media.endOfStream(); } catch { /* still updating: the next filling ends it */ }
    }
  }

  /** A player shows the picture it has decoded; asked for the same place again it decodes what is new. */
  #redraw() {
    this.#stale = false;
    this.seek(this.frame);
  }

  #tell(name, detail) { this.dispatchEvent(new CustomEvent(name, { detail })); }
}
