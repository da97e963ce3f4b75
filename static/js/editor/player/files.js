// Proxies as they are needed: fetched once, indexed once, and let go of when there are too many.

import { codecOf, descriptionOf, headOf, pictures } from "../core/mp4.js";
import { nameOf } from "../core/reel.js";

const MOST_BYTES = 192 * 2 ** 20;
/** What is kept in memory beside what the player holds. */

export class Proxies {
  #kept = new Map();
  #coming = new Map();
  #bytes = 0;
  #heads = [];

  constructor(timescale, load = fetchBytes) {
    this.timescale = timescale;
    this.load = load;
  }

  /** The proxy if it is here already. */
  has(url) { return this.#kept.get(nameOf(url)) ?? null; }

  /** {bytes, samples, head, codec, description}. Rejects when the file cannot be had or read. */
  async get(url) {
    const name = nameOf(url);
    const known = this.#kept.get(name);
    if (known) {
      this.#kept.delete(name);
      this.#kept.set(name, known); // the latest used is the last to go
      return known;
    }
    if (!this.#coming.has(name)) this.#coming.set(name, this.#fetch(url, name).finally(() => this.#coming.delete(name)));
    return this.#coming.get(name);
  }

  /** Files of one encoder have one head: told once, it need not be appended again between them. */
  #headOf(init) {
    const head = headOf(init, this.timescale);
    const known = this.#heads.find((one) => one.length === head.length && one.every((byte, n) => byte === head[n]));
    if (!known) this.#heads.push(head);
    return known ?? head;
  }

  async #fetch(url, name) {
    const bytes = await this.load(url);
    const { init, samples } = pictures(bytes);
    const proxy = { bytes, samples, head: this.#headOf(init), codec: codecOf(init), description: descriptionOf(init) };
    this.#kept.set(name, proxy);
    this.#bytes += bytes.length;
    for (const [old, file] of this.#kept) {
      if (this.#bytes <= MOST_BYTES || old === name) break;
      this.#kept.delete(old);
      this.#bytes -= file.bytes.length;
    }
    return proxy;
  }
}

export async function fetchBytes(url) {
  const answer = await fetch(url, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(`${answer.status} for a preview file`);
  return new Uint8Array(await answer.arrayBuffer());
}
