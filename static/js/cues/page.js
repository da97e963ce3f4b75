// Cues on the drawn song: dragged with the pointer, moved with the arrow keys. Nothing is kept until it is asked
// for; the form in the table of cues does the same without dragging.
import { clamp, dropped, onWhat, room, stepped, told, unitOf } from "./core.js";

const data = document.getElementById("song-hand");
const stage = document.querySelector("[data-cues]");
if (data && stage) start(stage, JSON.parse(data.textContent));

function start(stage, song) {
  const svg = stage.querySelector("svg");
  const note = document.querySelector("[data-cue-note]");
  const form = note.querySelector("form");
  const say = note.querySelector("[data-cue-say]");
  const width = svg.viewBox.baseVal.width;
  const lines = [...svg.querySelectorAll("line.cue")];
  const xOf = (time) => (time * width) / song.duration;
  let open = null;
  let asked = 0;
  stage.classList.add("hands");
  const handles = song.cues.map((cue, n) => (room(song.cues, n, song.duration) ? handleOf(cue, n) : null));

  function handleOf(cue, n) {
    const handle = document.createElement("button");
    handle.type = "button";
    handle.className = "handle";
    handle.setAttribute("role", "slider");
    handle.setAttribute("aria-label", cue.name ? `Cue of scene ${n + 1}, ${cue.name}` : `Cue of scene ${n + 1}`);
    handle.setAttribute("aria-describedby", "cue-keys");
    const [from, to] = room(song.cues, n, song.duration);
    handle.setAttribute("aria-valuemin", from);
    handle.setAttribute("aria-valuemax", to);
    stage.append(handle);
    place(handle, n, cue.time);
    handle.addEventListener("keydown", (event) => key(event, handle, n));
    handle.addEventListener("pointerdown", (event) => press(event, handle, n));
    return handle;
  }

  function place(handle, n, time) {
    handle.style.left = `${xOf(time)}px`;
    handle.setAttribute("aria-valuenow", time);
    handle.setAttribute("aria-valuetext", `${told(time)}, ${onWhat(song.beats, time)}`);
    lines[n].setAttribute("x1", xOf(time));
    lines[n].setAttribute("x2", xOf(time));
    lines[n].classList.toggle("moving", time !== song.cues[n].time);
  }

  function move(handle, n, time) {
    if (open && open.n !== n) put(open.n);
    open = { n, time };
    place(handle, n, time);
    say.textContent = `Scene ${n + 1} begins at ${told(time)}, ${onWhat(song.beats, time)}.`;
  }

  /** Back to where the cue is. */
  function put(n) {
    place(handles[n], n, song.cues[n].time);
    open = null;
    note.hidden = true;
  }

  function key(event, handle, n) {
    if (event.key === "Escape" && open?.n === n) {
      event.preventDefault();
      put(n);
      return;
    }
    if (event.key === "Enter" && open?.n === n) {
      event.preventDefault();
      form.querySelector("button").focus();
      return;
    }
    const direction = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
    if (!direction || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const span = room(song.cues, n, song.duration);
    const now = open?.n === n ? open.time : song.cues[n].time;
    move(handle, n, stepped(song.beats, now, direction, unitOf(event), span, song.rate));
    ask();
  }

  function press(event, handle, n) {
    if (event.button !== 0) return;
    event.preventDefault();
    handle.focus();
    handle.setPointerCapture(event.pointerId);
    const span = room(song.cues, n, song.duration);
    const grabbed = event.clientX - handle.getBoundingClientRect().left - handle.offsetWidth / 2;
    const slide = (moved) => {
      const x = moved.clientX - grabbed - svg.getBoundingClientRect().left;
      move(handle, n, dropped(song.beats, (x * song.duration) / width, span, !moved.altKey));
    };
    const done = () => {
      handle.removeEventListener("pointermove", slide);
      if (open?.n === n) ask();
    };
    handle.addEventListener("pointermove", slide);
    handle.addEventListener("lostpointercapture", done, { once: true });
  }

  /** What the move would change, from the server, once the hand rests. Back on its place, there is nothing to ask. */
  async function ask() {
    const { n, time } = open;
    if (time === song.cues[n].time) { put(n); return; }
    const mine = ++asked;
    form.elements.cue.value = song.cues[n].id;
    form.elements.time.value = (clamp(time, room(song.cues, n, song.duration)) / 1000).toFixed(3);
    const body = new FormData(form);
    body.set("part", "1");
    note.hidden = false;
    const answer = await fetch(note.dataset.cueNote, { method: "POST", body }).catch(() => null);
    if (mine !== asked || !open) return;
    const words = answer ? new DOMParser().parseFromString(await answer.text(), "text/html").body.textContent.trim() : "";
    say.textContent = `Scene ${n + 1} begins at ${told(time)}, ${onWhat(song.beats, time)}. ${words || "What changes could not be asked for just now."}`;
    form.querySelector("button").disabled = answer !== null && answer.status === 422;
  }

  note.querySelector("[data-cue-leave]").addEventListener("click", () => {
    if (!open) return;
    const { n } = open;
    put(n);
    handles[n].focus();
  });
}
