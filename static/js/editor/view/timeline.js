// The timeline: tiles that share their boundaries, the sound above them, one playhead. Positions are pixels of
// whole frames; what is scrolled is the browser's own scroller.

import { beatText } from "../core/beats.js";
import { limits } from "../core/ops.js";
import { clampZoom, fit, follow, frameUnder, visible, zoomAt } from "../core/scale.js";
import { reachFrames, snap, sortedMarks } from "../core/snap.js";
import { handlesText, slipped, takeFrames } from "../core/slip.js";
import { parseRate } from "../core/time.js";
import { lengthText, shortTimecode } from "../core/timecode.js";
import { $, eachFrame, el, icon, setText } from "./dom.js";
import { drawSound, drawTracks, forgetWidths, inks } from "./wave.js";

const STATES = { stale: "Out of date", failed: "Failed", held: "Held", working: "Being made", missing: "No picture", ready: "", locked: "" };

export class Timeline {
  #tiles = new Map();
  #marks = [];
  #peaks = [];
  #drag = null;
  #ink = inks();

  /** `on` is called: seek(frame), select(id), preview and move(id, frame), slip and slipped(id, in-point), say(text). */
  constructor(on) {
    this.on = on;
    this.scroller = $("tl");
    this.inner = $("tl-inner");
    this.zoom = 0;
    this.fitted = true;
    this.snapping = true;
    this.frame = 0;
    this.playing = -1;
    this.draw = eachFrame(() => this.#draw());
    this.scroller.addEventListener("scroll", this.draw, { passive: true });
    this.scroller.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    this.#scrub($("wave"));
    new ResizeObserver(() => this.#resized()).observe(this.scroller);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { this.#ink = inks(); this.draw(); });
    document.fonts.ready.then(() => { forgetWidths(); this.draw(); });
  }

  get view() {
    return { zoom: this.zoom, left: this.scroller.scrollLeft, width: this.scroller.clientWidth, frames: this.manifest.frames };
  }

  show(manifest, selected) {
    const sameSound = this.manifest && this.manifest.sound.snaps === manifest.sound.snaps;
    const length = this.manifest?.frames;
    this.manifest = manifest;
    this.selected = selected;
    this.rate = parseRate(manifest.rate);
    if (!sameSound) this.#marks = sortedMarks(manifest.sound.snaps);
    if (!this.zoom || (this.fitted && length !== manifest.frames)) this.zoom = fit(manifest.frames, this.scroller.clientWidth || 1000);
    this.#tilesOf(manifest);
    this.#place();
  }

  setRange(range) { this.range = range; this.draw(); }
  setPeaks(levels) { this.#peaks = levels; this.draw(); }
  setInks() { this.#ink = inks(); this.draw(); }

  setFrame(frame, { following = false, word = -1 } = {}) {
    this.frame = frame;
    if (this.playing !== word) { this.playing = word; this.draw(); }
    $("head").style.transform = `translateX(${frame * this.zoom}px)`;
    if (following) {
      const left = follow(frame, this.view);
      if (left !== this.scroller.scrollLeft) this.scroller.scrollLeft = left;
    }
  }

  zoomBy(factor, x = null) {
    const at = x ?? Math.min(this.view.width, Math.max(0, this.frame * this.zoom - this.scroller.scrollLeft));
    const next = zoomAt(this.view, factor, at);
    this.zoom = next.zoom;
    this.fitted = false;
    this.#place();
    this.scroller.scrollLeft = next.left;
  }

  fit() {
    this.fitted = true;
    this.zoom = fit(this.manifest.frames, this.scroller.clientWidth);
    this.#place();
  }

  reveal(frame) {
    const left = follow(frame, this.view);
    if (left !== this.scroller.scrollLeft) this.scroller.scrollLeft = left;
  }

  nearestMark(frame) { return this.#marks.find((mark) => mark.frame === frame) ?? null; }
  get marks() { return this.#marks; }

  #resized() {
    if (!this.manifest) return;
    this.zoom = this.fitted ? fit(this.manifest.frames, this.scroller.clientWidth) : clampZoom(this.zoom, this.manifest.frames, this.scroller.clientWidth);
    this.#place();
  }

  #wheel(event) {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    this.zoomBy(Math.exp(-event.deltaY / 300), event.clientX - this.scroller.getBoundingClientRect().left);
  }

  #scrub(surface) {
    const at = (event) => frameUnder(event.clientX - this.inner.getBoundingClientRect().left, this.zoom, this.manifest.frames - 1);
    surface.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || !this.manifest) return;
      surface.setPointerCapture(event.pointerId);
      this.on.seek(at(event));
    });
    surface.addEventListener("pointermove", (event) => { if (surface.hasPointerCapture(event.pointerId)) this.on.seek(at(event)); });
  }

