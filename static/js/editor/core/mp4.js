// Just enough of MP4 to show single pictures at exact times: where each picture of a proxy lies, and fragments
// of our own that put chosen pictures on the film's frame grid. Every picture of a proxy is a key frame, so any
// of them may follow any other.

const text = (bytes, at) => String.fromCharCode(bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]);
const view = (bytes) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** The boxes in [from, to): {type, start, body, end} in bytes. */
export function* boxes(bytes, from = 0, to = bytes.length) {
  const data = view(bytes);
  let at = from;
  while (at + 8 <= to) {
    let size = data.getUint32(at);
    let head = 8;
    if (size === 1) { size = Number(data.getBigUint64(at + 8)); head = 16; }
    if (size === 0) size = to - at;
    if (size < head || at + size > to) throw new RangeError(`a box of ${size} bytes at ${at}`);
    yield { type: text(bytes, at + 4), start: at, body: at + head, end: at + size };
    at += size;
  }
}

function find(bytes, path, from = 0, to = bytes.length) {
  for (const box of boxes(bytes, from, to)) {
    if (box.type !== path[0]) continue;
    return path.length === 1 ? box : find(bytes, path.slice(1), box.body, box.end);
  }
  return null;
}

const MDHD = ["moov", "trak", "mdia", "mdhd"];
const timescaleAt = (bytes, mdhd) => mdhd.body + (bytes[mdhd.body] === 1 ? 20 : 12);

export const timescaleOf = (init) => view(init).getUint32(timescaleAt(init, find(init, MDHD)));

/** The decoder's own configuration, as WebCodecs asks for it; null when it is not H.264. */
export function descriptionOf(init) {
  const stsd = find(init, ["moov", "trak", "mdia", "minf", "stbl", "stsd"]);
  if (!stsd) return null;
  const entry = [...boxes(init, stsd.body + 8, stsd.end)].find((box) => box.type === "avc1");
  if (!entry) return null;
  const config = [...boxes(init, entry.body + 78, entry.end)].find((box) => box.type === "avcC");
  return init.slice(config.body, config.end);
}

/** "avc1.64001f" of such a configuration; null without one. */
export function codecOf(init) {
  const description = descriptionOf(init);
  if (!description) return null;
  const hex = [...description.subarray(1, 4)].map((byte) => byte.toString(16).padStart(2, "0"));
  return `avc1.${hex.join("")}`;
}

/** A proxy's head with its clock set to the film's and any edit list taken out of effect. */
export function headOf(init, timescale) {
  const head = init.slice();
  view(head).setUint32(timescaleAt(head, find(head, MDHD)), timescale);
  const edits = find(head, ["moov", "trak", "edts"]);
  if (edits) head.set([0x66, 0x72, 0x65, 0x65], edits.start + 4); // "free"
  return head;
}

function runOf(bytes, traf, moofStart) {
  const data = view(bytes);
  const inner = [...boxes(bytes, traf.body, traf.end)];
  const tfhd = inner.find((box) => box.type === "tfhd");
  const flags = data.getUint32(tfhd.body) & 0xffffff;
  let at = tfhd.body + 8;
  let base = moofStart;
  if (flags & 0x1) { base = Number(data.getBigUint64(at)); at += 8; }
  if (flags & 0x2) at += 4;
  if (flags & 0x8) at += 4;
  const size = flags & 0x10 ? data.getUint32(at) : 0;
  return { inner, base, size };
}

/** Where every sample of a fragmented file lies: {init, samples: [[offset, size], …]} in the order of the film. */
export function pictures(bytes) {
  const data = view(bytes);
  const samples = [];
  let headEnd = 0;
  for (const box of boxes(bytes)) {
    if (box.type === "moov") headEnd = box.end;
    if (box.type !== "moof") continue;
    for (const traf of boxes(bytes, box.body, box.end)) {
      if (traf.type !== "traf") continue;
      const { inner, base, size } = runOf(bytes, traf, box.start);
      let next = null;
      for (const trun of inner.filter((one) => one.type === "trun")) {
        const flags = data.getUint32(trun.body) & 0xffffff;
        const count = data.getUint32(trun.body + 4);
        let at = trun.body + 8;
        let offset = next ?? base;
        if (flags & 0x1) { offset = base + data.getInt32(at); at += 4; }
        if (flags & 0x4) at += 4;
        const per = [0x100, 0x200, 0x400, 0x800].map((bit) => (flags & bit ? 4 : 0));
        for (let n = 0; n < count; n += 1) {
          const own = flags & 0x200 ? data.getUint32(at + per[0]) : size;
          samples.push([offset, own]);
          offset += own;
          at += per[0] + per[1] + per[2] + per[3];
        }
        next = offset;
      }
    }
  }
  if (!headEnd) throw new RangeError("no head in this file");
  return { init: bytes.slice(0, headEnd), samples };
}

function box(type, ...parts) {
  const size = 8 + parts.reduce((sum, part) => sum + part.length, 0);
  const bytes = new Uint8Array(size);
  view(bytes).setUint32(0, size);
  for (let n = 0; n < 4; n += 1) bytes[4 + n] = type.charCodeAt(n);
  let at = 8;
  for (const part of parts) { bytes.set(part, at); at += part.length; }
  return bytes;
}

function words(...values) {
  const bytes = new Uint8Array(values.length * 4);
  values.forEach((value, n) => view(bytes).setUint32(4 * n, value));
  return bytes;
}

/**
 * One fragment that shows `chosen` (a [offset, size] per frame, of `bytes`) from `start` on, each for `duration`
 * ticks. Times are in the clock that `headOf` set.
 */
export function fragment(bytes, chosen, { start, duration, sequence }) {
  const mfhd = box("mfhd", words(0, sequence));
  const tfhd = box("tfhd", words(0x020000 | 0x8 | 0x20, 1, duration, 0x02000000));
  const tfdt = box("tfdt", words(0x01000000, Math.floor(start / 2 ** 32), start >>> 0));
  const sizes = chosen.map(([, size]) => size);
  const before = 8 + mfhd.length + 8 + tfhd.length + tfdt.length + 8 + 12 + 4 * sizes.length;
  const trun = box("trun", words(0x201, sizes.length, before + 8, ...sizes));
  const moof = box("moof", mfhd, box("traf", tfhd, tfdt, trun));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const out = new Uint8Array(moof.length + 8 + total);
  out.set(moof);
  view(out).setUint32(moof.length, 8 + total);
  out.set([0x6d, 0x64, 0x61, 0x74], moof.length + 4); // "mdat"
  let at = moof.length + 8;
  for (const [offset, size] of chosen) { out.set(bytes.subarray(offset, offset + size), at); at += size; }
  return out;
}

/** A fragmented sound as {init, parts: [{start, bytes}]}, start in seconds: appended as the playhead nears. */
export function soundParts(bytes) {
  const data = view(bytes);
  const parts = [];
  let init = null;
  let open = null;
  for (const one of boxes(bytes)) {
    if (one.type === "moov") init = bytes.slice(0, one.end);
    if (one.type === "moof") {
      const tfdt = find(bytes, ["traf", "tfdt"], one.body, one.end);
      const start = bytes[tfdt.body] === 1 ? Number(data.getBigUint64(tfdt.body + 4)) : data.getUint32(tfdt.body + 4);
      open = { at: one.start, start: start / timescaleOf(init) };
    }
    if (one.type === "mdat" && open) {
      parts.push({ start: open.start, bytes: bytes.subarray(open.at, one.end) });
      open = null;
    }
  }
  if (!init) throw new RangeError("no head in this sound");
  return { init, parts };
}
