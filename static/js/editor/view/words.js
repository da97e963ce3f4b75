// The words as they are spoken: a click goes there, a selection becomes a scene, and the sound is edited here.

import { cutBefore, opsForWords, sceneAt, wordAt } from "../core/transcript.js";
import { msAt, parseRate } from "../core/time.js";
import { $, el, plural, setText } from "./dom.js";

const REACH_MS = 400;
/** A pause as far before a word as this is where a scene for the word begins. */

/** What the page of words depends on, as text; of a sound that is known already only who may change it. */
function keyOf({ can_edit: may, sound: { lines, words } }, known = null) {
  const [, text] = known?.split("\n", 2) ?? [];
  return `${may}\n${text ?? JSON.stringify([lines, words])}`;
}

export class Words {
  #chosen = null;
  #lit = -1;
  #key = "";
  #sound = null;
  #starts = new Map();

  /** `on`: edit(ops), sound(ops), seek(frame), say(text). */
  constructor(on) {
    this.on = on;
    $("words").addEventListener("click", (event) => {
      const word = event.target.closest("[data-word]");
      if (word) this.#pick(Number(word.dataset.word), event.shiftKey);
    });
  }

  get reach() { return Math.round((REACH_MS * this.rate.num) / this.rate.den / 1000); }

  show(manifest) {
    this.manifest = manifest;
    this.rate = parseRate(manifest.rate);
    const fresh = !this.#stands(manifest);
    if (fresh) {
      if (this.#isTyping()) return; // what somebody writes is not taken from under them
      this.#sound = manifest.sound;
      this.#key = keyOf(manifest);
      this.#build(manifest);
    }
    const moved = this.#mark(manifest);
    if (fresh) this.#paint();
    if (fresh || moved) this.#offer();
  }

  /** Whether the lines and words are those that are on the page: the same object, or one that says the same. */
  #stands(manifest) {
    const same = this.#key === keyOf(manifest, this.#sound === manifest.sound ? this.#key : null);
    if (same) this.#sound = manifest.sound;
    return same;
  }

