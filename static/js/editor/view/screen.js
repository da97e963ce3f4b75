// The picture and what lies over it: black while a fade has it, the caption, what is missing, which player runs.

import { $, icon, setText } from "./dom.js";

const SAYS = {
  live: "The cut as it is now",
  render: "The last render: this browser or this film has no live preview yet",
  none: "No preview yet",
};

export class Screen {
  #scene = null;

  constructor(player) { this.player = player; }

  show(manifest) {
    $("screen").style.aspectRatio = `${manifest.width} / ${manifest.height}`;
    this.#scene = null;
  }

  kind(manifest) {
    const { kind } = this.player;
    $("editor").dataset.preview = kind;
    const stale = kind === "render" && manifest.render?.stale ? ", before your last change" : "";
    setText($("kind"), SAYS[kind] + stale);
    $("empty").hidden = kind !== "none";
    if (kind === "none") setText($("empty"), "Previews are being made. The film can be cut meanwhile.");
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

  /** What lies over the picture at a frame. */
  frame(manifest, frame) {
    const dark = darkness(manifest.scenes, frame);
    $("dark").hidden = dark === 0;
    $("dark").style.opacity = dark;
    const caption = manifest.captions.find((one) => frame >= one.start && frame < one.end);
    $("caption").hidden = !caption;
    if (caption) setText($("caption"), caption.text);
    if (this.player.kind !== "live") return;
    const scene = manifest.scenes.find((one) => frame >= one.start && frame < one.end);
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

/** How black a fade makes a frame, from 0 to 1. */
export function darkness(scenes, frame) {
  for (const scene of scenes) {
    if (scene.transition !== "fade") continue;
    const half = scene.transition_frames / 2;
    if (frame >= scene.start - half && frame < scene.start) return scene.number === 1 ? 0 : (frame - scene.start + half + 1) / half;
    if (frame >= scene.start && frame < scene.start + half) return 1 - (frame - scene.start + 0.5) / half;
  }
  return 0;
}
