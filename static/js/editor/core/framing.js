// The film in another shape: what a render of it cuts away, by each scene's focus point. The same rule as the
// renderer's own (`fill_chain` in trailers/media/chains.py); tests/editor/fixtures/framing.json holds both to it.

/** The shapes that a film is rendered in. */
export const SHAPES = { "16:9": [16, 9], "9:16": [9, 16], "1:1": [1, 1] };

/** The name of a size's shape; null when it is none of these. */
export const shapeOf = (width, height) => Object.keys(SHAPES).find((name) => SHAPES[name][0] * height === SHAPES[name][1] * width) ?? null;

const within = (value, most) => Math.max(0, Math.min(most, value));

/**
 * The part of a picture `from` [width, height] that fills `to`: {x, y, width, height} in the picture's own pixels.
 * `focus` is per mille from the left and the top; it is kept in the middle as far as the picture reaches.
 */
export function cropOf([w, h], [across, down], [fx, fy]) {
  const width = w * down > h * across ? (h * across) / down : w;
  const height = w * down > h * across ? h : (w * down) / across;
  return { x: within((w * fx) / 1000 - width / 2, w - width), y: within((h * fy) / 1000 - height / 2, h - height), width, height };
}

/** The same as `object-position`: how far along its spare room the picture is moved, from 0 to 1 in each direction. */
export function positionOf(from, to, focus) {
  const crop = cropOf(from, to, focus);
  const along = (at, spare) => (spare > 1e-9 ? at / spare : 0.5);
  return [along(crop.x, from[0] - crop.width), along(crop.y, from[1] - crop.height)];
}

/**
 * What is left free at each edge, in per cent of the picture: of a tall one what players lay their buttons and words
 * over, else the tenth that title-safe means.
 */
export function safeEdges([across, down]) {
  return down > across ? { top: 10, right: 8, bottom: 20, left: 8 } : { top: 5, right: 5, bottom: 5, left: 5 };
}

/** The shapes in turn, the film's own first. */
export function nextShape(shape, own) {
  const names = [...new Set([own, ...Object.keys(SHAPES)])];
  return names[(names.indexOf(shape) + 1) % names.length];
}
