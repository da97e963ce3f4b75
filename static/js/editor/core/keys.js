// The shortcuts: one table, from which both the keys and their list are made.

/** `keys` as KeyboardEvent.key says them; `mod` is Ctrl, or ⌘ on a Mac. A single letter can be switched off. */
export const SHORTCUTS = [
  { act: "toggle", keys: [" ", "k"], shown: "Space or K", says: "Play or pause", group: "Play" },
  { act: "back", keys: ["j"], shown: "J", says: "Play backwards; again for faster", group: "Play" },
  { act: "on", keys: ["l"], shown: "L", says: "Play on; again for faster", group: "Play" },
  { act: "rangeIn", keys: ["I"], shift: true, shown: "Shift I", says: "Play over and over from the playhead", group: "Play" },
  { act: "rangeOut", keys: ["O"], shift: true, shown: "Shift O", says: "Play over and over up to the playhead", group: "Play" },
  { act: "rangeOff", keys: ["X"], shift: true, shown: "Shift X", says: "Play to the end again", group: "Play" },
  { act: "frameBack", keys: ["ArrowLeft"], shown: "←", says: "One frame back", group: "Move" },
  { act: "frameOn", keys: ["ArrowRight"], shown: "→", says: "One frame on", group: "Move" },
  { act: "sceneBack", keys: ["ArrowLeft"], shift: true, shown: "Shift ←", says: "To the cut before", group: "Move" },
  { act: "sceneOn", keys: ["ArrowRight"], shift: true, shown: "Shift →", says: "To the next cut", group: "Move" },
  { act: "first", keys: ["Home"], shown: "Home", says: "To the first frame", group: "Move" },
  { act: "last", keys: ["End"], shown: "End", says: "To the last frame", group: "Move" },
  { act: "startHere", keys: ["i"], shown: "I", says: "Start this scene at the playhead", group: "Edit" },
  { act: "endHere", keys: ["o"], shown: "O", says: "End this scene at the playhead", group: "Edit" },
  { act: "startEarlier", keys: [","], shown: ",", says: "Start this scene one frame earlier", group: "Edit" },
  { act: "startLater", keys: ["."], shown: ".", says: "Start this scene one frame later", group: "Edit" },
  { act: "slipLater", keys: ["y"], shown: "Y", says: "Show the take from one frame later", group: "Edit" },
  { act: "slipEarlier", keys: ["Y"], shift: true, shown: "Shift Y", says: "Show the take from one frame earlier", group: "Edit" },
  { act: "split", keys: ["b"], shown: "B", says: "Split the scene at the playhead", group: "Edit" },
  { act: "merge", keys: ["M"], shift: true, shown: "Shift M", says: "Merge with the next scene", group: "Edit" },
  { act: "take", keys: ["1", "2", "3", "4", "5", "6", "7", "8", "9"], shown: "1 to 9", says: "Use that take in this scene", group: "Edit" },
  { act: "again", keys: ["r"], shown: "R", says: "Make this scene again", group: "Edit" },
  { act: "snap", keys: ["s"], shown: "S", says: "Snap on or off; Alt while dragging passes by it", group: "Edit" },
  { act: "undo", keys: ["z"], mod: true, shown: "Ctrl Z", says: "Undo", group: "Edit" },
  { act: "redo", keys: ["Z", "z"], mod: true, shift: true, shown: "Ctrl Shift Z", says: "Redo", group: "Edit" },
  { act: "zoomIn", keys: ["+", "="], shown: "+", says: "Nearer; or Ctrl and the wheel", group: "See" },
  { act: "zoomOut", keys: ["-"], shown: "−", says: "Further away", group: "See" },
  { act: "fit", keys: ["Z"], shift: true, shown: "Shift Z", says: "The whole film", group: "See" },
  { act: "shape", keys: ["v"], shown: "V", says: "The next shape: 16:9, 9:16, 1:1", group: "See" },
  { act: "safe", keys: ["g"], shown: "G", says: "The safe area, on or off", group: "See" },
  { act: "help", keys: ["?"], shown: "?", says: "This list", group: "See" },
];

/** {act, key} for what was pressed, or null. Letters and signs alone are nothing while `off`. */
export function actOf({ key, shiftKey = false, ctrlKey = false, metaKey = false, altKey = false }, { off = false } = {}) {
  if (altKey) return null;
  const mod = ctrlKey || metaKey;
  for (const one of SHORTCUTS) {
    if (!one.keys.includes(key) || Boolean(one.mod) !== mod) continue;
    const isSign = key.length === 1 && !/[a-z0-9 ]/i.test(key); // "?" needs shift on one keyboard and none on another
    if (!isSign && Boolean(one.shift) !== shiftKey) continue;
    if (off && !one.mod && key.length === 1) return null;
    return { act: one.act, key };
  }
  return null;
}

/** Fields keep their keys, and a button its space and enter. */
export function isTyping(target, key) {
  if (!target?.closest) return false;
  if (target.closest("input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable]")) return true;
  if ((key === " " || key === "Enter") && target.closest("button, a, summary, input")) return true;
  return Boolean(target.closest("[role=slider], dialog"));
}
