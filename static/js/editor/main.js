// The page starts here: the film is asked for, and a room is opened for it, or it is said why not.

import { Api } from "./api.js";
import { Room } from "./room.js";
import { $, setText } from "./view/dom.js";

const root = $("editor");
const token = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];

async function start() {
  const api = new Api(root.dataset.api, token());
  const answer = await api.timeline({ fresh: true });
  if (answer.ok) {
    const room = new Room(root, api, answer.value);
    root.room = room;
    await room.open();
    return;
  }
  const notReady = answer.refused?.code === "film.not_ready";
  root.dataset.state = notReady ? "empty" : "failed";
  setText($("empty"), notReady ? "There is no cut yet. It comes with the voice; this page opens by itself." : answer.offline ? "The server cannot be reached. Trying again." : answer.refused?.title ?? "The cut could not be read.");
  if (notReady || answer.offline) setTimeout(start, 5000);
}

start();
