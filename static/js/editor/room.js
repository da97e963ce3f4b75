// The cutting room: one film, one store, and the parts of the page that show it. Every act, by key or by button,
// is one entry of `acts`.

import { actsOf, slip, toldBeat } from "./acts.js";
import { Store, measured, stateText } from "./core/store.js";
import { SOUND, label, limits } from "./core/ops.js";
import { waysOut } from "./core/choices.js";
import { actOf, isTyping } from "./core/keys.js";
import { loopTo } from "./core/range.js";
import { nextMark } from "./core/snap.js";
import { parseRate } from "./core/time.js";
import { shortTimecode, timecode } from "./core/timecode.js";
import { sceneAt } from "./core/transcript.js";
import { Player } from "./player/player.js";
import { fetchBytes } from "./player/files.js";
import { Again } from "./view/again.js";
import { Compare } from "./view/compare.js";
import { askTakeOver, askWhose, confirmChange, keyList, note, versionList } from "./view/dialogs.js";
import { $, eachFrame, el, plural, setOptions, setText, words } from "./view/dom.js";
import { Inspector } from "./view/inspector.js";
import { listenScores, showScores } from "./view/scores.js";
import { Screen } from "./view/screen.js";
import { SongPanel } from "./view/song.js";
import { Tabs } from "./view/tabs.js";
import { Table } from "./view/table.js";
import { Timeline } from "./view/timeline.js";
import { Words } from "./view/words.js";

const BUSY_MS = 2500, CALM_MS = 12_000;
const KEYS_OFF = "cuelock.editor.keys-off";

export class Room {
  #timer = 0;
  #asking = false;

