// The film as the preview plays it: for every frame which proxy, and which of its pictures. Two reels compared
// say what has to be appended again after an edit, and nothing else is.

import { sourceFrame } from "./conform.js";
import { covers, planAt } from "./ops.js";

/** Where no proxy is: the frames are black. */
export const BLACK = "";

/** An address without what expires in it: the same file signed anew is the same file. */
export const nameOf = (url) => (url ? url.split("?")[0] : BLACK);

/**
 * {url, at(frame)}: the proxy that scene `index` is played from, and which of its pictures is seen at a frame of the
 * film, its own or of a transition; null without a proxy. A proxy with as many pictures as its take has frames maps
 * one to one, otherwise in proportion.
 */
export function showing(manifest, index) {
  const scene = manifest.scenes[index];
  const take = manifest.takes[scene.take];
  if (!take?.proxy) return null;
  const plan = planAt(manifest, index);
  const [first] = covers(manifest.scenes, index);
  const has = take.proxy_frames || take.frames || 1;
  const scales = take.kind === "clip" && take.frames && take.frames !== has;
  const at = (frame) => {
    const own = plan && !plan.flag ? sourceFrame(plan, frame - first) : scene.in_point + frame - first;
    return Math.min(scales ? Math.floor(((2 * own + 1) * has) / (2 * take.frames)) : own, has - 1);
  };
  return { url: take.proxy, at };
}

/** The pictures of scenes as they were worked out last: an edit leaves most of them as they are. */
const worked = new WeakMap();

/** The pictures of a scene's own frames, from its start on, or null without a proxy. */
function picturesOf(manifest, index) {
  const scene = manifest.scenes[index];
  const take = manifest.takes[scene.take];
  const [first, last] = covers(manifest.scenes, index);
  const known = worked.get(scene);
  if (known && known.take === take && known.first === first && known.last === last && known.rate === manifest.rate) return known.pictures;
  const shown = showing(manifest, index);
  const pictures = shown && Int32Array.from({ length: scene.end - scene.start }, (_, k) => shown.at(scene.start + k));
  worked.set(scene, { take, first, last, rate: manifest.rate, pictures });
  return pictures;
}

/** {names, urls, proxy, picture}: `proxy[f]` indexes names and urls, `picture[f]` counts the proxy's pictures. */
export function reelOf(manifest) {
  const names = [BLACK];
  const urls = [null];
  const at = new Map();
  const proxy = new Int32Array(manifest.frames);
  const picture = new Int32Array(manifest.frames);
  manifest.scenes.forEach((scene, index) => {
    const pictures = picturesOf(manifest, index);
    if (!pictures) return;
    const url = manifest.takes[scene.take].proxy;
    const name = nameOf(url);
    if (!at.has(name)) at.set(name, names.push(name) - 1);
    urls[at.get(name)] = url;
    proxy.fill(at.get(name), scene.start, scene.end);
    picture.set(pictures.subarray(0, Math.max(0, manifest.frames - scene.start)), scene.start);
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

const AT_ONCE = 12;

/** The runs, the one that holds `frame` parted, so that a few frames from there on can be shown before the rest is. */
export function parted(runs, frame) {
  return runs.flatMap((run) => {
    if (frame < run.start || frame >= run.end) return [run];
    const edges = [run.start, Math.max(run.start, frame - 1), Math.min(run.end, frame + AT_ONCE), run.end];
    return edges.slice(1).map((end, n) => ({ start: edges[n], end })).filter(({ start, end }) => end > start);
  });
}

/** Runs of the reel by how near they are to `frame`, so that what is looked at comes first. */
export const nearestFirst = (runs, frame) =>
  [...runs].sort((a, b) => away(a, frame) - away(b, frame) || a.start - b.start);

const away = (run, frame) => (frame < run.start ? run.start - frame : frame >= run.end ? frame - run.end + 1 : 0);