  /** The numbers of scenes before the words that they begin with; only what differs is touched. Whether any did. */
  #mark(manifest) {
    const { words } = manifest.sound;
    const starts = new Map();
    let n = 0;
    for (const scene of manifest.scenes) {
      while (n < words.length && words[n].frame < scene.start) n += 1;
      if (n < words.length) starts.set(n, scene.number);
    }
    const moved = [...new Set([...starts.keys(), ...this.#starts.keys()])].filter((index) => starts.get(index) !== this.#starts.get(index));
    this.#starts = starts;
    for (const index of moved) {
      const word = document.querySelector(`#words [data-word="${index}"]`);
      if (word?.previousElementSibling?.matches(".scene-mark")) word.previousElementSibling.remove();
      const number = starts.get(index);
      if (number) word?.before(el("span", { class: "scene-mark num", title: `Scene ${number} starts here` }, String(number)));
    }
    return moved.length > 0;
  }

  #isTyping() { return $("words").contains(document.activeElement) && document.activeElement.matches("textarea, input"); }

  #build({ sound: { lines, words } }) {
    const of = new Map(lines.map((line) => [line.id, []]));
    words.forEach((word, n) => { if (of.has(word.line)) of.get(word.line).push(n); });
    const opened = new Set([...document.querySelectorAll("#words details[open]")].map((node) => node.dataset.line));
    $("words").replaceChildren(...lines.map((line, n) => this.#line(line, n, of.get(line.id), words, opened.has(line.id), lines.length)));
    this.#starts = new Map();
    this.#lit = -1;
  }

  #line(line, n, own, words, open, count) {
    const spoken = own.flatMap((index) => [
      el("button", { class: "word", "data-word": index }, words[index].text), " ",
    ]);
    return el("section", { class: `line${line.muted ? " muted" : ""}`, "aria-label": `Line ${n + 1}` },
      el("p", { class: "said-words", dir: "auto" }, ...(spoken.length ? spoken : [el("span", { class: "dim" }, line.text)])),
      this.manifest.can_edit ? this.#acts(line, n, open, count) : null);
  }

  #acts(line, n, open, count) {
    const text = el("textarea", { rows: "2", maxlength: "1000", dir: "auto", "aria-label": `Words of line ${n + 1}` });
    text.value = line.text;
    const before = el("input", { type: "number", class: "num", min: "0", max: "60000", step: "50", value: String(this.#pauseBefore(line)), "aria-label": `Pause before line ${n + 1}, in milliseconds` });
    const voice = el("input", { type: "number", class: "num", step: "0.5", value: String(line.voice_db ?? 0), "aria-label": `Voice level of line ${n + 1}, in decibels` });
    const added = el("input", { type: "text", maxlength: "1000", placeholder: "A new line after this one", "aria-label": `A new line after line ${n + 1}` });
    const act = (words, ops, more = {}) => el("button", { class: "tool", onclick: () => this.on.sound(ops()), ...more }, words);
    return el("details", { class: "more", "data-line": line.id, ...(open ? { open: "" } : {}) }, el("summary", {}, `Sound of line ${n + 1}`),
      el("div", { class: "stack line-acts" },
        text, el("div", { class: "ed-line" }, act("Voice it again", () => [{ op: "revoice_line", line: line.id, text: text.value.trim() === line.text ? null : text.value.trim() }]), act(line.muted ? "Unmute" : "Mute", () => [{ op: "mute_line", line: line.id, muted: !line.muted }])),
        el("div", { class: "with" }, before, act("Set the pause, ms", () => [{ op: "pause_before", line: line.id, ms: Math.round(Number(before.value)) }])),
        el("div", { class: "with" }, voice, act("Set the voice, dB", () => [{ op: "set_level", line: line.id, voice_db: Number(voice.value) }])),
        el("div", { class: "with" }, added, act("Add", () => (added.value.trim() ? [{ op: "add_line", after: line.id, text: added.value.trim() }] : []))),
        el("div", { class: "ed-line" }, act("Earlier", () => [{ op: "move_line", line: line.id, to: n }], { disabled: n === 0 }), act("Later", () => [{ op: "move_line", line: line.id, to: n + 2 }], { disabled: n + 1 === count }), act("Drop the line", () => [{ op: "drop_line", line: line.id }]))));
  }

  #pauseBefore(line) {
    const { lines } = this.manifest.sound;
    const before = lines[lines.findIndex((one) => one.id === line.id) - 1];
    return before?.pause_after_ms ?? 0;
  }

  #pick(index, extend) {
    const from = extend && this.#chosen ? this.#chosen.anchor : index;
    this.#chosen = { anchor: from, from: Math.min(from, index), to: Math.max(from, index) };
    if (!extend) this.on.seek(this.manifest.sound.words[index].frame);
    this.#select();
  }

  #select() {
    this.#paint();
    this.#offer();
  }

  #paint() {
    const chosen = this.#chosen;
    for (const node of document.querySelectorAll("#words [data-word]")) {
      const n = Number(node.dataset.word);
      const inside = Boolean(chosen) && n >= chosen.from && n <= chosen.to;
      node.classList.toggle("chosen", inside);
      node.setAttribute("aria-pressed", inside);
    }
  }

  /** What can be done with the words that are chosen. */
  #offer() {
    const chosen = this.#chosen;
    const { words, snaps } = this.manifest.sound;
    $("selection").hidden = !chosen || !this.manifest.can_edit || chosen.to >= words.length;
    if ($("selection").hidden) return;
    const quote = words.slice(chosen.from, chosen.to + 1).map((word) => word.text).join(" ");
    const short = quote.length > 48 ? `${quote.slice(0, 22)} … ${quote.slice(-22)}` : quote;
    const start = cutBefore(words, chosen.from, snaps, this.reach);
    const after = chosen.to + 1 < words.length ? cutBefore(words, chosen.to + 1, snaps, this.reach) : null;
    const { scenes } = this.manifest;
    const here = scenes[sceneAt(scenes, words[chosen.from].frame)];
    const last = scenes[sceneAt(scenes, words[chosen.to].frame)];
    const next = scenes[last.number];
    const ops = opsForWords(this.manifest, chosen.from, chosen.to, this.reach);
    const act = (text, list, disabled) => el("button", { class: "tool", disabled, onclick: () => this.on.edit(list) }, text);
    $("selection").replaceChildren(
      el("p", { class: "small", dir: "auto" }, `“${short}”`),
      el("div", { class: "ed-line" },
        act("Start scene here", [{ op: "move_boundary", scene: here.id, frame: start }], here.number === 1 || start === here.start),
        act("End scene here", [{ op: "move_boundary", scene: next?.id, frame: after }], !next || after === null || after === next.start),
        act("Split here", [{ op: "split", scene: here.id, frame: start }], start <= here.start),
        act(plural(chosen.to - chosen.from + 1, "word") + " as one scene", ops ?? [], !ops)));
  }

  /** The word that is spoken at a frame is lit; answers its index. */
  light(frame) {
    if (!this.manifest) return -1;
    const { words } = this.manifest.sound;
    const ms = msAt(frame, this.rate) + 20;
    let index = wordAt(words, ms);
    if (index >= 0 && words[index].end_ms + 200 < ms) index = -1;
    if (index !== this.#lit) {
      document.querySelector("#words .lit")?.classList.remove("lit");
      if (index >= 0) document.querySelector(`#words [data-word="${index}"]`)?.classList.add("lit");
      this.#lit = index;
    }
    return index;
  }
}
