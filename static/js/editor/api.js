// The only place that talks to the server. Answers are values; nothing is thrown but for a page that is gone.

import { newKey } from "./core/store.js";

export class Api {
  constructor(root, token) {
    this.root = root;
    this.token = token;
    this.tag = "";
  }

  async #ask(path, { method = "GET", body, key, headers = {} } = {}) {
    const wants = { Accept: "application/json", ...headers };
    if (body !== undefined) wants["Content-Type"] = "application/json";
    if (method !== "GET") { wants["X-CSRFToken"] = this.token; wants["Idempotency-Key"] = key ?? newKey(); }
    let answer;
    try {
      answer = await fetch(this.root + path, { method, headers: wants, body: body === undefined ? undefined : JSON.stringify(body), credentials: "same-origin" });
    } catch { return { offline: true }; }
    if (answer.status === 304) return { same: true };
    if ([429, 502, 503, 504].includes(answer.status)) return { offline: true };
    let value = null;
    try { value = await answer.json(); } catch { /* a page of words: told by its status */ }
    if (answer.ok) return { ok: true, value, tag: answer.headers.get("ETag") ?? "" };
    const problem = { status: answer.status, code: `http.${answer.status}`, title: "The server did not take it.", detail: "", choices: [], ...value };
    if (problem.code === "editor.moved_on") return { moved: true, by: problem.by, at: problem.at, what: problem.what };
    return { refused: problem };
  }

  /** The film as it is; {same: true} when nothing has changed since the last time. */
  async timeline({ fresh = false } = {}) {
    const answer = await this.#ask("timeline", { headers: this.tag && !fresh ? { "If-None-Match": this.tag } : {} });
    if (answer.ok) this.tag = answer.tag;
    return answer;
  }

  /** The last answer was not used: the next one is wanted whatever it is. */
  forget() { this.tag = ""; }

  /** What the store sends; see core/store.js for its answers. */
  async edits(body, key) { return this.#film(await this.#ask("timeline/edits", { method: "POST", body, key })); }
  async act(path, body) { return this.#film(await this.#ask(`timeline/${path}`, { method: "POST", body })); }
  foresee(body) { return this.#ask("timeline/foresee", { method: "POST", body }); }
  get(path) { return this.#ask(path); }
  post(path, body) { return this.#ask(path, { method: "POST", body }); }

  #film(answer) {
    if (!answer.ok) return answer;
    this.forget();
    const { said = null, ...manifest } = answer.value;
    return { ok: true, manifest, said };
  }
}
