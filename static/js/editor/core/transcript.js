// Words and scenes: which words a scene holds, and what a selection of words asks of the cut.

/** The index of the scene that shows a frame. */
export function sceneAt(scenes, frame) {
  let low = 0;
  let high = scenes.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (scenes[middle].start <= frame) low = middle; else high = middle - 1;
  }
  return Math.max(0, low);
}

/** The last word that has begun at a time in ms; -1 before the first. */
export function wordAt(words, ms) {
  let low = 0;
  let high = words.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (words[middle].start_ms <= ms) low = middle + 1; else high = middle;
  }
  return low - 1;
}

/**
 * Where a scene would begin for a word: at the pause before it where the sound has one within `reach` frames,
 * else at the word's own frame. So paper edits land where dragged boundaries snap to.
 */
export function cutBefore(words, index, snaps, reach) {
  if (index >= words.length) return null;
  const frame = words[index].frame;
  const before = index > 0 ? words[index - 1].frame : -1;
  const pause = snaps.filter((mark) => mark.kind === "pause" && mark.frame <= frame && mark.frame > before && frame - mark.frame <= reach).at(-1);
  return pause ? pause.frame : frame;
}

/** The ops that let one scene show exactly words [from, to]; null when nothing has to change. */
export function opsForWords(manifest, from, to, reach) {
  const { words, snaps } = manifest.sound;
  const start = cutBefore(words, from, snaps, reach);
  const end = to + 1 < words.length ? cutBefore(words, to + 1, snaps, reach) : null;
  return opsForSpan(manifest, start, end, sceneAt(manifest.scenes, words[from].frame));
}

/**
 * The ops that let scene `index` show exactly the frames [start, end); `end` null leaves its end alone. When `end` is
 * inside it, it is split there; scenes that lie wholly before `end` are merged into it, and the one that does not
 * begins there. null when nothing has to change.
 */
export function opsForSpan({ scenes }, start, end, index) {
  const scene = scenes[index];
  const ops = [];
  if (start !== null && start !== scene.start && index > 0) ops.push({ op: "move_boundary", scene: scene.id, frame: start });
  if (end !== null && end < scene.end && end > (start ?? scene.start)) ops.push({ op: "split", scene: scene.id, frame: end });
  if (end !== null && end > scene.end) {
    let next = index + 1;
    for (; scenes[next]?.end <= end; next += 1) ops.push({ op: "merge", scene: scene.id });
    if (scenes[next] && scenes[next].start < end) ops.push({ op: "move_boundary", scene: scenes[next].id, frame: end });
  }
  return ops.length ? ops : null;
}

/** The words of a scene as one text. */
export const wordsOf = (manifest, scene) =>
  manifest.sound.words.filter((word) => word.frame >= scene.start && word.frame < scene.end).map((word) => word.text).join(" ");
