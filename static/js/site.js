// Small manners of every page. Each works without JavaScript too; this only makes it smoother.

/** A menu closes when one clicks or tabs away, or presses Escape. */
function closeMenus(except) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (menu !== except && !menu.contains(except)) menu.open = false;
  }
}
document.addEventListener("click", (event) => closeMenus(event.target.closest("details[data-menu]")));
document.addEventListener("focusin", (event) => closeMenus(event.target));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.querySelector("details[data-menu][open]");
  if (open) {
    open.open = false;
    open.querySelector("summary").focus();
  }
});

/** A choice that is an act of its own is sent at once; its button is for those without JavaScript. */
document.documentElement.dataset.js = "";
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-autosubmit]")) event.target.form.requestSubmit();
});

/** One question before what cannot be undone. */
document.addEventListener("submit", (event) => {
  const question = event.target.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
}, true);

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(document.querySelector(button.dataset.copy).textContent.trim());
  button.textContent = "Copied";
});

/** A file field that is a whole area: show what was chosen, and send it at once if it asks for that. */
for (const zone of document.querySelectorAll("[data-drop]")) {
  const input = zone.querySelector("input[type=file]");
  const say = zone.querySelector("[data-drop-name]");
  const over = (on) => zone.toggleAttribute("data-over", on);
  zone.addEventListener("dragover", (event) => { event.preventDefault(); over(true); });
  zone.addEventListener("dragleave", () => over(false));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    over(false);
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  input.addEventListener("change", () => {
    if (input.files.length && say) say.textContent = `Checking ${input.files[0].name}`;
    if (input.files.length && zone.dataset.drop === "send") input.form.requestSubmit();
  });
}

/** A line is heard where it stands; without this its link opens the sound by itself. */
const listening = new Audio();
let heard = null;
function hush() {
  heard?.removeAttribute("aria-pressed");
  heard = null;
  listening.pause();
}
listening.addEventListener("ended", hush);
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-listen]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (heard === link) { hush(); return; }
  hush();
  heard = link;
  link.setAttribute("aria-pressed", "true");
  listening.src = link.href;
  listening.play().catch(hush);
});
for (const link of document.querySelectorAll("a[data-listen]")) link.setAttribute("role", "button");
