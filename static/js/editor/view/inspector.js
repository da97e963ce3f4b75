// The scene beside the timeline: everything that can be done to it, each with a button or a field.

import { beatText, heardText } from "../core/beats.js";
import { limits, speedText } from "../core/ops.js";
import { handles } from "../core/slip.js";
import { compare, parseFraction, parseRate } from "../core/time.js";
import { lengthText, parseTimecode, shortTimecode, timecode } from "../core/timecode.js";
import { wordsOf } from "../core/transcript.js";
import { canDecode } from "../player/pictures.js";
import { $, el, icon, plural, price, setOptions, setText, setValue, words } from "./dom.js";

const STATE_WORDS = { ready: "Ready", stale: "Out of date", failed: "Failed", held: "Held for your decision", working: "Being made", missing: "No picture yet", locked: "Ready" };
const SPEEDS = ["17/20", "22/25", "23/25", "24/25", "1/1", "26/25", "27/25", "11/10", "23/20"];

/** The words of a scene; of one cut to a song its bars, and where it begins. */
function heard(manifest, scene) {
  const said = scene.text || wordsOf(manifest, scene);
  const { song } = manifest.sound;
  if (!song) return said;
  return [heardText(song, scene.start, scene.end), song.bars.length && `starts ${beatText(song, scene.start)}`, said && `“${said}”`].filter(Boolean).join(" · ");
}

