// Chapters of the film: seek by scene, show where the playhead is, and in which scene.

function rateOf(video) {
  const [num, den] = video.dataset.rate.split("/").map(Number);
  return num / (den || 1);
}

function timecode(frame, rate) {
  const fps = Math.round(rate);
  const seconds = Math.floor(frame / fps);
  const two = (n) => String(n).padStart(2, "0");
  return `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}:${two(frame % fps)}`;
}

function arm() {
  const video = document.getElementById("film-video");
  if (!video || video.dataset.armed) return;
  video.dataset.armed = "1";
  const rate = rateOf(video);
  const chapters = [...document.querySelectorAll("#strip a[data-frame]")];
  const playhead = document.getElementById("playhead");
  const clock = document.getElementById("film-time");
  let shown = -1;

  const seek = (chapter) => {
    // half a frame in, so that rounding cannot show the frame before
    video.currentTime = (Number(chapter.dataset.frame) + 0.5) / rate;
  };
  for (const chapter of chapters) {
    chapter.addEventListener("click", (event) => { event.preventDefault(); seek(chapter); });
  }
  const tell = () => {
    const frame = Math.floor(video.currentTime * rate + 1e-6);
    playhead?.setAttribute("d", `M${frame} 0v100`);
    if (clock) clock.textContent = timecode(frame, rate);
    const index = chapters.findLastIndex((chapter) => frame >= Number(chapter.dataset.frame));
    if (index === shown) return;
    shown = index;
    chapters.forEach((chapter, n) => chapter.toggleAttribute("aria-current", n === index));
    for (const card of document.querySelectorAll(".scene[data-playing]")) card.removeAttribute("data-playing");
    if (!video.paused) document.querySelectorAll(".board > .scene")[index]?.setAttribute("data-playing", "");
  };
  const loop = () => { tell(); if (!video.paused) requestAnimationFrame(loop); };
  video.addEventListener("play", loop);
  video.addEventListener("seeked", tell);
  video.addEventListener("timeupdate", tell);
}

arm();
document.addEventListener("live:swap", arm);
