// The scores that were made for the film: heard here, and one of them put under it.

import { $, setOptions } from "./dom.js";

const nameOf = (score) => `${score.label}${score.used ? ", in the film" : ""}`;
let scores = [];

/** The list; nothing is offered while there is none, or only the film's own. */
export function showScores(manifest) {
  scores = manifest.sound?.scores ?? [];
  $("g-score").hidden = scores.length < 2;
  const known = scores.some((score) => score.artifact === $("f-score").value);
  const used = scores.find((score) => score.used)?.artifact;
  setOptions($("f-score"), scores.map((score) => [score.artifact, nameOf(score)]), known ? $("f-score").value : used);
  hear();
}

function hear() {
  const url = scores.find((score) => score.artifact === $("f-score").value)?.url ?? "";
  if ($("f-score-heard").dataset.url === url) return;
  $("f-score-heard").dataset.url = url;
  if (url) $("f-score-heard").src = url; else $("f-score-heard").removeAttribute("src");
}

/** `use` is called with the artifact of a score that the film does not have yet. */
export function listenScores(use, say) {
  $("f-score").addEventListener("change", hear);
  $("f-score-set").addEventListener("click", () => {
    const chosen = scores.find((score) => score.artifact === $("f-score").value);
    if (!chosen) return;
    $("f-score-heard").pause();
    if (chosen.used) say(`${chosen.label} is in the film already.`); else use(chosen.artifact);
  });
}
