// What the editor asks and tells: questions before what spends, refusals with their ways out, versions, keys.

import { SHORTCUTS } from "../core/keys.js";
import { $, el, icon, price } from "./dom.js";

/** Ask one question; answers the value of the button that was pressed, or null. */
export function ask({ title, body = [], acts }) {
  const dialog = $("d-ask");
  $("d-ask-title").textContent = title;
  $("d-ask-body").replaceChildren(...body);
  return new Promise((done) => {
    let answer = null;
    $("d-ask-acts").replaceChildren(...acts.map(({ value, text, next, note }) =>
      el("button", { class: `button${next ? " next" : ""}`, onclick: () => { answer = value; dialog.close(); } }, text, note ? el("span", { class: "price" }, note) : null)));
    dialog.addEventListener("close", () => done(answer), { once: true });
    dialog.showModal();
  });
}

/** Before an edit that spends or makes pictures stale: what it changes, and one way on. */
export function confirmChange(name, seen) {
  const stale = seen.changed?.length ? `Scenes ${seen.changed.join(", ")} change.` : "No scene changes its picture.";
  return ask({
    title: "What will change",
    body: [
      el("p", {}, name), el("p", {}, seen.sentence || stale),
      el("dl", { class: "facts" }, el("dt", {}, "Change"), el("dd", { class: "num" }, seen.changed ? seen.changed.join(", ") || "none" : String(seen.stale.length)), el("dt", {}, "Stay, to the byte"), el("dd", { class: "num" }, String(seen.kept)),
        el("dt", {}, "Price"), el("dd", { class: "num" }, price(seen.price_microusd)), el("dt", {}, "Time"), el("dd", { class: "num" }, seen.seconds < 60 ? `about ${Math.max(1, seen.seconds)} s` : `about ${Math.ceil(seen.seconds / 60)} min`)),
    ],
    acts: [{ value: true, text: "Change it", next: true, note: price(seen.price_microusd) }, { value: null, text: "Leave it" }],
  });
}

/** Somebody else has edited meanwhile. */
export function askWhose({ by, what, at, kept }) {
  const when = at ? ` at ${new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })}` : "";
  return ask({
    title: `${by || "Somebody else"} changed the film${when}`,
    body: [el("p", {}, what ? `Theirs: ${what}.` : "Their change is saved."), el("p", {}, "Yours, not saved yet:"), el("ul", { class: "plain" }, ...kept.map((text) => el("li", {}, text)))],
    acts: [{ value: "mine", text: "Make mine on top of theirs", next: true }, { value: "theirs", text: "Take theirs, drop mine" }],
  });
}

/** Somebody else is editing just now. */
export function askTakeOver({ by, kept }) {
  return ask({
    title: `${by || "Somebody else"} is editing this film now`,
    body: [el("p", {}, "Yours, not saved yet:"), el("ul", { class: "plain" }, ...kept.map((text) => el("li", {}, text)))],
    acts: [{ value: true, text: "Take over and save mine", next: true }, { value: null, text: "Leave it to them, drop mine" }],
  });
}

/** A note above the room: kind is "", "fail" or "wait"; `acts` are buttons; answers nothing. */
export function note(id, { kind = "", text, detail = "", acts = [], close = null }) {
  const old = document.getElementById(`note-${id}`);
  if (!text) { old?.remove(); return; }
  const key = JSON.stringify([kind, text, detail, acts.map((act) => act.text)]);
  if (old?.dataset.key === key) return;
  const node = el("div", { class: `ed-note ${kind}`, id: `note-${id}`, "data-key": key, role: kind === "fail" ? "alert" : null },
    kind === "fail" ? icon("failed") : null, el("p", {}, el("strong", {}, text), detail ? ` ${detail}` : ""),
    ...acts.map(({ text: words, act }) => el("button", { class: "tool", onclick: act }, words)),
    close ? el("button", { class: "tool square", "aria-label": "Dismiss", onclick: close }, icon("close")) : null);
  if (old) old.replaceWith(node); else $("notes").append(node);
}

/** The list of keys, from the table that the keys are read by. */
export function keyList() {
  const groups = Map.groupBy ? Map.groupBy(SHORTCUTS, (one) => one.group) : new Map([["", SHORTCUTS]]);
  $("key-list").replaceChildren(...[...groups].map(([group, list]) => el("section", {}, el("h3", {}, group),
    el("dl", { class: "keys" }, ...list.flatMap((one) => [el("dt", {}, el("kbd", {}, one.shown)), el("dd", {}, one.says)])))));
}

export function versionList(manifest, restore) {
  const rows = manifest.versions.map((one) => el("li", {},
    el("span", {}, el("strong", {}, one.name), el("span", { class: "dim tiny" }, ` ${[one.by, new Date(one.at).toLocaleString([], { dateStyle: "medium", timeStyle: "short" })].filter(Boolean).join(", ")}`)),
    one.cut === manifest.cut ? el("span", { class: "badge" }, "This one") : el("button", { class: "button small", disabled: !manifest.can_edit, onclick: () => restore(one) }, "Go back to it", el("span", { class: "sr" }, `: ${one.name}`))));
  $("versions").replaceChildren(...(rows.length ? rows : [el("li", { class: "dim" }, "None yet. Every edit is kept for undo; a name keeps one for good.")]));
}
