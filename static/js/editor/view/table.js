// The timeline as a table: for screen readers, for phones (as cards), and for whoever likes tables better.

import { heardText } from "../core/beats.js";
import { parseRate } from "../core/time.js";
import { lengthText, shortTimecode } from "../core/timecode.js";
import { wordsOf } from "../core/transcript.js";
import { limits } from "../core/ops.js";
import { $, el, icon } from "./dom.js";

const STATES = { ready: "Ready", stale: "Out of date", failed: "Failed", held: "Held", working: "Being made", missing: "No picture", locked: "Locked" };

export class Table {
  #rows = new Map();
  #selected = null;

  /** `on`: open(id), move(id, frame), seek(frame). */
  constructor(on) {
    this.on = on;
    this.fresh = true;
  }

  show(manifest, selected) {
    if (this.fresh) { $("rows").replaceChildren(); this.fresh = false; }
    this.manifest = manifest;
    const rate = parseRate(manifest.rate);
    const kept = new Set();
    manifest.scenes.forEach((scene, index) => {
      kept.add(scene.id);
      let row = this.#rows.get(scene.id);
      const chosen = scene.id === selected;
      const stands = row && row.scene === scene && row.chosen === chosen && row.may === manifest.can_edit;
      const key = stands ? row.key : JSON.stringify([scene.number, scene.start, scene.end, scene.state, scene.locked, scene.take, scene.fit, scene.text, scene.thumb, manifest.can_edit, chosen]);
      if (!row || row.key !== key) {
        const focused = row?.node.contains(document.activeElement) ? document.activeElement.dataset.on : null;
        const node = this.#row(manifest, scene, index, rate, chosen);
        row?.node.replaceWith(node);
        row = { node, key };
        this.#rows.set(scene.id, row);
        if (focused) node.querySelector(`[data-on="${focused}"]`)?.focus({ preventScroll: true });
      }
      Object.assign(row, { scene, chosen, may: manifest.can_edit });
      if ($("rows").children[index] !== row.node) $("rows").insertBefore(row.node, $("rows").children[index] ?? null);
    });
    if (this.#selected !== selected) this.#reveal(selected);
    for (const [id, row] of this.#rows) if (!kept.has(id)) { row.node.remove(); this.#rows.delete(id); }
  }

  /** On a phone the cards lie side by side: the chosen one is brought to the middle. */
  #reveal(selected) {
    this.#selected = selected;
    const card = this.#rows.get(selected)?.node;
    const lane = $("rows").closest(".scroll");
    if (card && lane.scrollWidth > lane.clientWidth) lane.scrollLeft = card.offsetLeft - (lane.clientWidth - card.offsetWidth) / 2;
  }

  #row(manifest, scene, index, rate, chosen) {
    const take = manifest.takes[scene.take];
    const { song } = manifest.sound;
    const said = (song && heardText(song, scene.start, scene.end)) || scene.text || wordsOf(manifest, scene);
    const cell = (name, ...children) => el("td", { "data-name": name }, ...children);
    const picture = scene.thumb ? el("img", { src: scene.thumb, alt: "", width: 96, height: 54, loading: "lazy" }) : el("span", { class: "no-pic" }, scene.kind === "black" ? "Black" : "");
    return el("tr", { id: `row-${scene.id}`, class: chosen ? "chosen" : null, "data-state": scene.state },
      el("th", { scope: "row" }, el("button", { class: "row-face", "data-on": "seek", onclick: () => this.on.seek(scene.id) }, picture, el("span", {}, `Scene ${scene.number}`))),
      cell("Start", el("span", { class: "num" }, shortTimecode(scene.start, rate))),
      cell("End", el("span", { class: "num" }, shortTimecode(scene.end, rate))),
      cell("Length", el("span", { class: "num" }, lengthText(scene.end - scene.start, rate))),
      el("td", { "data-name": "Words", dir: "auto" }, said),
      cell("Take", take ? `${take.number} ${take.kind === "clip" ? "clip" : "still"}` : "", scene.fit ? el("span", { class: "dim tiny fit" }, scene.fit.text) : null),
      cell("State", el("span", { class: `state ${scene.state}` }, ...(scene.state === "ready" ? [] : [icon(scene.state)]), STATES[scene.state] ?? scene.state), scene.locked && scene.state !== "locked" ? el("span", { class: "state" }, icon("locked"), "Locked") : null),
      el("td", { class: "end", "data-name": "Acts" }, el("div", { class: "ed-line" },
        ...(index && manifest.can_edit ? this.#steps(scene, index) : []),
        el("button", { class: "tool", "data-on": "open", onclick: () => this.on.open(scene.id) }, manifest.can_edit ? "Edit" : "Look", el("span", { class: "sr" }, ` at scene ${scene.number}`)))));
  }

  #steps(scene, index) {
    const step = (by, text) => el("button", {
      class: "tool square", "data-on": `step${by}`, "aria-label": `Start scene ${scene.number} one frame ${text}`,
      onclick: () => {
        const { from, to } = limits(this.manifest, index);
        const frame = scene.start + by;
        if (frame >= from && frame <= to) this.on.move(scene.id, frame);
      },
    }, by < 0 ? "−1" : "+1");
    return [step(-1, "earlier"), step(1, "later")];
  }
}