  constructor(root, api, manifest) {
    this.root = root;
    this.api = api;
    this.store = new Store(manifest, (body, key) => api.edits(body, key));
    const wanted = Number(new URLSearchParams(location.search).get("scene")) || 1;
    this.selected = (manifest.scenes[wanted - 1] ?? manifest.scenes[0])?.id ?? null;
    this.player = new Player($("video"), { black: root.dataset.black });
    const edit = (ops) => this.edit(ops);
    const say = (text) => this.say(text);
    const move = (id, frame) => this.move(id, frame);
    this.screen = new Screen(this.player);
    this.timeline = new Timeline({ seek: (frame) => this.goTo(frame), select: (id, how) => this.select(id, how), preview: (id, frame) => this.#tried([{ op: "move_boundary", scene: id, frame }], frame), move: (id, frame, from) => this.#dropMove(id, frame, from),
      slip: (id, inPoint) => this.#tried([{ op: "slip", scene: id, in_point: inPoint }]), slipped: (id, inPoint) => this.#dropSlip(id, inPoint), say });
    this.inspector = new Inspector({ edit, say, move, mark: (step) => this.#toMark(step), slip: (scene, to) => slip(this, scene, to), compare: (scene) => this.compare.open(this.store.view, scene) });
    const Heard = manifest.sound.song ? SongPanel : Words;
    this.words = new Heard({ edit, say, seek: (frame) => this.goTo(frame), sound: edit });
    this.table = new Table({ move, seek: (id) => this.select(id), open: (id) => { this.select(id); this.tabs.open("scene", { sheet: true }); } });
    this.again = new Again(api, { ordered: (number) => { say(`Scene ${number} is being made again.`); this.refresh(); }, refused: (problem) => this.store.refuse(problem) });
    this.compare = new Compare((id, take) => this.edit([{ op: "use_take", scene: id, take, in_point: 0 }]), (url) => this.player.bytes(url));
    this.tabs = new Tabs(root);
    this.acts = actsOf(this);
  }

  async open() {
    this.store.subscribe((store, before) => this.#changed(store, before));
    this.#listen();
    keyList();
    this.root.dataset.state = "ready";
    this.#show(this.store.view);
    this.#peaks(this.store.view);
    this.player.addEventListener("frame", () => this.#tick());
    this.player.addEventListener("shown", (event) => this.screen.shown(event.detail));
    this.player.addEventListener("state", () => this.screen.state(this.player.playing));
    this.player.addEventListener("kind", () => this.screen.kind(this.store.view));
    this.player.addEventListener("problem", (event) => this.screen.problem(event.detail));
    await this.player.load(this.store.view);
    if (this.scene?.start) this.seek(this.scene.start);
    this.#tick();
    this.#plan();
    this.root.dataset.preview = this.player.kind;
  }

  // --- edits -----------------------------------------------------------------------------------------------

  /** Steps of one edit. What makes new sound, or may buy a clip, is told before it is done. */
  async edit(ops) {
    if (!ops.length || !this.store.canEdit) return;
    if (this.#spends(ops)) { await this.#confirmed(ops); return; }
    this.store.edit(ops);
    this.say(label(this.store.confirmed, ops[0]));
  }

  #spends(ops) {
    const { takes } = this.store.view;
    return ops.some((op) => SOUND.has(op.op) || (op.op === "use_take" && takes[op.take]?.kind === "image" && !Object.values(takes).some((take) => take.parent === op.take)));
  }

  async #confirmed(ops) {
    await this.store.settled();
    const name = label(this.store.view, ops[0]);
    const body = { base: this.store.confirmed.cut, edits: ops, label: name };
    const seen = await this.api.foresee(body);
    if (seen.moved) { await this.#moved(seen); return; }
    if (!seen.ok) { this.store.refuse(seen.refused ?? { title: "The server cannot be reached.", detail: "Nothing was changed.", choices: [] }); return; }
    const spends = seen.value.price_microusd > 0 || ops.some((op) => SOUND.has(op.op));
    if (spends && !(await confirmChange(name, seen.value))) { this.say("Left as it was."); return; }
    this.store.edit(ops, { name });
  }

  /** Moves a boundary, and says where it stands to the beat where there is one. */
  move(id, frame) {
    this.edit([{ op: "move_boundary", scene: id, frame }]);
    const beat = toldBeat(this, frame);
    if (beat && this.store.canEdit) { this.say(`${$("say").textContent}, ${beat}`); this.timeline.tell(`${shortTimecode(frame, this.rate)} · ${beat}`); }
  }

  /** What edits would look like, while one still drags; `frame` is looked at. */
  #tried(ops, frame = null) {
    this.drawn ??= eachFrame(() => {
      if (!this.trying) return;
      const next = this.store.preview(this.trying.ops);
      this.#show(next);
      this.player.update(next);
      if (this.trying.frame !== null) this.player.seek(this.trying.frame);
    });
    this.trying = { ops, frame };
    this.drawn();
  }

  #untried() {
    this.trying = null;
    this.#show(this.store.view);
    this.player.update(this.store.view);
  }

  #dropMove(id, frame, from) {
    if (frame === null || frame === from) { this.#untried(); return; }
    this.trying = null;
    this.move(id, frame);
  }

  #dropSlip(id, inPoint) {
    const scene = this.store.view.scenes.find((one) => one.id === id);
    if (inPoint === null || inPoint === scene.in_point) { this.#untried(); return; }
    this.trying = null;
    slip(this, scene, inPoint);
  }

  #toMark(step) {
    const mark = nextMark(this.scene.start, this.timeline.marks, step);
    if (!mark) { this.say("There is no mark there."); return; }
    const { from, to, below, above } = limits(this.store.view, this.scene.number - 1);
    if (mark.frame < from || mark.frame > to) { this.say(step < 0 ? below : above); return; }
    this.move(this.selected, mark.frame);
    this.say(`Scene ${this.scene.number} starts at ${shortTimecode(mark.frame, this.rate)}, ${mark.label}.`);
  }

  async step(path) {
    await this.store.settled();
    const before = path === "undo" ? this.store.confirmed.undo : this.store.confirmed.redo;
    if (!before) { this.say(path === "undo" ? "There is nothing to undo." : "There is nothing to redo."); return; }
    await this.#act(path, { base: this.store.confirmed.cut }, `${path === "undo" ? "Undone" : "Done again"}: ${before.label}`);
  }

  async #act(path, body, said) {
    const answer = await this.api.act(path, body);
    if (answer.ok) { this.store.replace(answer.manifest, answer.said); this.say(answer.said?.message || said); return true; }
    if (answer.moved) await this.#moved(answer);
    else if (answer.refused?.code === "editor.held" && await askTakeOver({ by: answer.refused.by, kept: [said] })) {
      const taken = await this.api.act("lock", { take: true });
      return taken.ok && this.#act(path, body, said);
    } else if (answer.refused?.code !== "editor.held") this.store.refuse(answer.refused ?? { title: "The server cannot be reached.", detail: "Nothing was changed.", choices: [] });
    return false;
  }

  /** The film has moved on: whose shall it be? */
  async #moved(conflict) {
    if (this.#asking) return;
    this.#asking = true;
    if (conflict.held) {
      const takes = await askTakeOver(conflict);
      const answer = takes ? await this.api.act("lock", { take: true }) : {};
      this.#asking = false;
      this.store.resolve(answer.manifest ?? this.store.confirmed, Boolean(answer.ok));
      return;
    }
    const fresh = await this.api.timeline({ fresh: true });
    const whose = await askWhose({ ...conflict, kept: this.store.conflict?.kept ?? [] });
    this.#asking = false;
    if (fresh.ok) this.store.resolve(fresh.value, whose === "mine");
  }

  // --- what is shown ---------------------------------------------------------------------------------------

  get rate() { return parseRate(this.store.view.rate); }
  get scene() { return this.store.view.scenes.find((scene) => scene.id === this.selected) ?? this.store.view.scenes[0]; }

  say(text) { setText($("say"), text); }

  seek(frame) {
    this.player.seek(frame);
    this.#tick(frame);
  }

  /** To a frame, with its scene beside it. */
  goTo(frame) {
    if (this.player.playing) this.player.pause();
    this.seek(frame);
    this.timeline.reveal(frame);
    const here = this.store.view.scenes[sceneAt(this.store.view.scenes, frame)];
    if (here && here.id !== this.selected) this.select(here.id, { seek: false });
  }

  select(id, { seek = true } = {}) {
    this.selected = id;
    const { scene } = this;
    if (seek && scene && (this.player.frame < scene.start || this.player.frame >= scene.end)) { this.seek(scene.start); this.timeline.reveal(scene.start); }
    this.#show(this.store.view);
  }

  #changed(store, before) {
    if (store.view !== before) {
      this.player.update(store.view); // first: what follows runs while the browser reads the new pictures
      this.#show(store.view);
      if (before.render?.stale && store.view.render && !store.view.render.stale) this.#assembled(store.view.render);
      if (store.view.sound?.peaks?.[0]?.url !== before.sound?.peaks?.[0]?.url) this.#peaks(store.view);
    }
    this.#status();
    if (store.conflict) this.#moved(store.conflict);
  }

  /** What making the film anew came to, as it was measured. */
  #assembled(render) {
    const text = measured(render);
    this.timeline.tell(text);
    this.say(text);
  }

