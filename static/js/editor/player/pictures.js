// Single pictures of proxies, decoded beside the player: every one is a key frame, so any can be had by itself.
// What is wanted now comes first, a few at a time; what was used longest ago is let go.

const MOST_KEPT = 64;
const MOST_AT_ONCE = 8;

export const canDecode = () => "VideoDecoder" in globalThis && "createImageBitmap" in globalThis;

export class Pictures {
  #kept = new Map();
  #wanted = [];
  #running = null;
  #decoder = null;
  #description = null;
  #sink = null;
  #bad = new Set();

  /** `arrived` is called when some of what was wanted is here. */
  constructor(arrived) { this.arrived = arrived; }

  /** An ImageBitmap, or null while it is not here. */
  get(key) {
    const known = this.#kept.get(key) ?? null;
    if (known) { this.#kept.delete(key); this.#kept.set(key, known); }
    return known;
  }

  /** [{key, proxy, picture}], the most urgent first, instead of what was wanted before. */
  want(list) {
    this.#wanted = list.slice(0, MOST_KEPT);
    this.#running ??= this.#work().finally(() => { this.#running = null; if (this.#missing().length) this.want(this.#wanted); });
  }

  /** Once everything wanted is here, or cannot be had. */
  async settled() { while (this.#running) await this.#running; }

  close() {
    this.#wanted = [];
    for (const bitmap of this.#kept.values()) bitmap.close();
    this.#kept.clear();
    if (this.#decoder && this.#decoder.state !== "closed") this.#decoder.close();
    this.#decoder = null;
  }

  #missing() { return this.#wanted.filter(({ key }) => !this.#kept.has(key) && !this.#bad.has(key)); }

  async #work() {
    for (;;) {
      const missing = this.#missing();
      if (!missing.length) return;
      const batch = missing.filter(({ proxy }) => proxy === missing[0].proxy).slice(0, MOST_AT_ONCE);
      try {
        await this.#decode(batch);
      } catch (error) {
        for (const { key } of batch) this.#bad.add(key); // the cut is shown instead
        console.warn("preview: a dissolve", String(error));
      }
      this.arrived();
    }
  }

  async #decode(batch) {
    const frames = new Map();
    this.#sink = (frame) => frames.set(frame.timestamp, frame);
    const { proxy } = batch[0];
    const decoder = this.#open(proxy);
    batch.forEach(({ picture }, n) => {
      const [offset, size] = proxy.samples[Math.min(picture, proxy.samples.length - 1)];
      decoder.decode(new EncodedVideoChunk({ type: "key", timestamp: n, data: proxy.bytes.subarray(offset, offset + size) }));
    });
    await decoder.flush();
    for (const [n, { key }] of batch.entries()) {
      const frame = frames.get(n);
      if (!frame) { this.#bad.add(key); continue; }
      const bitmap = await createImageBitmap(frame);
      frame.close();
      this.#keep(key, bitmap);
    }
  }

  #open({ codec, description }) {
    if (!this.#decoder || this.#decoder.state === "closed") {
      this.#decoder = new VideoDecoder({ output: (frame) => this.#sink(frame), error: () => { this.#description = null; } });
      this.#description = null;
    }
    const same = this.#description?.length === description.length && this.#description.every((byte, n) => byte === description[n]);
    if (!same) {
      this.#decoder.configure({ codec, description, optimizeForLatency: true });
      this.#description = description;
    }
    return this.#decoder;
  }

  #keep(key, bitmap) {
    this.#kept.set(key, bitmap);
    for (const [old, one] of this.#kept) {
      if (this.#kept.size <= MOST_KEPT) break;
      one.close();
      this.#kept.delete(old);
    }
  }
}