export class Inspector {
  /** `on`: edit(ops), say(text), ask(), compare(scene), order(values), playhead(). */
  constructor(on) {
    this.on = on;
    this.id = null;
    const one = (op, values) => this.on.edit([{ op, scene: this.id, ...values() }]);
    for (const button of document.querySelectorAll("#g-start [data-move]")) {
      button.addEventListener("click", () => this.#start(this.scene.start + Number(button.dataset.move)));
    }
    for (const button of document.querySelectorAll("#g-start [data-mark]")) button.addEventListener("click", () => this.on.mark(Number(button.dataset.mark)));
    $("s-start").addEventListener("change", () => this.#typed());
    $("s-start").addEventListener("keydown", (event) => { if (event.key === "Enter") this.#typed(); });
    for (const button of document.querySelectorAll("#g-clip [data-slip]")) {
      button.addEventListener("click", () => this.on.slip(this.scene, this.scene.in_point + Number(button.dataset.slip)));
    }
    $("s-in").addEventListener("change", () => { this.on.slip(this.scene, Number($("s-in").value)); $("s-in").value = this.scene.in_point; });
    $("s-speed").addEventListener("change", () => one("set_speed", () => ({ speed: $("s-speed").value || null })));
    $("s-move").addEventListener("change", () => one("set_move", () => ({ move: $("s-move").value })));
    $("s-look").addEventListener("change", () => one("set_look", () => ({ look: $("s-look").value })));
    $("s-into").addEventListener("change", () => this.#into($("s-into").value));
    $("s-over").addEventListener("change", () => this.#into(this.scene.transition, Math.max(2, 2 * Math.round(Number($("s-over").value) / 2))));
    for (const id of ["s-fx", "s-fy"]) {
      $(id).addEventListener("change", () => one("set_focus", () => ({ focus: ["s-fx", "s-fy"].map((name) => Math.round(Math.min(100, Math.max(0, Number($(name).value))) * 10)) })));
    }
    $("s-from").addEventListener("change", () => { if ($("s-from").value) this.take($("s-from").value); });
    $("s-lock").addEventListener("click", () => one("lock", () => ({ locked: !this.scene.locked })));
    $("s-level").addEventListener("click", () => one("set_level", () => ({ voice_db: Number($("s-voice").value), score_db: Number($("s-score").value) })));
    $("compare").addEventListener("click", () => this.on.compare(this.scene));
  }

  get index() { return this.manifest.scenes.findIndex((scene) => scene.id === this.id); }
  get scene() { return this.manifest.scenes[this.index]; }

  take(id) { this.on.edit([{ op: "use_take", scene: this.id, take: id, in_point: 0 }]); }

  #into(transition, frames) {
    const over = transition === "hard" ? 0 : frames ?? (this.scene.transition_frames || 12);
    this.on.edit([{ op: "set_transition", scene: this.id, transition, frames: over }]);
  }

  #start(frame) {
    if (this.index < 1) return;
    const { from, to, below, above } = limits(this.manifest, this.index);
    const held = Math.min(to, Math.max(from, frame));
    if (held !== frame) this.on.say(frame < from ? below : above);
    if (held !== this.scene.start) this.on.move(this.id, held);
  }

  #typed() {
    const field = $("s-start");
    const frame = parseTimecode(field.value, this.rate, this.scene.start);
    if (frame === null) {
      field.setAttribute("aria-invalid", "true");
      this.on.say("Write a timecode like 01:06:12, a frame number, or +12 and -3.");
      return;
    }
    field.removeAttribute("aria-invalid");
    if (frame !== this.scene.start) this.#start(frame);
    field.value = shortTimecode(this.scene.start, this.rate);
  }

  show(manifest, id) {
    this.manifest = manifest;
    this.rate = parseRate(manifest.rate);
    this.id = id;
    const { scene } = this;
    if (!scene) return;
    const take = manifest.takes[scene.take];
    setText($("s-title"), `Scene ${scene.number}`);
    setText($("s-span"), `${shortTimecode(scene.start, this.rate)} to ${shortTimecode(scene.end, this.rate)} · ${lengthText(scene.end - scene.start, this.rate)}`);
    this.#badges(scene);
    setText($("s-words"), heard(manifest, scene));
    $("s-words").hidden = !$("s-words").textContent;
    this.#start_(scene);
    this.#takes(manifest, scene, take);
    this.#fit(manifest, scene, take);
    this.#picture(manifest, scene);
    $("s-page").href = scene.url;
    this.#allow(manifest, scene, take);
  }

  #badges(scene) {
    const key = `${scene.state}|${scene.locked}|${scene.fit?.text}|${scene.cue?.label}|${scene.transition}`;
    if ($("s-badges").dataset.key === key) return;
    $("s-badges").dataset.key = key;
    const kind = { failed: "fail", stale: "wait", held: "wait", missing: "wait", misfit: "wait" };
    const made = (name, text, mark) => el("span", { class: `badge ${kind[name] ?? ""}` }, ...(mark ? [icon(mark)] : []), text);
    $("s-badges").replaceChildren(
      made(scene.state, STATE_WORDS[scene.state] ?? scene.state, scene.state === "locked" ? "ready" : scene.state),
      ...(scene.locked ? [made("", "Locked", "locked")] : []),
      ...(scene.fit ? [made(scene.fit.kind, scene.fit.text)] : []),
      ...(scene.transition === "dissolve" ? [made("", canDecode() ? "Dissolve" : "Dissolve: a cut in this preview")] : []),
    );
  }

  #start_(scene) {
    const first = scene.number === 1;
    for (const control of $("g-start").querySelectorAll("button, input")) control.disabled = !this.manifest.can_edit || (first && control.dataset.act !== "endHere");
    if (document.activeElement !== $("s-start")) $("s-start").value = shortTimecode(scene.start, this.rate);
    $("s-start").title = `${timecode(scene.start, this.rate)}, frame ${scene.start}`;
  }

  #takes(manifest, scene, take) {
    const own = scene.takes.filter((id) => manifest.takes[id]);
    const key = JSON.stringify([scene.id, scene.take, manifest.can_edit, scene.locked, own.map((id) => [id, manifest.takes[id].thumb])]);
    setText($("s-taken"), own.length ? plural(own.length, "take") : "");
    if ($("takes").dataset.key !== key) {
      $("takes").dataset.key = key;
      const focused = document.activeElement?.dataset?.take;
      $("takes").replaceChildren(...own.map((id, n) => this.#take(manifest.takes[id], id, n, id === scene.take, scene)));
      if (focused) $("takes").querySelector(`[data-take="${focused}"]`)?.focus();
    }
    const others = Object.entries(manifest.takes).filter(([id]) => !own.includes(id));
    const numbers = new Map(manifest.scenes.map((one) => [one.id, one.number]));
    const named = ([id, one]) => [id, `${numbers.has(one.scene) ? `Scene ${numbers.get(one.scene)}` : "A scene that is gone"}, take ${one.number}, ${one.kind === "clip" ? "clip" : "still"}`];
    setOptions($("s-from"), [["", others.length ? "Choose…" : "There are no others"], ...others.map(named)], take && !own.includes(scene.take) ? scene.take : "");
    $("compare").disabled = own.length < 2;
  }

  #take(take, id, n, shown, scene) {
    const kind = take.kind === "clip" ? "clip" : "still";
    const picture = take.thumb ? el("img", { src: take.thumb, alt: "", width: 160, height: 90, loading: "lazy" }) : el("span", { class: "no-pic" });
    const short = take.short_by ? `, ${take.short_by} frames short` : "";
    const text = `Take ${take.number}, ${kind}${short}${take.engine ? `, ${take.engine}, ${price(take.price_microusd)}` : ""}`;
    return el("li", {}, el("button", {
      class: "take", "data-take": id, "aria-pressed": String(shown), "aria-label": `${text}${n < 9 ? `; key ${n + 1}` : ""}`, title: text,
      disabled: !this.manifest.can_edit || scene.locked, onclick: () => { if (this.scene.take !== id) this.take(id); },
    }, picture, el("span", { class: "take-label" }, n < 9 ? el("kbd", {}, String(n + 1)) : null, `${take.number} ${kind}`)));
  }

  #fit(manifest, scene, take) {
    const isClip = take?.kind === "clip";
    $("g-clip").hidden = !isClip;
    $("g-move").hidden = !take || isClip || scene.kind === "card";
    $("g-fit").hidden = $("g-clip").hidden && $("g-move").hidden;
    if (isClip) {
      setValue($("s-in"), scene.in_point);
      $("s-in").max = take.frames - 1;
      const { before, after } = handles(manifest, this.index);
      setText($("s-handles"), before === null ? "" : `${before} before, ${after} after`);
      const [least, most] = manifest.speed.map(parseFraction);
      const offered = SPEEDS.filter((text) => compare(parseFraction(text), least) >= 0 && compare(parseFraction(text), most) <= 0);
      const all = scene.speed && !offered.includes(scene.speed) ? [...offered, scene.speed] : offered;
      setOptions($("s-speed"), [["", "As it fits"], ...all.map((text) => [text, speedText(text)])], scene.speed ?? "");
    }
    setOptions($("s-move"), manifest.moves.map((name) => [name, words(name)]), scene.move);
  }

