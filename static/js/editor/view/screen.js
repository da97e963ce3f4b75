// The picture and what lies over it: dissolves and fades, the caption, what is missing, which player runs; and the
// same film in another shape, as a render of it would be cut.

import { nextShape, positionOf, safeEdges, shapeOf, SHAPES } from "../core/framing.js";
import { darkness } from "../core/mix.js";
import { sceneAt } from "../core/transcript.js";
import { Mixer } from "../player/mixer.js";
import { $, icon, setText } from "./dom.js";

const SAYS = {
  live: "The cut as it is now",
  render: "The last render: this browser or this film has no live preview yet",
  none: "No preview yet",
};
/** A film of no shape that it can be rendered in. */
const ITS_OWN = "own";

export class Screen {
  #scene = null;
  #framed = "";
  #at = 0;

  constructor(player) {
    this.player = player;
    this.shape = null;
    this.safe = false;
    this.mixer = new Mixer($("mix"), () => player.files);
  }

  show(manifest) {
    this.manifest = manifest;
    this.own = shapeOf(manifest.width, manifest.height) ?? ITS_OWN;
    this.shape ??= this.own;
    this.#frame();
    this.#scene = null;
    this.#framed = "";
    this.mixer.show(manifest, this.#across());
    this.shown(this.#at);
  }

  /** Another shape, or with null the next one; answers its name in words. */
  setShape(shape = null) {
    this.shape = shape ?? nextShape(this.shape, this.own);
    this.show(this.manifest);
    return this.shape === this.own ? "The film’s own shape" : `As ${this.shape}, cut by each scene’s focus point`;
  }

  setSafe(safe = !this.safe) {
    this.safe = safe;
    this.#frame();
    return safe;
  }

  #across() { return SHAPES[this.shape] ?? [this.manifest.width, this.manifest.height]; }

  /** How the stage is cut, and what of it is to be left free. */
  #frame() {
    const [across, down] = this.#across();
    $("screen").style.setProperty("--aspect", across / down);
    for (const button of document.querySelectorAll("[data-shape-of]")) button.setAttribute("aria-pressed", button.dataset.shapeOf === this.shape);
    $("safe").setAttribute("aria-pressed", this.safe);
    $("safe-area").hidden = !this.safe;
    const { top, right, bottom, left } = safeEdges([across, down]);
    $("safe-area").style.inset = `${top}% ${right}% ${bottom}% ${left}%`;
  }

  kind(manifest) {
    const { kind } = this.player;
    $("editor").dataset.preview = kind;
    const stale = kind === "render" && manifest.render?.stale ? ", before your last change" : "";
    setText($("kind"), SAYS[kind] + stale);
    $("empty").hidden = kind !== "none";
    if (kind === "none") setText($("empty"), "Previews are being made. The film can be cut meanwhile.");
    this.shown(this.#at);
  }

  state(playing) {
    const button = $("play");
    setText(button.querySelector("span"), playing ? "Pause" : "Play");
    button.setAttribute("aria-label", playing ? "Pause" : "Play");
    button.querySelector("use").setAttribute("href", playing ? "#i-pause" : "#i-play");
  }

  problem({ what, error }) {
    if (what === "sound") setText($("kind"), "The cut as it is now, without its sound");
    console.warn("preview:", what, String(error));
  }

  /** What is laid over the frame that is on screen now: a render has its transitions in it already. */
  shown(frame) {
    this.#at = frame;
    if (!this.manifest) return;
    const live = this.player.kind === "live";
    const dark = live ? darkness(this.manifest.scenes, frame) : 0;
    $("dark").hidden = dark === 0;
    $("dark").style.opacity = dark;
    this.mixer.frame(frame);
    this.#place(frame);
  }

  /** Which part of the picture another shape shows. */
  #place(frame) {
    const scene = this.manifest.scenes[sceneAt(this.manifest.scenes, frame)];
    const key = `${this.shape} ${scene?.focus}`;
    if (!scene || key === this.#framed) return;
    this.#framed = key;
    const [x, y] = positionOf([this.manifest.width, this.manifest.height], this.#across(), scene.focus ?? [500, 500]);
    $("screen").style.setProperty("--picture-at", `${(100 * x).toFixed(3)}% ${(100 * y).toFixed(3)}%`);
  }

  /** What is told at the playhead: the caption, and a scene that cannot be shown. */
  frame(manifest, frame) {
    const caption = manifest.captions.find((one) => frame >= one.start && frame < one.end);
    $("caption").hidden = !caption;
    if (caption) setText($("caption"), caption.text);
    if (this.player.kind !== "live") return;
    const scene = manifest.scenes[sceneAt(manifest.scenes, frame)];
    const bare = scene && scene.kind !== "black" && !manifest.takes[scene.take]?.proxy;
    if (this.#scene === `${scene?.id}${bare}`) return;
    this.#scene = `${scene?.id}${bare}`;
    $("empty").hidden = !bare;
    const thumb = bare ? manifest.takes[scene.take]?.thumb : null;
    $("screen").style.backgroundImage = thumb ? `url(${JSON.stringify(thumb)})` : "";
    $("screen").classList.toggle("bare", Boolean(bare && thumb));
    if (bare) $("empty").replaceChildren(icon(scene.take ? "working" : "missing"), scene.take ? `Scene ${scene.number}: its preview is being made` : `Scene ${scene.number} has no picture yet`);
  }
}