  #tilesOf(manifest) {
    const kept = new Set();
    const list = $("tiles");
    manifest.scenes.forEach((scene, index) => {
      kept.add(scene.id);
      let tile = this.#tiles.get(scene.id);
      if (!tile) { tile = this.#tile(scene.id); this.#tiles.set(scene.id, tile); }
      if (list.children[index] !== tile.node) list.insertBefore(tile.node, list.children[index] ?? null);
      this.#fill(tile, scene, index);
    });
    for (const [id, tile] of this.#tiles) {
      if (kept.has(id)) continue;
      tile.node.remove();
      this.#tiles.delete(id);
    }
  }

  #tile(id) {
    const strip = el("span", { class: "strip-pic" });
    const label = el("span", { class: "tile-label" });
    const face = el("button", { class: "tile-face", onclick: () => this.on.select(id) }, strip, label);
    const edge = el("button", { class: "edge", role: "slider", "aria-orientation": "horizontal" });
    const node = el("li", { class: "tile" }, face, edge);
    this.#edge(edge, id);
    this.#slips(face, id);
    return { node, face, strip, label, edge, shown: null, thumb: null };
  }

  #fill(tile, scene, index) {
    const chosen = scene.id === this.selected;
    const [left, { sound }] = [this.manifest.scenes[index - 1], this.manifest];
    if (tile.scene === scene && tile.left === left && tile.chosen === chosen && tile.sound === sound) return;
    const besides = tile.left !== left || tile.sound !== sound; // the boundary's limits are its neighbour's as well
    Object.assign(tile, { left, chosen, sound });
    const state = STATES[scene.state] ?? "";
    const key = [scene.number, scene.start, scene.end, scene.state, scene.locked, scene.take, scene.fit?.kind, scene.fit?.text, scene.transition, chosen].join("|");
    tile.scene = scene;
    if (tile.shown === key) { if (besides) this.#said(tile, scene, index); return; }
    tile.shown = key;
    tile.node.dataset.state = scene.state;
    tile.node.dataset.kind = scene.kind;
    tile.node.classList.toggle("chosen", chosen);
    tile.node.classList.toggle("shimmer", scene.state === "working");
    const take = this.manifest.takes[scene.take];
    tile.face.setAttribute("aria-pressed", chosen);
    tile.face.setAttribute("aria-label", [`Scene ${scene.number}`, shortTimecode(scene.start, this.rate), lengthText(scene.end - scene.start, this.rate), take ? `take ${take.number}` : scene.kind, state, scene.locked ? "locked" : "", scene.fit?.text ?? ""].filter(Boolean).join(", "));
    tile.label.replaceChildren(el("span", { class: "tile-number" }, String(scene.number)),
      ...(scene.state !== "ready" && scene.state !== "locked" ? [icon(scene.state)] : []), ...(scene.locked ? [icon("locked")] : []),
      el("span", { class: "tile-fit", "data-fit": scene.fit?.kind }, badge(scene, take)));
    this.#said(tile, scene, index);
  }

  #said(tile, scene, index) {
    tile.edge.hidden = index === 0;
    if (!index) return;
    const { from, to } = this.manifest.can_edit ? limits(this.manifest, index) : { from: scene.start, to: scene.start };
    const told = this.#beat(scene.start) || this.nearestMark(scene.start)?.label;
    tile.edge.setAttribute("aria-label", `Cut between scenes ${scene.number - 1} and ${scene.number}`);
    tile.edge.setAttribute("aria-valuemin", from);
    tile.edge.setAttribute("aria-valuemax", to);
    tile.edge.setAttribute("aria-valuenow", scene.start);
    tile.edge.setAttribute("aria-valuetext", `${shortTimecode(scene.start, this.rate)}${told ? `, ${told}` : ""}`);
    tile.edge.setAttribute("aria-disabled", from === to);
  }

  #place() {
    const { zoom } = this;
    this.inner.style.width = `${Math.max(this.scroller.clientWidth, Math.ceil(this.manifest.frames * zoom))}px`;
    for (const tile of this.#tiles.values()) this.#put(tile, zoom);
    $("head").style.transform = `translateX(${this.frame * zoom}px)`;
    this.draw();
  }

  #put(tile, zoom) {
    const { node, scene } = tile;
    const at = `${scene.start} ${scene.end} ${zoom}`;
    if (tile.at === at) return;
    tile.at = at;
    const left = scene.start * zoom;
    node.style.transform = `translateX(${left}px)`;
    node.style.width = `${Math.max(2, scene.end * zoom - left)}px`;
  }

  #draw() {
    if (!this.manifest || !this.scroller.clientWidth) return;
    const view = this.view;
    drawSound($("wave"), { manifest: this.manifest, view, rate: this.rate, peaks: this.#peaks, ink: this.#ink, playing: this.playing, range: this.range ?? null });
    drawTracks($("tracks"), { manifest: this.manifest, view, ink: this.#ink });
    const [from, to] = visible(view);
    const ahead = Math.ceil(view.width / this.zoom / 2);
    for (const tile of this.#tiles.values()) {
      const { scene } = tile;
      if (scene.end < from - ahead || scene.start > to + ahead || tile.thumb === scene.thumb) continue;
      tile.thumb = scene.thumb;
      tile.strip.style.backgroundImage = scene.thumb ? `url(${JSON.stringify(scene.thumb)})` : "";
    }
  }

  // --- a boundary by pointer and by key -----------------------------------------------------------------

  #edge(edge, id) {
    edge.addEventListener("pointerdown", (event) => this.#grab(event, edge, id));
    edge.addEventListener("pointermove", (event) => { if (this.#drag?.edge === edge) this.#pull(event); });
    edge.addEventListener("pointerup", () => this.#drop(true));
    edge.addEventListener("pointercancel", () => this.#drop(false));
    edge.addEventListener("keydown", (event) => this.#key(event, id));
    edge.addEventListener("focus", () => this.on.select(id, { seek: false }));
  }

  #grab(event, edge, id) {
    const index = this.manifest.scenes.findIndex((scene) => scene.id === id);
    if (event.button !== 0 || !this.manifest.can_edit || index < 1) return;
    event.preventDefault();
    edge.focus({ preventScroll: true });
    edge.setPointerCapture(event.pointerId);
    const scene = this.manifest.scenes[index];
    const origin = event.clientX - this.inner.getBoundingClientRect().left - scene.start * this.zoom;
    this.#drag = { edge, id, index, origin, from: scene.start, at: scene.start, bounds: limits(this.manifest, index) };
    this.#begin("dragging");
  }

  #cancel = null;

  #pull(event) {
    const drag = this.#drag;
    const x = event.clientX - this.inner.getBoundingClientRect().left - drag.origin;
    const wanted = frameUnder(x, this.zoom, this.manifest.frames);
    const { from, to } = drag.bounds;
    const free = event.altKey || !this.snapping;
    const mark = free ? null : snap(wanted, this.#marks, reachFrames(this.zoom), { from, to });
    const frame = mark ? mark.frame : Math.min(to, Math.max(from, wanted));
    const stop = wanted < from ? drag.bounds.below : wanted > to ? drag.bounds.above : null;
    const reason = [mark && mark.kind !== "beat" && mark.kind !== "downbeat" ? mark.label : null, this.#beat(frame)].filter(Boolean).join(" · ") || mark?.label;
    if (frame === drag.at && drag.reason === (stop ?? reason)) return;
    drag.at = frame;
    drag.reason = stop ?? reason;
    this.#guide(frame, drag.reason ?? null, Boolean(mark));
    this.on.preview(drag.id, frame);
  }

  // --- a take slipped under its scene: Alt and drag; keys and buttons do the same -------------------------

  #slips(face, id) {
    face.addEventListener("pointerdown", (event) => {
      const index = this.manifest.scenes.findIndex((scene) => scene.id === id);
      const scene = this.manifest.scenes[index];
      if (event.button !== 0 || !event.altKey || !this.manifest.can_edit || this.manifest.takes[scene?.take]?.kind !== "clip" || scene.locked) return;
      event.preventDefault();
      face.setPointerCapture(event.pointerId);
      this.on.select(id);
      this.#drag = { face, id, index, slips: true, x: event.clientX, from: scene.in_point, at: scene.in_point };
      this.#tellSlip(scene.in_point);
      this.#begin("slipping");
    });
    face.addEventListener("pointermove", (event) => {
      if (this.#drag?.face !== face) return;
      // to the right draws what comes earlier in the take under the scene
      const by = takeFrames(this.manifest, this.#drag.index, Math.round((event.clientX - this.#drag.x) / this.zoom));
      this.#tellSlip(this.#drag.from - by);
      this.on.slip(id, this.#drag.at);
    });
    face.addEventListener("pointerup", () => { if (this.#drag?.face === face) this.#drop(true); });
    face.addEventListener("pointercancel", () => { if (this.#drag?.face === face) this.#drop(false); });
  }

  #tellSlip(wanted) {
    const to = slipped(this.manifest, this.#drag.index, wanted);
    this.#drag.at = to.inPoint;
    $("guide-text").classList.add("now");
    setText($("guide-text"), `${handlesText(to)}${to.stop ? ` · ${to.stop}` : ""}`);
  }

  #begin(kind) {
    this.inner.classList.add(kind);
    this.#cancel = (key) => { if (key.key === "Escape") { key.stopPropagation(); this.#drop(false); } };
    document.addEventListener("keydown", this.#cancel, true);
  }

  /** What the last act came to, where the guide line gives its reason while one drags. */
  tell(text) {
    this.told = text;
    if (!this.#drag) setText($("guide-text"), text);
  }

  /** How far a frame is from the beat; "" where the film is not cut to a song. */
  #beat(frame) { return this.manifest.sound.song ? beatText(this.manifest.sound.song, frame) : ""; }

  #guide(frame, reason, strong) {
    const guide = $("guide");
    guide.hidden = frame === null;
    $("guide-text").classList.toggle("now", frame !== null);
    if (frame === null) { setText($("guide-text"), this.told ?? ""); return; }
    guide.classList.toggle("held", strong);
    guide.style.transform = `translateX(${frame * this.zoom}px)`;
    setText($("guide-text"), `${shortTimecode(frame, this.rate)}${reason ? ` · ${reason}` : ""}`);
  }

  #drop(keep) {
    const drag = this.#drag;
    if (!drag) return;
    this.#drag = null;
    document.removeEventListener("keydown", this.#cancel, true);
    this.inner.classList.remove("dragging", "slipping");
    this.#guide(null);
    if (drag.slips) this.on.slipped(drag.id, keep ? drag.at : null);
    else this.on.move(drag.id, keep ? drag.at : null, drag.from);
  }

  #key(event, id) {
    const index = this.manifest.scenes.findIndex((scene) => scene.id === id);
    const { from, to } = limits(this.manifest, index);
    const start = this.manifest.scenes[index].start;
    const by = event.shiftKey ? 10 : 1;
    const wanted = { ArrowLeft: start - by, ArrowDown: start - by, ArrowRight: start + by, ArrowUp: start + by, PageDown: start - 10, PageUp: start + 10, Home: from, End: to }[event.key];
    if (wanted === undefined || event.ctrlKey || event.metaKey || event.altKey || !this.manifest.can_edit) return;
    event.preventDefault();
    event.stopPropagation();
    const frame = Math.min(to, Math.max(from, wanted));
    if (frame !== start) this.on.move(id, frame, start);
  }
}

function badge(scene, take) {
  if (scene.kind === "black") return "Black";
  if (!take) return "";
  const fits = { speed: scene.fit?.text?.match(/[\d.]+×/)?.[0] ?? "", freeze: "freeze", misfit: "short", trim: "", still: "" };
  return [`take ${take.number}`, fits[scene.fit?.kind] ?? ""].filter(Boolean).join(" · ");
}
