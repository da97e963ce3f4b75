// Dissolves in the preview: both pictures of a frame laid over the player, mixed by the render's own shares. The
// player goes on underneath; where a picture is not here yet, or nothing can decode it, its cut is seen.

import { layersAt, overlap, soonMixed } from "../core/mix.js";
import { nameOf, showing } from "../core/reel.js";
import { cropOf } from "../core/framing.js";
import { canDecode, Pictures } from "./pictures.js";

export class Mixer {
  #frame = 0;
  #scenes = new Map();
  #asked = new Set();

  /** `files` answers the player's proxies, or null while it has none. */
  constructor(canvas, files) {
    this.canvas = canvas;
    this.files = files;
    this.able = canDecode();
    this.pictures = new Pictures(() => this.#draw());
  }

  /** The cut, and the shape [across, down] that it is shown in; seen with the next `frame`. */
  show(manifest, shape) {
    this.manifest = manifest;
    this.shape = shape;
    this.#scenes.clear();
    this.#asked.clear();
  }

  /** What the player shows now. */
  frame(frame) {
    this.#frame = frame;
    if (!this.able || !this.manifest || !this.files()) { this.canvas.hidden = true; return; }
    const soon = soonMixed(this.manifest.scenes, frame);
    if (soon.length) this.#want(soon);
    this.#draw();
  }

  settled() { return this.pictures.settled(); }

  /** Both pictures of a frame, or what is missing of them as null. */
  #layers(frame) {
    return layersAt(this.manifest.scenes, frame).map((layer) => ({ ...layer, picture: this.#picture(layer.index, frame) }));
  }

  /** {key, proxy, picture} of a scene at a frame; "black" where it shows nothing, null where its file is not here. */
  #picture(index, frame) {
    if (!this.#scenes.has(index)) this.#scenes.set(index, showing(this.manifest, index));
    const shown = this.#scenes.get(index);
    if (!shown) return this.manifest.scenes[index].kind === "black" ? "black" : null;
    const proxy = this.files().has(shown.url);
    if (!proxy) { this.#ask(shown.url); return null; }
    const picture = shown.at(frame);
    return { key: `${nameOf(shown.url)}#${picture}`, proxy, picture };
  }

  /** A file that the player has not needed yet; asked for once after each edit. */
  #ask(url) {
    if (this.#asked.has(url)) return;
    this.#asked.add(url);
    this.files().get(url).then(() => this.frame(this.#frame), () => {});
  }

  #want(frames) {
    const wanted = frames.flatMap((frame) => this.#layers(frame)).map((layer) => layer.picture).filter((picture) => picture?.key);
    this.pictures.want(wanted);
  }

  #draw() {
    const { scenes } = this.manifest;
    const layers = this.#layers(this.#frame);
    const here = layers.at(-1).index;
    const mixes = layers.length > 1 && overlap(scenes, here)?.kind === "dissolve";
    const bitmaps = mixes ? layers.map(({ picture }) => (picture === "black" ? "black" : picture && this.pictures.get(picture.key))) : [];
    const ready = mixes && bitmaps.every(Boolean);
    this.canvas.hidden = !ready;
    if (ready) this.#mix(layers, bitmaps);
  }

  #mix(layers, bitmaps) {
    const size = bitmaps.find((one) => one !== "black");
    if (!size) { this.canvas.hidden = true; return; }
    const shown = cropOf([size.width, size.height], this.shape, [500, 500]);
    const [width, height] = [Math.round(shown.width), Math.round(shown.height)];
    if (this.canvas.width !== width || this.canvas.height !== height) Object.assign(this.canvas, { width, height });
    const draw = this.canvas.getContext("2d", { alpha: false });
    layers.forEach(({ index, num, den }, n) => {
      draw.globalAlpha = n ? num / den : 1;
      const bitmap = bitmaps[n];
      if (bitmap === "black") { draw.fillStyle = "black"; draw.fillRect(0, 0, width, height); return; }
      const crop = cropOf([bitmap.width, bitmap.height], this.shape, this.manifest.scenes[index].focus ?? [500, 500]);
      draw.drawImage(bitmap, crop.x, crop.y, crop.width, crop.height, 0, 0, width, height);
    });
  }
}
