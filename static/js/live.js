// Keeps a page true while work goes on: asks for its changing parts, often while something moves and it is
// looked at, seldom otherwise. Each part is an element with an id and data-live; only what differs is replaced.

const QUICK = 2, SLOW = 20, HIDDEN = 60;
const root = document.querySelector("[data-live-url]");
let tag = "";
let wait = QUICK;
let timer = 0;

/** Markup without the CSRF tokens, which are masked anew in every answer. */
const plain = (element) => element.outerHTML.replace(/name="csrfmiddlewaretoken" value="[^"]*"/g, "");

/** A part may name its version; otherwise its own markup is compared. */
function differs(now, fresh) {
  if (now.dataset.version !== undefined && fresh.dataset.version !== undefined) {
    return now.dataset.version !== fresh.dataset.version;
  }
  return plain(now) !== plain(fresh);
}

function isUsed(element) {
  return element.contains(document.activeElement) && element.querySelector("textarea, input:focus");
}

/** Replace outermost parts that differ; look inside those that do not. */
function swap(scope, fresh) {
  for (const part of fresh.querySelectorAll("[data-live]")) {
    const now = document.getElementById(part.id);
    if (!now || !scope.contains(now) || isUsed(now)) continue;
    if (!differs(now, part)) continue;
    const focused = now.contains(document.activeElement) ? document.activeElement.getAttribute("aria-label") : null;
    const node = document.importNode(part, true);
    now.replaceWith(node);
    window.htmx?.process(node);
    if (focused) node.querySelector(`[aria-label="${CSS.escape(focused)}"]`)?.focus();
    document.dispatchEvent(new CustomEvent("live:swap", { detail: { id: part.id } }));
  }
}

async function ask() {
  try {
    const headers = tag ? { "If-None-Match": tag } : {};
    const answer = await fetch(root.dataset.liveUrl, { headers, cache: "no-store" });
    if (answer.status === 200) {
      tag = answer.headers.get("ETag") ?? "";
      swap(document, new DOMParser().parseFromString(await answer.text(), "text/html"));
      wait = Number(answer.headers.get("X-Next-Poll")) || SLOW;
    } else if (answer.status === 304) {
      wait = Math.min(wait * 1.3, SLOW);
    } else {
      wait = SLOW;
    }
    document.documentElement.removeAttribute("data-offline");
  } catch {
    document.documentElement.dataset.offline = "";
    wait = Math.min(wait * 2, HIDDEN);
  }
  plan();
}

function plan() {
  clearTimeout(timer);
  timer = setTimeout(ask, 1000 * (document.hidden ? HIDDEN : wait));
}

if (root) {
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) ask();
  });
  document.addEventListener("htmx:afterRequest", () => { tag = ""; wait = QUICK; plan(); });
  plan();
}
