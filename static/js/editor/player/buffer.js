// A SourceBuffer that is told one thing after another.

export class Buffer {
  #source;
  #media;
  #last = Promise.resolve();

  constructor(media, type) {
    this.#media = media;
    this.#source = media.addSourceBuffer(type);
  }

  get ranges() { return this.#source.buffered; }

  /** Rejects with QuotaExceededError when the browser holds as much as it will. */
  append(bytes) { return this.#do(() => this.#source.appendBuffer(bytes)); }

  remove(from, to) { return this.#do(() => this.#source.remove(from, to)); }

  /** Start afresh after an error or between files. */
  reset() {
    return this.#do(() => {
      if (this.#media.readyState === "open") this.#source.abort(); // one that has ended is opened by the next append
      this.#source.appendWindowStart = 0; // first, or a window of before could refuse the new end
      this.#source.appendWindowEnd = Infinity;
      return true;
    });
  }

  window(from, to) {
    return this.#do(() => {
      this.#source.appendWindowStart = 0;
      this.#source.appendWindowEnd = to;
      this.#source.appendWindowStart = from;
      return true;
    });
  }

  #do(act) {
    const next = this.#last.then(() => this.#run(act));
    this.#last = next.catch(() => {});
    return next;
  }

  #run(act) {
    return new Promise((done, failed) => {
      const source = this.#source;
      const end = (settle, value) => {
        source.removeEventListener("updateend", ok);
        source.removeEventListener("error", bad);
        settle(value);
      };
      const ok = () => end(done);
      const bad = () => end(failed, new Error("the preview could not be read"));
      try {
        if (act() === true) { done(); return; }
        source.addEventListener("updateend", ok);
        source.addEventListener("error", bad);
      } catch (error) { failed(error); }
    });
  }
}
