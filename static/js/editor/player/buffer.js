// A SourceBuffer that is told one thing after another.

export class Buffer {
  #source;
  #media;
  #waiting = [];
  #busy = false;

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

  /** At once where nothing is under way: what is asked for in one go is under way before anything is drawn. */
  #do(act) {
    return new Promise((done, failed) => {
      this.#waiting.push({ act, done, failed });
      this.#next();
    });
  }

  #next() {
    while (!this.#busy && this.#waiting.length) {
      const { act, done, failed } = this.#waiting.shift();
      try {
        if (act() === true) done(); else this.#until(done, failed);
      } catch (error) { failed(error); }
    }
  }

  #until(done, failed) {
    const source = this.#source;
    this.#busy = true;
    const end = (settle, value) => {
      source.removeEventListener("updateend", ok);
      source.removeEventListener("error", bad);
      this.#busy = false;
      settle(value);
      this.#next();
    };
    const ok = () => end(done);
    const bad = () => end(failed, new Error("the preview could not be read"));
    source.addEventListener("updateend", ok);
    source.addEventListener("error", bad);
  }
}
