// The film as the preview plays it: for every frame which proxy, and which of its pictures. Two reels compared
// say what has to be appended again after an edit, and nothing else is.

import { sourceFrame } from "./conform.js";
import { covers, planAt } from "./ops.js";

/** Where no proxy is: the frames are black. */
export const BLACK = "";

/** An address without what expires in it: the same file signed anew is the same file. */
export const nameOf = (url) => (url ? url.split("?")[0] : BLACK);

/**
 * {names, urls, proxy, picture}: `proxy[f]` indexes names and urls, `picture[f]` counts the proxy's pictures.
 * A take whose proxy has as many pictures as it has frames maps one to one, otherwise in proportion.
 */
export function reelOf(manifest) {
  const names = [BLACK];
  const urls = [null];
  const proxy = new Int32Array(manifest.frames);
  const picture = new Int32Array(manifest.frames);
  manifest.scenes.forEach((scene, index) => {
    const take = manifest.takes[scene.take];
    if (!take?.proxy) return;
    const name = nameOf(take.proxy);
    let known = names.indexOf(name);
    if (known < 0) known = names.push(name) - 1;
    urls[known] = take.proxy;
    const plan = planAt(manifest, index);
    const [first] = covers(manifest.scenes, index);
    const has = take.proxy_frames || take.frames || 1;
    for (let frame = Math.max(0, scene.start); frame < Math.min(manifest.frames, scene.end); frame += 1) {
      const k = frame - first;
      const own = plan && !plan.flag ? sourceFrame(plan, k) : scene.in_point + k;
      const scaled = take.kind === "clip" && take.frames && take.frames !== has ? Math.floor(((2 * own + 1) * has) / (2 * take.frames)) : own;
      proxy[frame] = known;
      picture[frame] = Math.min(scaled, has - 1);
    }
  });
  return { names, urls, proxy, picture };
}

/** What has been appended so far: nothing. */
export function emptyReel(frames) {
  return { names: [BLACK], proxy: new Int32Array(frames).fill(-1), picture: new Int32Array(frames).fill(-1) };
}

/** The runs [start, end) in [from, to) where `wanted` differs from `have`, cut wherever the proxy changes. */
export function differences(have, wanted, from = 0, to = wanted.proxy.length, longest = 120) {
  const found = [];
  let open = null;
  for (let frame = from; frame < to; frame += 1) {
    const known = have.proxy[frame];
    const same = known >= 0
      && have.names[known] === wanted.names[wanted.proxy[frame]]
      && have.picture[frame] === wanted.picture[frame];
    const goesOn = open && !same && wanted.proxy[frame] === wanted.proxy[open.start] && frame - open.start < longest;
    if (open && !goesOn) { found.push({ ...open, end: frame }); open = null; }
    if (!same && !open) open = { start: frame };
  }
  if (open) found.push({ ...open, end: to });
  return found;
}

/** Put down in `have` that [start, end) holds what `wanted` says; or with null, that it is gone. */
export function record(have, wanted, start, end) {
  for (let frame = start; frame < end; frame += 1) {
    if (!wanted) { have.proxy[frame] = -1; continue; }
    const name = wanted.names[wanted.proxy[frame]];
    let known = have.names.indexOf(name);
    if (known < 0) known = have.names.push(name) - 1;
    have.proxy[frame] = known;
    have.picture[frame] = wanted.picture[frame];
  }
}

/** Runs of the reel by how near they are to `frame`, so that what is looked at comes first. */
export const nearestFirst = (runs, frame) =>
  [...runs].sort((a, b) => away(a, frame) - away(b, frame) || a.start - b.start);

const away = (run, frame) => (frame < run.start ? run.start - frame : frame >= run.end ? frame - run.end + 1 : 0);
