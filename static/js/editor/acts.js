// What keys and buttons do, by name: one table for both. `room` is the only thing they act on.

import { beatText } from "./core/beats.js";
import { limits } from "./core/ops.js";
import { marked } from "./core/range.js";
import { handles, handlesText, slipped } from "./core/slip.js";
import { shortTimecode } from "./core/timecode.js";
import { sceneAt } from "./core/transcript.js";
import { $ } from "./view/dom.js";

/** The frames to either side at which something is cut. */
function cutFrom(room, step) {
  const { scenes, frames } = room.store.view;
  const cuts = [...scenes.map((scene) => scene.start), frames - 1];
  return step > 0 ? cuts.find((at) => at > room.player.frame) ?? cuts.at(-1) : cuts.findLast((at) => at < room.player.frame) ?? 0;
}

/** Moves the start of scene `index` (its place in the cut), or says why it cannot be moved there. */
function boundary(room, index, frame) {
  const scene = room.store.view.scenes[index];
  if (!scene || index < 1) { room.say(index < 1 ? "The film starts here." : "The film ends here."); return; }
  const { from, to, below, above } = limits(room.store.view, index);
  if (frame < from || frame > to) { room.say(frame < from ? below : above); return; }
  if (frame !== scene.start) room.move(scene.id, frame);
}

function split(room) {
  const { frame } = room.player;
  const { scenes } = room.store.view;
  const here = scenes[sceneAt(scenes, frame)];
  if (frame <= here.start) { room.say("Move the playhead into the scene that shall be split."); return; }
  room.edit([{ op: "split", scene: here.id, frame }]);
}

/** Marks one end of what is played over and over; null lets it go. */
function mark(room, end) {
  const range = end ? marked(room.range ?? null, end, room.player.frame, room.store.view.frames) : null;
  room.range = range;
  room.timeline.setRange(range);
  if (!range && document.activeElement === $("range-off")) document.querySelector("[data-act=rangeIn]").focus();
  $("range-off").hidden = !range;
  room.say(range ? `Plays over and over from ${shortTimecode(range.from, room.rate)} to ${shortTimecode(range.to, room.rate)}.` : "Plays to the end again.");
}

/** Shows another stretch of the scene's take, as far as the take goes; of one that does not fit the server judges. */
export function slip(room, scene, inPoint) {
  const { view } = room.store;
  const index = view.scenes.findIndex((one) => one.id === scene.id);
  const take = view.takes[scene.take];
  if (take?.kind !== "clip" || scene.locked) { room.say(scene.locked ? `Scene ${scene.number} is locked.` : "Only a clip can be slipped; a still has no other frames."); return; }
  if (handles(view, index).before === null) { room.edit([{ op: "slip", scene: scene.id, in_point: Math.max(0, Math.round(inPoint)) }]); return; }
  const to = slipped(view, index, inPoint);
  if (to.inPoint !== scene.in_point) room.edit([{ op: "slip", scene: scene.id, in_point: to.inPoint }]);
  room.say(`${to.stop ? `${to.stop} ` : ""}${handlesText(to)}.`);
}

function takeOf(room, key) {
  const { scene } = room;
  const id = scene.takes[Number(key) - 1];
  if (id && id !== scene.take) room.inspector.take(id);
  else room.say(id ? "That take is on screen." : `There is no take ${key}.`);
}

function snapping(room) {
  room.timeline.snapping = !room.timeline.snapping;
  $("snap").setAttribute("aria-pressed", room.timeline.snapping);
  const marks = room.store.view.sound.song ? "sections, bars and beats" : "pauses, words and beats";
  room.say(room.timeline.snapping ? `Snapping to ${marks}.` : "Snapping is off.");
}

/** Where a boundary stands to the beat: what is said after it was moved; "" where there are no beats. */
export const toldBeat = (room, frame) => (room.store.view.sound.song ? beatText(room.store.view.sound.song, frame) : "");

export function actsOf(room) {
  const { player } = room;
  const at = () => room.scene.number - 1;
  const last = () => room.store.view.frames - 1;
  return {
    toggle: () => player.toggle(), back: () => player.back(), on: () => player.on(),
    frameBack: () => room.goTo(Math.max(0, player.frame - 1)), frameOn: () => room.goTo(Math.min(last(), player.frame + 1)),
    sceneBack: () => room.goTo(cutFrom(room, -1)), sceneOn: () => room.goTo(cutFrom(room, 1)), first: () => room.goTo(0), last: () => room.goTo(last()),
    startHere: () => boundary(room, at(), player.frame), endHere: () => boundary(room, at() + 1, player.frame + 1),
    startEarlier: () => boundary(room, at(), room.scene.start - 1), startLater: () => boundary(room, at(), room.scene.start + 1),
    slipLater: () => slip(room, room.scene, room.scene.in_point + 1), slipEarlier: () => slip(room, room.scene, room.scene.in_point - 1),
    split: () => split(room), merge: () => room.edit([{ op: "merge", scene: room.selected }]),
    take: (key) => takeOf(room, key),
    again: () => { room.tabs.open("scene", { sheet: true }); room.again.open(); },
    snap: () => snapping(room),
    rangeIn: () => mark(room, "from"), rangeOut: () => mark(room, "to"), rangeOff: () => mark(room, null),
    undo: () => room.step("undo"), redo: () => room.step("redo"),
    zoomIn: () => room.timeline.zoomBy(1.5), zoomOut: () => room.timeline.zoomBy(1 / 1.5), fit: () => room.timeline.fit(),
    shape: () => room.say(`${room.screen.setShape()}.`),
    safe: () => room.say(room.screen.setSafe() ? "The safe area is drawn." : "The safe area is off."),
    help: () => $("d-help").showModal(),
  };
}
