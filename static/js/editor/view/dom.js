// Small helpers for elements. Text goes in as text, never as markup.

export const $ = (id) => document.getElementById(id);

/** el("button", {class: "tool", onclick}, "Text", child) */
export function el(name, values = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(values)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key === "class") node.className = value;
    else if (key === "hidden" || key === "disabled") node[key] = Boolean(value);
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

const SVG = "http://www.w3.org/2000/svg";

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

export function setText(node, text) { if (node.textContent !== text) node.textContent = text; }
export function setValue(field, value) {
  if (document.activeElement !== field && field.value !== String(value)) field.value = value;
}

/** Options of a select, written anew only when they differ. */
export function setOptions(select, options, value) {
  const wanted = options.map(([key, text]) => `${key}\u0000${text}`).join("\u0001");
  if (select.dataset.options !== wanted) {
    select.dataset.options = wanted;
    select.replaceChildren(...options.map(([key, text]) => el("option", { value: key }, text)));
  }
  if (document.activeElement !== select) select.value = value ?? "";
}

/** Once a frame at most. */
export function eachFrame(act) {
  let asked = 0;
  return () => { asked ||= requestAnimationFrame(() => { asked = 0; act(); }); };
}

/** "$0.08", rounded up to a cent; "free" for nothing. */
export function price(microusd) {
  if (!microusd) return "free";
  return `$${(Math.ceil(microusd / 10_000) / 100).toFixed(2)}`;
}

export const words = (name) => name.replaceAll("_", " ");
export const plural = (n, word) => `${n} ${word}${n === 1 ? "" : "s"}`;
