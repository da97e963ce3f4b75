// What the editor knows, without a page: the film as the server last said it, the edits on their way there, and
// what both together look like. `send` is the only way out; it answers {ok, manifest, said} or {refused, …},
// {moved, by, at, what}, {offline}.

import { applyAll, label } from "./ops.js";

export class Store {
  #send;
  #listeners = new Set();
  #pending = [];
  #made = [];
  /** What the view was worked out from: with the same parts it is the same view. */
  #busy = false;
  #wait = 0;

  constructor(manifest, send) {
    this.#send = send;
    this.confirmed = manifest;
    /** Counts what changed the film from here: what was asked for in an earlier turn may be older than it. */
    this.turn = 0;
    this.view = manifest;
    this.state = "saved";
    this.refusal = null;
    this.conflict = null;
    this.said = null;
  }

  get unsaved() { return this.#pending.length; }
  get canEdit() { return this.confirmed.can_edit; }

  subscribe(listener) { this.#listeners.add(listener); return () => this.#listeners.delete(listener); }

  /** One step of the edit, shown at once. Steps of the same kind on the same scene that wait become one. */
  edit(ops, { name } = {}) {
    if (!this.canEdit || this.conflict || !ops.length) return;
    const text = name ?? label(this.view, ops[0]);
    const last = this.#pending.at(-1);
    if (last && !last.sent && follows(last.ops, ops)) {
      last.ops = ops;
      last.label = label(applyAll(this.confirmed, this.#pending.slice(0, -1).flatMap((one) => one.ops)), ops[0]);
    } else {
      this.#pending.push({ ops, label: text, sent: false });
    }
    this.turn += 1;
    this.refusal = null;
    this.#look(null, text);
    this.flush();
  }

  /** What the film would look like with these edits as well; nothing is changed. */
  preview(ops) { return applyAll(this.view, ops); }

  /** The server's word, asked for in that turn: whether it was taken. Not when something of ours went out since. */
  adopt(manifest, turn) {
    if (turn !== this.turn || this.#pending.length || this.#busy) return false;
    this.confirmed = manifest;
    this.#look("saved");
    return true;
  }

  /** Send what waits, one step at a time. */
  async flush() {
    if (this.#busy || this.conflict || !this.#pending.length) return;
    const step = this.#pending[0];
    step.sent = true;
    step.key ??= newKey();
    this.#busy = true;
    this.#look("saving");
    const answer = await this.#send({ base: this.confirmed.cut, edits: step.ops, label: step.label }, step.key);
    this.#busy = false;
    this.#settle(step, answer);
  }

  #settle(step, answer) {
    if (answer.offline) {
      step.sent = false;
      this.#wait = Math.min(30, Math.max(1, this.#wait * 2));
      this.#look("offline");
      setTimeout(() => this.flush(), this.#wait * 1000);
      return;
    }
    this.#wait = 0;
    this.turn += 1;
    const held = answer.refused?.code === "editor.held";
    if (answer.moved || held) {
      step.sent = false;
      step.key = undefined; // another base makes it another request
      this.conflict = { ...(held ? { held: true, by: answer.refused.by } : answer), kept: this.#pending.map((one) => one.label) };
      this.#look("conflict");
      return;
    }
    this.#pending.shift();
    if (answer.ok) {
      this.confirmed = answer.manifest;
      this.said = answer.said ?? null;
    } else {
      this.refusal = { ...answer.refused, edits: step.ops };
      // what came after a refused step was made on a picture that never was
      this.#pending = this.#pending.filter((one) => !touches(one.ops, step.ops));
    }
    this.#look(this.#pending.length ? "saving" : answer.ok ? "saved" : "refused");
    this.flush();
  }

  /** After somebody else's change: `theirs` is the newer film; ours goes on top of it, or is dropped. */
  resolve(theirs, keepMine) {
    this.turn += 1;
    this.conflict = null;
    this.confirmed = theirs;
    if (!keepMine) this.#pending = [];
    this.#look(this.#pending.length ? "saving" : "saved");
    this.flush();
  }

  /** Once all is saved, or has turned out not to be. */
  settled() {
    if (!this.#pending.length && !this.#busy) return Promise.resolve();
    return new Promise((done) => {
      const stop = this.subscribe(() => {
        if ((this.#pending.length || this.#busy) && !this.conflict) return;
        stop();
        done();
      });
    });
  }

  /** The answer to an act that is not an edit (undo, a version): the film as it is now. */
  replace(manifest, said = null) {
    this.turn += 1;
    this.confirmed = manifest;
    this.said = said;
    this.refusal = null;
    this.#look("saved");
  }

  refuse(refusal) {
    this.refusal = refusal;
    this.#look("refused");
  }

  dismiss() {
    this.refusal = null;
    this.#look(this.#pending.length ? "saving" : "saved");
  }

  #look(state, edited = null) {
    const before = this.view;
    const made = [this.confirmed, ...this.#pending.map((step) => step.ops)];
    if (made.length !== this.#made.length || made.some((part, n) => part !== this.#made[n])) {
      this.#made = made;
      this.view = applyAll(this.confirmed, this.#pending.flatMap((step) => step.ops));
    }
    if (state) this.state = state;
    for (const listener of [...this.#listeners]) listener(this, before, edited);
  }
}

/** A key that no other request has; also on plain http, where randomUUID is not to be had. */
export const newKey = () => [...globalThis.crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, "0")).join("");

const REPLACES = new Set(["move_boundary", "slip", "set_focus"]);

/** Whether the same handle was only moved on: then the last place counts. */
function follows(before, now) {
  return before.length === 1 && now.length === 1 && REPLACES.has(now[0].op)
    && before[0].op === now[0].op && before[0].scene === now[0].scene;
}

const touches = (a, b) => a.some((one) => b.some((other) => one.scene === other.scene));

/** Where the edit stands, in words. */
export function stateText(store, clock = (iso) => iso.slice(11, 16)) {
  const kept = store.unsaved;
  switch (store.state) {
    case "saving": return "Saving…";
    case "offline": return `Offline: ${kept} change${kept === 1 ? " is" : "s are"} kept here`;
    case "conflict": return store.conflict?.held ? "Not saved: somebody else is editing" : "Not saved: somebody else changed the film";
    case "refused": return "Not changed";
    default: return store.confirmed.saved_at ? `Saved ${clock(store.confirmed.saved_at)}` : "Saved";
  }
}

/** What a making came to, as it was measured: "23 of 24 scenes unchanged; film re-assembled in 1.1 s instead of 61 s". */
export function measured({ kept, scenes, made_ms: made, whole_ms: whole }) {
  const kind = whole ? "re-assembled" : "put together";
  const seconds = (ms) => `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
  const parts = [
    (kept ?? null) !== null && scenes ? `${kept} of ${scenes} scenes unchanged` : "",
    (made ?? null) !== null ? `film ${kind} in ${seconds(made)}${whole ? ` instead of ${seconds(whole)}` : ""}` : `film ${kind}`,
  ];
  return parts.filter(Boolean).join("; ");
}