  #show(manifest) {
    if (!manifest.scenes.some((scene) => scene.id === this.selected)) {
      this.selected = manifest.scenes[sceneAt(manifest.scenes, this.player.frame)]?.id ?? null;
    }
    this.timeline.show(manifest, this.selected);
    this.inspector.show(manifest, this.selected);
    if (this.scene) this.again.show(this.scene);
    this.words.show(manifest);
    this.table.show(manifest, this.selected);
    this.screen.show(manifest);
    this.#facts(manifest);
    this.#status();
  }

  #facts(manifest) {
    const rows = [["Length", shortTimecode(manifest.frames, this.rate)], ["Scenes", String(manifest.scenes.length)], ["Takes", String(Object.keys(manifest.takes).length)], ...(manifest.render && !manifest.render.stale && manifest.render.made_ms !== null ? [["Last making", measured(manifest.render)]] : []), ["Last render", manifest.render ? (manifest.render.stale ? "Before your last change" : "Of this cut") : "None yet"]];
    const key = JSON.stringify(rows);
    if ($("facts").dataset.key !== key) {
      $("facts").dataset.key = key;
      $("facts").replaceChildren(...rows.flatMap(([name, value]) => [el("dt", {}, name), el("dd", { class: "num" }, value)]));
    }
    setOptions($("f-look"), manifest.looks.map((name) => [name, words(name)]), $("f-look").value || manifest.scenes[0]?.look);
    showScores(manifest);
    for (const node of document.querySelectorAll("[data-edit]")) node.disabled = !manifest.can_edit;
  }

  #status() {
    const { store } = this;
    const film = store.confirmed;
    setText($("state"), film.can_edit ? stateText(store, (iso) => new Date(iso).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })) : "You can look, not change");
    $("state").dataset.state = store.state;
    for (const [id, step, word] of [["undo", film.undo, "Undo"], ["redo", film.redo, "Redo"]]) {
      $(id).disabled = !film.can_edit || !step;
      $(id).setAttribute("aria-label", step ? `${word}: ${step.label}` : word);
      $(id).title = step?.label ?? "";
    }
    const problem = store.refusal;
    note("refusal", problem ? { kind: "fail", text: problem.title, detail: problem.detail ?? "", close: () => store.dismiss(), acts: waysOut(store.view, problem).map((way) => this.#choice(way)) } : {});
    if (store.said !== this.told) { this.told = store.said; this.timeline.tell(store.said?.message ?? ""); }
    const holder = film.holder && !film.holder.mine ? film.holder : null;
    note("holder", holder && film.can_edit ? { kind: "wait", text: `${holder.name} is editing this film now.`, detail: "What you both change is never lost, but somebody will be asked.", acts: [{ text: "Take over", act: () => this.#act("lock", { take: true }, "You are editing now.") }] } : {});
    note("reader", film.can_edit ? {} : { text: "Read only.", detail: "Ask an editor of the team for a change." });
    note("sound", film.sound?.new ? { kind: "wait", text: "The sound is being made anew.", detail: "The cut moves onto it by itself." } : {});
    const failed = film.scenes.filter((scene) => scene.state === "failed");
    note("failed", failed.length ? { kind: "fail", text: `${plural(failed.length, "scene")} failed: ${failed.map((scene) => scene.number).join(", ")}.`, acts: [{ text: `Go to scene ${failed[0].number}`, act: () => this.select(failed[0].id) }] } : {});
  }

  /** A refusal's way out as a button: an edit, or the place where it is done. */
  #choice({ text, ops, go, scene }) {
    const places = { takes: "#takes button:not([aria-pressed=true])", speed: "#s-speed", in: "#s-in" };
    const act = () => {
      this.store.dismiss();
      if (ops) { this.edit(ops); return; }
      if (scene) this.select(scene);
      this.tabs.open("scene", { sheet: true });
      if (go === "again") this.again.open();
      else document.querySelector(places[go])?.focus();
    };
    return { text, act };
  }

  #tick(at = null) {
    const manifest = this.store.view;
    const again = at === null && this.player.playing ? loopTo(this.range ?? null, this.player.frame, this.player.forward, manifest.frames) : null;
    if (again !== null) this.player.jump(again);
    const frame = at ?? this.player.frame;
    const rate = this.rate;
    setText($("code"), timecode(frame, rate));
    setText($("total"), `/ ${timecode(manifest.frames, rate)}`);
    const word = this.words.light(frame);
    this.timeline.setFrame(frame, { following: this.player.playing, word });
    this.screen.frame(manifest, frame);
    if (this.player.playing) {
      const here = manifest.scenes[sceneAt(manifest.scenes, frame)];
      if (here && here.id !== this.selected) { this.selected = here.id; this.#show(manifest); }
    }
  }

  // --- staying true ----------------------------------------------------------------------------------------

  #plan() {
    clearTimeout(this.#timer);
    const busy = this.store.confirmed.scenes.some((scene) => scene.state === "working") || this.store.confirmed.render?.stale || this.store.confirmed.sound?.new || this.player.kind !== "live";
    this.#timer = setTimeout(() => this.refresh(), document.hidden ? 60_000 : busy ? BUSY_MS : CALM_MS);
  }

  async refresh() {
    const { turn } = this.store;
    const answer = await this.api.timeline();
    if (answer.ok && !this.store.adopt(answer.value, turn)) this.api.forget();
    note("offline", answer.offline ? { kind: "wait", text: "The server cannot be reached.", detail: "What you change is kept here until it can." } : {});
    this.#plan();
  }

  async #peaks(manifest) {
    const levels = manifest.sound?.peaks ?? [];
    const read = await Promise.all(levels.map(async (level) => {
      try { return { ...level, pairs: new Int8Array((await fetchBytes(level.url)).buffer) }; } catch { return { ...level, pairs: null }; }
    }));
    this.timeline.setPeaks(read);
  }

  // --- keys and buttons ------------------------------------------------------------------------------------

  #listen() {
    const stored = () => { try { return localStorage.getItem(KEYS_OFF) === "1"; } catch { return false; } };
    $("keys-off").checked = stored();
    $("keys-off").addEventListener("change", () => { try { localStorage.setItem(KEYS_OFF, $("keys-off").checked ? "1" : "0"); } catch { /* for this visit then */ } });
    document.addEventListener("keydown", (event) => {
      if (event.defaultPrevented || isTyping(event.target, event.key)) return;
      const found = actOf(event, { off: $("keys-off").checked });
      if (!found) return;
      event.preventDefault();
      this.acts[found.act](found.key);
    });
    document.addEventListener("click", (event) => {
      const button = event.target.closest("#editor [data-act]");
      if (button) this.acts[button.dataset.act]();
      const shape = event.target.closest("#editor [data-shape-of]");
      if (shape) this.say(`${this.screen.setShape(shape.dataset.shapeOf)}.`);
    });
    const on = (id, act) => $(id).addEventListener("click", act);
    on("undo", this.acts.undo);
    on("redo", this.acts.redo);
    on("snap", this.acts.snap);
    on("open-help", this.acts.help);
    on("open-versions", () => { versionList(this.store.confirmed, (one) => this.#act(`versions/${one.cut}/restore`, { base: this.store.confirmed.cut }, `The film is ${one.name} again.`).then((done) => done && $("d-versions").close())); $("d-versions").showModal(); });
    on("f-look-set", () => this.edit([{ op: "set_look", scene: null, look: $("f-look").value }]));
    listenScores((artifact) => this.edit([{ op: "use_score", artifact }]), (text) => this.say(text));
    $("version-form").addEventListener("submit", async (event) => {
      event.preventDefault();
      await this.store.settled();
      const name = $("version-name").value.trim();
      if (name && await this.#act("versions", { name, base: this.store.confirmed.cut }, `Kept as ${name}.`)) { $("version-name").value = ""; versionList(this.store.confirmed, () => {}); }
    });
    window.addEventListener("beforeunload", (event) => { if (this.store.unsaved) event.preventDefault(); });
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.refresh(); });
  }
}
