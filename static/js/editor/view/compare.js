// Two takes of a scene side by side, in step: the left one is the clock.

import { middleOf, parseRate } from "../core/time.js";
import { $, el, setText } from "./dom.js";

export class Compare {
  constructor(use) {
    this.use = use;
    $("two-play").addEventListener("click", () => this.#toggle());
    $("two-back").addEventListener("click", () => this.#step(-1));
    $("two-on").addEventListener("click", () => this.#step(1));
    $("d-compare").addEventListener("close", () => { for (const video of this.videos) video.pause(); $("two").replaceChildren(); });
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

  #show(pair) {
    this.pair = pair;
    $("two").replaceChildren(...pair.map((id, n) => this.#side(id, n)));
    this.videos = [...$("two").querySelectorAll("video")];
    this.videos[0]?.addEventListener("timeupdate", () => this.#follow());
    for (const name of ["play", "pause"]) this.videos[0]?.addEventListener(name, () => setText($("two-play").querySelector("span"), this.videos[0].paused ? "Play both" : "Pause"));
    $("two-play").disabled = $("two-back").disabled = $("two-on").disabled = !this.videos.length;
  }

  #side(id, n) {
    const take = this.manifest.takes[id];
    const select = el("select", { "aria-label": n ? "Take on the right" : "Take on the left" }, ...this.own.map((one) => el("option", { value: one, ...(one === id ? { selected: "" } : {}) }, `Take ${this.manifest.takes[one].number}, ${this.manifest.takes[one].kind === "clip" ? "clip" : "still"}`)));
    select.addEventListener("change", () => this.#show(n ? [this.pair[0], select.value] : [select.value, this.pair[1]]));
    const picture = take.proxy ? el("video", { src: take.proxy, muted: "", playsinline: "", loop: "", preload: "auto", "aria-label": `Take ${take.number}` }) : el("img", { src: take.thumb ?? "", alt: `Take ${take.number}` });
    if (picture.tagName === "VIDEO") picture.muted = true;
    const shown = id === this.scene.take;
    return el("section", { class: "side stack" }, picture, el("div", { class: "with" }, select,
      el("button", { class: "button small", disabled: shown || !this.manifest.can_edit || this.scene.locked, onclick: () => { $("d-compare").close(); this.use(this.scene.id, id); } }, shown ? "On screen" : "Use this one")),
    take.prompt ? el("p", { class: "small dim", dir: "auto" }, take.prompt) : null);
  }

  #follow() {
    const [lead, ...rest] = this.videos;
    const apart = (1.5 * this.rate.den) / this.rate.num;
    for (const video of rest) {
      const wanted = lead.currentTime % (video.duration || Infinity);
      if (Math.abs(video.currentTime - wanted) > apart) video.currentTime = wanted;
    }
  }

  #toggle() {
    if (!this.videos[0].paused) { this.videos.forEach((video) => video.pause()); this.#step(0); return; }
    this.#follow();
    this.videos.forEach((video) => video.play().catch(() => {}));
  }

  #step(frames) {
    this.videos.forEach((video) => video.pause());
    const frame = Math.max(0, Math.floor((this.videos[0].currentTime * this.rate.num) / this.rate.den + 1e-4) + frames);
    for (const video of this.videos) video.currentTime = Math.min(middleOf(frame, this.rate), video.duration || Infinity);
  }
}
