// Two takes of a scene side by side, in step: the left one is the clock, and the right one is held to it at every
// frame that is shown.

import { beside, pace } from "../core/pace.js";
import { middleOf, parseRate } from "../core/time.js";
import { $, el, setText } from "./dom.js";

export class Compare {
  #addresses = [];

  /** `use` is called with a scene and the take that was chosen for it; `load` answers the bytes of a proxy. */
  constructor(use, load) {
    this.use = use;
    this.load = load;
    $("two-play").addEventListener("click", () => this.#toggle());
    $("two-back").addEventListener("click", () => this.#step(-1));
    $("two-on").addEventListener("click", () => this.#step(1));
    $("d-compare").addEventListener("close", () => { this.#clear(); $("two").replaceChildren(); });
    this.videos = [];
  }

  open(manifest, scene) {
    this.rate = parseRate(manifest.rate);
    const own = scene.takes.filter((id) => manifest.takes[id]);
    const other = own.find((id) => id !== scene.take && manifest.takes[id].kind === manifest.takes[scene.take]?.kind) ?? own.find((id) => id !== scene.take);
    this.manifest = manifest;
    this.scene = scene;
    this.own = own;
    this.#show([scene.take && own.includes(scene.take) ? scene.take : own[0], other ?? own[1]]);
    $("d-compare").showModal();
  }

  #clear() {
    for (const video of this.videos) video.pause();
    this.videos = [];
    for (const address of this.#addresses.splice(0)) URL.revokeObjectURL(address);
  }

  #show(pair) {
    this.#clear();
    this.pair = pair;
    $("two").replaceChildren(...pair.map((id, n) => this.#side(id, n)));
    this.videos = [...$("two").querySelectorAll("video")];
    this.#watch(this.videos[0]);
    for (const name of ["play", "pause"]) this.videos[0]?.addEventListener(name, () => setText($("two-play").querySelector("span"), this.videos[0].paused ? "Play both" : "Pause"));
    $("two-play").disabled = $("two-back").disabled = $("two-on").disabled = !this.videos.length;
  }

  #side(id, n) {
    const take = this.manifest.takes[id];
    const select = el("select", { "aria-label": n ? "Take on the right" : "Take on the left" }, ...this.own.map((one) => el("option", { value: one, ...(one === id ? { selected: "" } : {}) }, `Take ${this.manifest.takes[one].number}, ${this.manifest.takes[one].kind === "clip" ? "clip" : "still"}`)));
    select.addEventListener("change", () => this.#show(n ? [this.pair[0], select.value] : [select.value, this.pair[1]]));
    const picture = take.proxy ? el("video", { muted: "", playsinline: "", loop: n ? null : "", preload: "auto", "aria-label": `Take ${take.number}` }) : el("img", { src: take.thumb ?? "", alt: `Take ${take.number}` });
    if (take.proxy) { picture.muted = true; this.#fill(picture, take.proxy); }
    const shown = id === this.scene.take;
    return el("section", { class: "side stack" }, picture, el("div", { class: "with" }, select,
      el("button", { class: "button small", disabled: shown || !this.manifest.can_edit || this.scene.locked, onclick: () => { $("d-compare").close(); this.use(this.scene.id, id); } }, shown ? "On screen" : "Use this one")),
    take.prompt ? el("p", { class: "small dim", dir: "auto" }, take.prompt) : null);
  }

  /** From memory, where the preview has it already: every frame of it can be had at once. */
  async #fill(video, url) {
    try {
      const address = URL.createObjectURL(new Blob([await this.load(url)], { type: "video/mp4" }));
      if (this.videos.includes(video)) { this.#addresses.push(address); video.src = address; } else URL.revokeObjectURL(address);
    } catch { video.src = url; }
  }

  get frame() { return this.rate.den / this.rate.num; }

  /** At every frame that the lead shows; where no browser tells of those, four times a second. */
  #watch(lead) {
    if (!lead) return;
    if (!lead.requestVideoFrameCallback) { lead.addEventListener("timeupdate", () => this.#follow()); return; }
    const next = () => lead.requestVideoFrameCallback(() => { if (this.videos[0] === lead) { this.#follow(); next(); } });
    next();
  }

  /** Holds the others to the lead: a little faster or slower while it plays, exactly where it stands. */
  #follow() {
    const [lead, ...rest] = this.videos;
    for (const video of rest) {
      const wanted = beside(lead.currentTime, video.duration, this.frame);
      const waits = wanted < lead.currentTime; // it is over: its last frame stands
      const { jump, rate } = lead.paused || waits || video.ended ? { jump: Math.abs(wanted - video.currentTime) > this.frame / 2 } : pace(wanted - video.currentTime, this.frame);
      if (jump && !video.seeking) video.currentTime = wanted;
      if (rate) video.playbackRate = rate;
      if (!lead.paused && !waits && video.paused) video.play().catch(() => {});
    }
  }

  /** Both from the same frame, once both have it. */
  async #toggle() {
    const [lead] = this.videos;
    if (!lead.paused) { this.#step(0); return; }
    this.#step(0);
    await Promise.all(this.videos.map((video) => ready(video)));
    if (this.videos[0] !== lead) return;
    this.videos.forEach((video) => { video.playbackRate = 1; video.play().catch(() => {}); });
  }

  /** So many frames on from the lead's, with both standing still. */
  #step(frames) {
    this.videos.forEach((video) => video.pause());
    const now = Math.floor(this.videos[0].currentTime / this.frame + 1e-4);
    for (const video of this.videos) video.currentTime = beside(middleOf(Math.max(0, now + frames), this.rate), video.duration, this.frame);
  }
}

/** Once a video shows the frame it was sent to, and has what comes next. */
function ready(video) {
  if (!video.seeking && video.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA) return Promise.resolve();
  return new Promise((done) => {
    const look = () => {
      if (video.seeking || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return;
      for (const name of ["seeked", "canplay", "error"]) video.removeEventListener(name, look);
      done();
    };
    for (const name of ["seeked", "canplay"]) video.addEventListener(name, look);
    video.addEventListener("error", () => done(), { once: true });
  });
}
