// The last render, for browsers without Media Source and films without proxies: the same calls, an older cut.

import { frameShown, middleOf, parseRate } from "../core/time.js";

export class RenderedPreview extends EventTarget {
  constructor(element) {
    super();
    this.element = element;
  }

  async load(manifest) {
    this.rate = parseRate(manifest.rate);
    this.frames = manifest.frames;
    this.url = manifest.render?.url ?? null;
    if (!this.url) throw new Error("there is no render yet");
    this.element.src = this.url;
  }

  async update(manifest) {
    if (manifest.render?.url && manifest.render.url.split("?")[0] !== this.url?.split("?")[0]) {
      const frame = this.frame;
      await this.load(manifest);
      this.seek(frame);
    }
    this.frames = manifest.frames;
  }

  get frame() { return Math.min(this.frames - 1, Math.max(0, frameShown(this.element.currentTime, this.rate))); }
  get playing() { return !this.element.paused; }

  seek(frame) { this.element.currentTime = middleOf(Math.min(this.frames - 1, Math.max(0, Math.round(frame))), this.rate); }

  play(speed = 1) {
    this.element.playbackRate = speed;
    return this.element.play();
  }

  pause() {
    this.element.pause();
    this.seek(this.frame);
  }

  async settled() {}
  close() { this.element.removeAttribute("src"); }
}
