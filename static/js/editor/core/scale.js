// Where a frame lies on the screen: pixels per frame, zooming at a point, fitting the film.

export const MOST_PIXELS = 24;
/** Pixels per frame at the nearest. */

/** Pixels per frame at which `frames` just fill `width`. */
export const fit = (frames, width) => width / Math.max(1, frames);

/** A zoom within its limits: never smaller than the whole film, never nearer than single frames. */
export function clampZoom(zoom, frames, width) {
  const least = fit(frames, width);
  return Math.min(Math.max(zoom, least), Math.max(least, MOST_PIXELS));
}

/** {zoom, left} after zooming by `factor` with the frame below `x` (pixels in the view) staying there. */
export function zoomAt({ zoom, left, frames, width }, factor, x) {
  const next = clampZoom(zoom * factor, frames, width);
  const frame = (left + x) / zoom;
  return { zoom: next, left: clampLeft(frame * next - x, next, frames, width) };
}

export const clampLeft = (left, zoom, frames, width) => Math.min(Math.max(0, left), Math.max(0, frames * zoom - width));

/** The frames [from, to) of which anything is seen. */
export function visible({ zoom, left, frames, width }) {
  return [Math.max(0, Math.floor(left / zoom)), Math.min(frames, Math.ceil((left + width) / zoom))];
}

export const frameUnder = (x, zoom, frames) => Math.min(frames, Math.max(0, Math.round(x / zoom)));

/** The scroll position that keeps the playhead in view: pages on when it leaves, stays otherwise. */
export function follow(frame, { zoom, left, frames, width }) {
  const x = frame * zoom;
  if (x >= left && x <= left + width - 1) return left;
  return clampLeft(x - width * 0.1, zoom, frames, width);
}

const STEPS_IN_SECONDS = [1, 2, 5, 10, 15, 30, 60, 120, 300];

/** Frames between two ticks of the ruler whose labels need `room` pixels each. */
export function tickFrames(zoom, fps, room = 84) {
  for (const frames of [1, 2, 5, 6, 12]) {
    if (frames < fps && frames * zoom >= room) return frames;
  }
  const seconds = STEPS_IN_SECONDS.find((n) => n * fps * zoom >= room) ?? STEPS_IN_SECONDS.at(-1);
  return seconds * fps;
}
