// Two takes in step: one clock (the left one), one set of keys. Without this each video has its own controls.

const pair = document.getElementById("pair");
const videos = pair ? [...pair.querySelectorAll("video")] : [];
const APART = 0.04;

function frameSeconds() {
  const [num, den] = pair.dataset.rate.split("/").map(Number);
  return (den || 1) / num;
}

/** Both start from the same frame; the second follows when it has drifted by more than a frame. */
function follow() {
  const [lead, ...rest] = videos;
  for (const video of rest) {
    const wanted = lead.currentTime % (video.duration || Infinity);
    if (Math.abs(video.currentTime - wanted) > APART) video.currentTime = wanted;
  }
}

const isPlaying = () => !videos[0].paused;

function toggle() {
  if (isPlaying()) { videos.forEach((video) => video.pause()); follow(); return; }
  follow();
  videos.forEach((video) => video.play());
}

function step(frames) {
  videos.forEach((video) => video.pause());
  const wanted = Math.max(0, videos[0].currentTime + frames * frameSeconds());
  videos.forEach((video) => { video.currentTime = Math.min(wanted, video.duration || wanted); });
}

const acts = { play: toggle, back: () => step(-1), on: () => step(1) };
const keys = { " ": "play", ArrowLeft: "back", ArrowRight: "on" };

if (pair) {
  if (videos.length) {
    for (const video of videos) video.removeAttribute("controls");
    document.getElementById("controls").hidden = false;
    document.getElementById("keys").hidden = false;
    videos[0].addEventListener("timeupdate", follow);
    videos[0].addEventListener("play", () => { document.querySelector("[data-act=play] span").textContent = "Pause"; });
    videos[0].addEventListener("pause", () => { document.querySelector("[data-act=play] span").textContent = "Play both"; });
  }
  document.addEventListener("click", (event) => {
    const act = event.target.closest("[data-act]");
    if (act) acts[act.dataset.act]();
  });
  document.addEventListener("keydown", (event) => {
    if (event.target.closest("input, textarea, select, summary") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "1" || event.key === "2") {
      pair.querySelector(`[data-choose="${event.key}"]`)?.requestSubmit();
    } else if (videos.length && keys[event.key] && !(event.key === " " && event.target.closest("button, a"))) {
      event.preventDefault();
      acts[keys[event.key]]();
    }
  });
}
