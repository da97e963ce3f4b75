// A refusal's ways out, as the server words them, turned into what a button can do: edits, or a place to go.

import { applyAll, limits } from "./ops.js";

/** The scene that a refused edit left without enough picture; the edited one when none can be told. */
function short(manifest, edits) {
  const after = applyAll(manifest, edits);
  const known = new Set(manifest.scenes.filter((scene) => scene.fit?.kind === "misfit").map((scene) => scene.id));
  const found = after.scenes.find((scene) => scene.fit?.kind === "misfit" && !known.has(scene.id));
  return manifest.scenes.find((scene) => scene.id === (found ?? {}).id) ?? manifest.scenes.find((scene) => scene.id === edits[0]?.scene) ?? null;
}

/** The remedy first, so that each step holds by itself; an edit of the same kind on the same scene gives way. */
const after = (remedy, edits) => [remedy, ...edits.filter((op) => op.op !== remedy.op || op.scene !== remedy.scene)];

/** {text, ops} or {text, go: "again" | "takes" | "speed" | "in", scene} for each choice of a refusal. */
export function waysOut(manifest, { choices = [], edits = [] }) {
  const scene = short(manifest, edits);
  if (!scene) return choices.map((text) => ({ text: sentence(text) }));
  return choices.map((choice) => {
    const text = sentence(choice);
    if (/^slow it/i.test(choice)) return { text, ops: after({ op: "set_speed", scene: scene.id, speed: null }, edits) };
    if (/^start it earlier/i.test(choice)) return { text, ops: after({ op: "slip", scene: scene.id, in_point: 0 }, edits) };
    const by = choice.match(/^make the scene (\d+) frames? shorter/i);
    if (by) return { text, ops: shorter(manifest, scene, Number(by[1]), edits) };
    if (/longer take/i.test(choice)) return { text, go: "again", scene: scene.id };
    if (/another take/i.test(choice)) return { text, go: "takes", scene: scene.id };
    if (/speed/i.test(choice)) return { text, go: "speed", scene: scene.id };
    return { text, go: "in", scene: scene.id };
  });
}

/** A moved boundary goes as far as it can; any other edit is made after the scene's end has come nearer. */
function shorter(manifest, scene, frames, edits) {
  const [op] = edits;
  const index = manifest.scenes.findIndex((one) => one.id === op.scene);
  if (op.op === "move_boundary" && index > 0) {
    const { from, to } = limits(manifest, index);
    return [{ ...op, frame: Math.min(to, Math.max(from, op.frame)) }];
  }
  const next = manifest.scenes[scene.number];
  return next ? [{ op: "move_boundary", scene: next.id, frame: next.start - frames }, ...edits] : edits;
}

const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1);
