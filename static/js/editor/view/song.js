// The song in place of words: its sections with their bars as buttons, a chosen stretch of beats that becomes a
// scene, and the cues with their reasons.

import { barAt, beatText, cueAt, opsForBeats, reasonText, sectionText, startsIn } from "../core/beats.js";
import { limits } from "../core/ops.js";
import { msAt, parseRate } from "../core/time.js";
import { shortTimecode } from "../core/timecode.js";
import { sceneAt, wordAt } from "../core/transcript.js";
import { $, el, plural } from "./dom.js";

export class SongPanel {
  #chosen = null;
  #lit = 0;
  #key = "";

  /** `on`: edit(ops), seek(frame), say(text). */
  constructor(on) {
    this.on = on;
    $("words").addEventListener("click", (event) => {
      const bar = event.target.closest("[data-bar]");
      const cue = event.target.closest("[data-cue]");
      if (bar) this.#bar(Number(bar.dataset.bar), event.shiftKey);
      if (cue) this.#at(Number(cue.dataset.cue));
    });
  }

  get song() { return this.manifest.sound.song; }

  show(manifest) {
    this.manifest = manifest;
    this.rate = parseRate(manifest.rate);
    const key = JSON.stringify([manifest.can_edit, this.song, manifest.scenes.map((scene) => scene.start)]);
    if (key === this.#key) return;
    this.#key = key;
    const focused = document.activeElement?.closest?.("#words [data-bar], #words [data-cue]")?.id;
    $("words").replaceChildren(this.#grid(), this.#cues());
    if (focused) $(focused)?.focus({ preventScroll: true });
    this.#lit = 0;
    this.#select();
  }

  #grid() {
    const starts = startsIn(this.song, this.manifest.scenes);
    const of = (section) => this.song.bars.filter(({ beats }) => beats[0] >= section.start && beats[0] < section.end);
    return el("div", { class: "stack" }, ...this.song.sections.map((section) => el("section", { class: "line", "aria-label": `${sectionText(section)}, from ${shortTimecode(section.start, this.rate)}` },
      el("p", { class: "row apart small" }, el("strong", { class: "song-role" }, section.role), el("span", { class: "dim" }, section.energy ?? ""), el("span", { class: "num dim tiny" }, shortTimecode(section.start, this.rate))),
      el("div", { class: "song-bars" }, ...of(section).map((bar) => this.#barButton(bar, starts.get(bar.bar) ?? []))),
      this.#sung(section))));
  }

  #barButton({ bar }, scenes) {
    const says = scenes.length ? `; scene ${scenes.join(" and ")} starts here` : "";
    return el("button", { class: `song-bar num${scenes.length ? " cut" : ""}`, id: `bar-${bar}`, "data-bar": bar, "aria-pressed": "false", "aria-label": `Bar ${bar}${says}`, title: `Bar ${bar}${says}` },
      String(bar), scenes.length ? el("span", { class: "scene-mark" }, scenes.join(" ")) : null);
  }

  /** What is sung there, where anybody knows. */
  #sung(section) {
    const words = this.manifest.sound.words.filter((word) => word.frame >= section.start && word.frame < section.end);
    return words.length ? el("p", { class: "said-words small dim", dir: "auto" }, words.map((word) => word.text).join(" ")) : null;
  }

  #cues() {
    if (!this.song.cues.length) return "";
    return el("section", { "aria-label": "Cues" }, el("h3", { class: "small song-head" }, plural(this.song.cues.length, "cue")),
      el("ol", { class: "song-cues" }, ...this.song.cues.map((cue, n) => el("li", {}, el("button", { class: "song-cue", id: `cue-${n}`, "data-cue": cue.frame },
        el("span", { class: "num" }, shortTimecode(cue.frame, this.rate)), el("span", {}, cue.name ? el("strong", { dir: "auto" }, `${cue.name} `) : null, reasonText(cue)))))));
  }

  #own(bar) { return this.song.bars.find((one) => one.bar === bar); }

  /** One bar, or with Shift all from the one before to it. */
  #bar(bar, extend) {
    const anchor = extend && this.#chosen ? this.#chosen.anchor : bar;
    const [from, to] = [Math.min(anchor, bar), Math.max(anchor, bar)];
    this.#chosen = { anchor, from, to, frame: this.#own(from).beats[0] };
    if (!extend) this.on.seek(this.#chosen.frame);
    this.#select();
  }

  /** One beat of the bar that is chosen, or a cue. */
  #at(frame) {
    const bar = barAt(this.song, frame)?.bar ?? this.song.bars[0]?.bar ?? 0;
    this.#chosen = { anchor: bar, from: bar, to: bar, frame };
    this.on.seek(frame);
    this.#select();
  }

  #select() {
    const chosen = this.#chosen;
    for (const node of document.querySelectorAll("#words [data-bar]")) {
      const bar = Number(node.dataset.bar);
      const inside = Boolean(chosen) && bar >= chosen.from && bar <= chosen.to;
      node.classList.toggle("chosen", inside);
      node.setAttribute("aria-pressed", inside);
    }
    $("selection").hidden = !chosen || !this.manifest.can_edit;
    if ($("selection").hidden) return;
    const focused = document.activeElement?.dataset?.beat;
    $("selection").replaceChildren(this.#told(chosen), ...(chosen.from === chosen.to ? [this.#beats(chosen)] : []), this.#acts(chosen));
    if (focused) $("selection").querySelector(`[data-beat="${focused}"]`)?.focus();
  }

  #told({ from, to, frame }) {
    const cue = cueAt(this.song, frame);
    const text = from === to ? `${shortTimecode(frame, this.rate)}, ${beatText(this.song, frame)}` : `Bars ${from} to ${to}`;
    return el("p", { class: "small" }, text, cue && from === to ? el("span", { class: "dim" }, ` · ${cue.name || reasonText(cue)}`) : null);
  }

  #beats({ from, frame }) {
    const bar = this.#own(from);
    if (!bar) return "";
    const button = (at, beat) => el("button", { class: "tool square num", "data-beat": beat, "aria-label": `Beat ${beat} of bar ${from}`, "aria-pressed": String(at === frame), onclick: () => this.#at(at) }, String(beat));
    return el("div", { class: "ed-line", role: "group", "aria-label": `Beats of bar ${from}` }, ...bar.beats.map((at, n) => button(at, bar.first + n)));
  }

  #acts({ from, to, frame }) {
    const { scenes, frames } = this.manifest;
    const here = scenes[sceneAt(scenes, frame)];
    const next = scenes[here.number];
    const after = this.song.bars.find((one) => one.bar === to + 1)?.beats[0] ?? frames;
    const act = (text, ops, disabled) => el("button", { class: "tool", disabled, onclick: () => this.on.edit(ops) }, text);
    const reaches = (index) => { const { from: least, to: most } = limits(this.manifest, index); return frame >= least && frame <= most && frame !== scenes[index].start; };
    const ops = opsForBeats(this.manifest, frame, after);
    return el("div", { class: "ed-line" },
      act("Start scene here", [{ op: "move_boundary", scene: here.id, frame }], here.number === 1 || !reaches(here.number - 1)),
      act("End scene here", [{ op: "move_boundary", scene: next?.id, frame }], !next || !reaches(here.number)),
      act("Split here", [{ op: "split", scene: here.id, frame }], frame <= here.start),
      act(from === to ? "This bar as one scene" : `${plural(to - from + 1, "bar")} as one scene`, ops ?? [], !ops));
  }

  /** The bar that is heard is lit; answers the index of the word that is sung, -1 without any. */
  light(frame) {
    if (!this.manifest) return -1;
    const bar = barAt(this.song, frame)?.bar ?? 0;
    if (bar !== this.#lit) {
      $(`bar-${this.#lit}`)?.classList.remove("lit");
      $(`bar-${bar}`)?.classList.add("lit");
      this.#lit = bar;
    }
    const { words } = this.manifest.sound;
    const ms = msAt(frame, this.rate) + 20;
    const index = wordAt(words, ms);
    return index >= 0 && words[index].end_ms + 200 >= ms ? index : -1;
  }
}
