// A scene made again without leaving the cut: what it shows, by which engine, how often, and the price before
// the button.

import { $, plural, price, setText } from "./dom.js";

export class Again {
  #asked = 0;
  #number = null;
  #engines = null;

  /** `on`: say(text), ordered(number), refused(problem). */
  constructor(api, on) {
    this.api = api;
    this.on = on;
    $("again").addEventListener("toggle", () => { if ($("again").open) this.#open(); });
    for (const id of ["a-engine", "a-takes"]) $(id).addEventListener("change", () => this.#price());
    $("a-order").addEventListener("click", () => this.#order());
  }

  /** Another scene is looked at. */
  show(scene) {
    if (this.#number === scene.number && this.id === scene.id) return;
    this.#number = scene.number;
    this.id = scene.id;
    if ($("again").open && !$("again").hidden) this.#open();
  }

  open() {
    if ($("again").hidden) return;
    $("again").open = true;
    $("a-prompt").focus();
    $("again").scrollIntoView({ block: "end" });
  }

  async #open() {
    const number = this.#number;
    const [scene, engines] = await Promise.all([this.api.get(`scenes/${number}`), this.#engines ?? this.#names()]);
    if (number !== this.#number || !scene.ok) return;
    this.#engines = engines;
    $("a-prompt").value = scene.value.prompt || scene.value.description || "";
    $("a-engine").replaceChildren(new Option("The film’s own", ""), ...engines.map((one) => new Option(`${one.name}, ${price(one.price_microusd)} a picture`, one.name)));
    $("a-order").disabled = !scene.value.can_remake;
    this.#price();
  }

  async #names() {
    const answer = await this.api.get("../../engines");
    return answer.ok ? answer.value.filter((one) => one.port === "image" && !one.missing.length) : [];
  }

  async #price() {
    const asked = ++this.#asked;
    setText($("a-what"), "Working out the price…");
    const answer = await this.api.get(`scenes/${this.#number}/regenerate?engine=${encodeURIComponent($("a-engine").value)}&takes=${$("a-takes").value}`);
    if (asked !== this.#asked) return;
    if (!answer.ok) { setText($("a-what"), answer.refused?.title ?? "The price cannot be had just now."); setText($("a-price"), ""); return; }
    const { made, kept, price_microusd: cost, minutes } = answer.value;
    const steps = Object.entries(made).filter(([, n]) => n).map(([kind, n]) => `${n} × ${kind}`).join(", ");
    setText($("a-what"), `What will change: scene ${this.#number}. ${plural(kept, "scene")} stay, to the byte. ${steps ? `Made: ${steps}. ` : ""}About ${minutes} min.`);
    setText($("a-price"), price(cost));
  }

  async #order() {
    const number = this.#number;
    $("a-order").disabled = true;
    const answer = await this.api.post(`scenes/${number}/regenerate`, { prompt: $("a-prompt").value, engine: $("a-engine").value, takes: Number($("a-takes").value) });
    $("a-order").disabled = false;
    if (answer.ok) { this.on.ordered(number, answer.value); $("again").open = false; } else this.on.refused(answer.refused ?? { title: "The server cannot be reached.", detail: "Nothing was ordered.", choices: [] });
  }
}
