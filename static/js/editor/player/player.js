// Which player shows the film, and the shuttle above it: play, faster, backwards, one frame.

import { frameShown } from "../core/time.js";
import { fetchBytes } from "./files.js";
import { MsePreview, Source } from "./mse.js";
import { RenderedPreview } from "./rendered.js";

const STEPS_A_SECOND = 12;
const FASTEST = 4;

export class Player extends EventTarget {
  #backwards = null;

  constructor(element, options) {
    super();
    this.element = element;
    this.options = options;
    this.engine = null;
    this.kind = "none";
    const loop = () => {
      this.#tell("frame");
      if (this.playing) requestAnimationFrame(loop);
    };
    element.addEventListener("play", () => { this.#tell("state"); requestAnimationFrame(loop); });
    for (const name of ["pause", "ended"]) element.addEventListener(name, () => { this.#tell("state"); this.#tell("frame"); });
    for (const name of ["seeked", "seeking", "timeupdate"]) element.addEventListener(name, () => this.#tell("frame"));
    if (element.requestVideoFrameCallback) this.#watch(); else this.addEventListener("frame", () => this.#shown(this.frame));
  }

  /** "shown" tells which frame of the film is on screen now: what is laid over the picture goes by it. */
  #watch() {
    this.element.requestVideoFrameCallback((_, { mediaTime }) => {
      if (this.engine?.rate) this.#shown(frameShown(mediaTime, this.engine.rate));
      this.#watch();
    });
  }

  #shown(frame) { this.#tell("shown", frame); }

  /** "live" shows the cut as it is, "render" the last film, "none" neither. */
  async load(manifest) {
    this.engine?.close();
    this.engine = null;
    const live = Source() && manifest.scenes.some((scene) => manifest.takes[scene.take]?.proxy);
    const choices = [...(live ? [["live", MsePreview]] : []), ...(manifest.render ? [["render", RenderedPreview]] : [])];
    this.kind = "none";
    for (const [kind, Engine] of choices) {
      const engine = new Engine(this.element, this.options);
      try {
        engine.addEventListener("problem", (event) => this.#tell("problem", event.detail));
        this.engine = engine;
        await engine.load(manifest);
        this.kind = kind;
        break;
      } catch (error) {
        this.engine = null;
        this.#tell("problem", { what: "preview", error });
      }
    }
    this.#tell("kind");
  }

  async update(manifest) {
    const ready = manifest.scenes.some((scene) => manifest.takes[scene.take]?.proxy);
    if (this.kind === "none" || (this.kind === "render" && ready && Source())) return this.load(manifest);
    return this.engine.update(manifest);
  }

  /** The files that the cut is played from; null where it is not played live. */
  get files() { return (this.kind === "live" && this.engine?.proxies) || null; }

  /** A proxy whole, from memory where it is there. Rejects when it cannot be had. */
  async bytes(url) { return this.files ? (await this.files.get(url)).bytes : fetchBytes(url); }

  get frame() { return this.engine ? this.engine.frame : 0; }
  get playing() { return Boolean(this.engine?.playing) || this.#backwards !== null; }
  settled() { return this.engine?.settled() ?? Promise.resolve(); }

  seek(frame) {
    this.#stopBackwards();
    this.engine?.seek(frame);
  }

  /** Whether it plays on, not backwards. */
  get forward() { return Boolean(this.engine?.playing); }

  /** To a frame without a stop: play goes on there. */
  jump(frame) { this.engine?.seek(frame); }

  play(speed = 1) {
    this.#stopBackwards();
    return this.engine?.play(speed)?.catch(() => this.#tell("state"));
  }

  pause() {
    this.#stopBackwards();
    this.engine?.pause();
  }

  toggle() { if (this.playing) this.pause(); else this.play(); }

  /** L: on, and faster each time. */
  on() { this.play(this.engine?.playing ? Math.min(FASTEST, this.element.playbackRate * 2) : 1); }

  /** J: no browser plays backwards, so the film is stepped. */
  back() {
    const faster = this.#backwards ? Math.min(FASTEST, this.#backwards.speed * 2) : 1;
    this.pause();
    const step = Math.max(1, Math.round((faster * 24) / STEPS_A_SECOND));
    const timer = setInterval(() => {
      const next = this.engine.frame - step;
      this.engine.seek(next);
      if (next <= 0) this.pause();
    }, 1000 / STEPS_A_SECOND);
    this.#backwards = { timer, speed: faster };
    this.#tell("state");
  }

  step(frames) {
    if (this.playing) this.pause();
    this.seek(this.frame + frames);
  }

  #stopBackwards() {
    if (!this.#backwards) return;
    clearInterval(this.#backwards.timer);
    this.#backwards = null;
    this.#tell("state");
  }

  #tell(name, detail = null) { this.dispatchEvent(new CustomEvent(name, { detail })); }
}