  #picture(manifest, scene) {
    const names = { hard: "a hard cut", dissolve: "a dissolve", fade: "a fade through black" };
    const offered = manifest.transitions.filter((name) => scene.number > 1 || name !== "dissolve");
    setOptions($("s-into"), offered.map((name) => [name, names[name] ?? words(name)]), scene.transition);
    setValue($("s-over"), scene.transition_frames);
    $("s-over").disabled = !manifest.can_edit || scene.locked || scene.transition === "hard";
    setOptions($("s-look"), manifest.looks.map((name) => [name, words(name)]), scene.look);
    setValue($("s-fx"), scene.focus[0] / 10);
    setValue($("s-fy"), scene.focus[1] / 10);
    setValue($("s-voice"), scene.voice_db ?? 0);
    setValue($("s-score"), scene.score_db ?? 0);
    setText($("s-lock").querySelector("span"), scene.locked ? "Unlock" : "Lock");
  }

  #allow(manifest, scene, take) {
    const may = manifest.can_edit;
    const free = may && !scene.locked;
    for (const id of ["s-in", "s-speed", "s-move", "s-look", "s-fx", "s-fy", "s-into", "s-from"]) $(id).disabled = !free;
    for (const button of document.querySelectorAll("#g-clip [data-slip]")) button.disabled = !free;
    for (const id of ["s-voice", "s-score", "s-level", "s-lock"]) $(id).disabled = !may;
    for (const act of ["split", "merge"]) document.querySelector(`#panel-scene [data-act=${act}]`).disabled = !free;
    $("again").hidden = !may || scene.kind === "black" || scene.locked;
    $("g-takes").hidden = scene.kind === "black" && !take;
  }
}
