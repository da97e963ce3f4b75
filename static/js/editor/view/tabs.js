// The inspector's tabs; on a phone the inspector is a sheet that comes up from below. And timeline or table.

import { $ } from "./dom.js";

const NAMES = ["scene", "words", "film"];
const VIEW = "cuelock.editor.view";

export class Tabs {
  constructor(root) {
    this.root = root;
    for (const name of NAMES) {
      $(`tab-${name}`).addEventListener("click", () => this.open(name));
      $(`tab-${name}`).addEventListener("keydown", (event) => this.#arrow(event, name));
    }
    $("close-side").addEventListener("click", () => this.close());
    $("side").addEventListener("keydown", (event) => { if (event.key === "Escape" && this.isSheet) this.close(); });
    for (const id of ["see-line", "see-line-2"]) $(id).addEventListener("click", () => this.view("line", true));
    $("see-table").addEventListener("click", () => this.view("table", true));
    let kept = "line";
    try { kept = localStorage.getItem(VIEW) ?? "line"; } catch { /* a browser that keeps nothing */ }
    this.view(kept);
  }

  get isSheet() { return $("side").classList.contains("open"); }

  open(name, { sheet = false } = {}) {
    for (const other of NAMES) {
      const shown = other === name;
      $(`tab-${other}`).setAttribute("aria-selected", shown);
      $(`tab-${other}`).tabIndex = shown ? 0 : -1;
      $(`panel-${other}`).hidden = !shown;
    }
    if (!sheet) return;
    this.from = document.activeElement;
    $("side").classList.add("open");
    if (matchMedia("(max-width: 45rem)").matches) $(`tab-${name}`).focus({ preventScroll: true });
  }

  close() {
    $("side").classList.remove("open");
    if (this.from?.isConnected) this.from.focus();
    else document.querySelector("#rows tr.chosen [data-on=open]")?.focus();
  }

  view(name, keep = false) {
    this.root.dataset.view = name === "table" ? "table" : "line";
    if (keep) {
      try { localStorage.setItem(VIEW, name); } catch { /* for this visit then */ }
      $(name === "table" ? "see-line-2" : "see-table").focus();
    }
  }

  #arrow(event, name) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const next = NAMES[(NAMES.indexOf(name) + step + NAMES.length) % NAMES.length];
    this.open(next);
    $(`tab-${next}`).focus();
  }
}
