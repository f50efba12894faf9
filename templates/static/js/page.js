// Every page: the add box, live sums, and the keyboard's place when htmx replaces a part.
import { setUpAll } from "./log.js";
import { setUpCharts } from "./chart.js";
import { setUpDrafts } from "./drafts.js";
import { focusOn } from "./focus.js";
import { goToWrong } from "./wrong.js";
import "./toasts.js";

let place = null;

/** Where the keyboard goes once the page is new: back to the entry, or to what is on the checklist; to "Undo" when that
 *  is gone; else to the add box, or to what there is to read where the page has no box and after a tap. */
function putBack() {
  const row = place && document.getElementById(place);
  const undo = document.querySelector("#messages button");
  const search = document.querySelector("main [role=search] [type=search]");
  const main = document.getElementById("main");
  focusOn(row?.querySelector("a, button") ?? (place ? undo : null) ?? search ?? main, main);
}

document.addEventListener("htmx:beforeRequest", (event) => {
  place = event.detail.elt.closest("[data-entry], [data-item]")?.id ?? null;
});

document.addEventListener("htmx:afterSettle", (event) => {
  const target = event.detail.target;
  setUpAll();
  if (target.id === "main") {
    putBack();
    return;
  }
  // Of choices, the keyboard is at the one that is made.
  if (!goToWrong(target, focusOn) && target.matches?.("li")) {
    focusOn(target.querySelector("input:not([type=hidden], [type=radio]:not(:checked))"), target.querySelector("h2, h3"));
  }
});

// Enter logs the first of what was found. Pressed early, it waits for the answer to come, unless one types on.
let asked = "";
let found = "";
let waiting = false;

function typedIn(request) {
  return new URLSearchParams(request.pathInfo.finalRequestPath.split("?")[1]).get("q")?.trim() ?? "";
}

function logFirst() {
  waiting = false;
  document.querySelector("#results [data-first]")?.click();
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest?.("form[data-add]");
  if (!form) return;
  const typed = form.elements.q.value.trim();
  if (!typed) {
    event.preventDefault();
    form.elements.q.focus();
  } else if (document.querySelector("#results [data-first]") && found === typed) {
    event.preventDefault();
    logFirst();
  } else if (window.htmx) {
    event.preventDefault();
    waiting = true;
    const onItsWay = asked === typed && form.elements.q.matches(".htmx-request");
    if (!onItsWay) window.htmx.trigger(form.elements.q, "search-now");
  }
});

document.addEventListener("input", (event) => {
  if (event.target.id === "q") waiting = false;
});

// A search that came back while what it found is being logged would take away the pressed button, and htmx
// then finds no place for the message: it and its Undo would stay those of the entry before.
let logging = null;

document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt, xhr } = event.detail;
  if (elt.id === "q") {
    if (logging?.readyState > XMLHttpRequest.UNSENT && logging.readyState < XMLHttpRequest.DONE) event.preventDefault();
    else asked = typedIn(event.detail);
  } else if (elt.closest("#results")) {
    logging = xhr;
    window.htmx.trigger("#q", "htmx:abort");
  }
});

// Not after the request: one that was replaced or failed ends too, and leaves what was found before.
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target.id !== "results") return;
  found = typedIn(event.detail);
  if (waiting && found === document.getElementById("q").value.trim()) logFirst();
});

const box = document.getElementById("q");
if (box) {
  // What the server was asked for it has found. What is typed before htmx listens it was not asked for.
  found = box.defaultValue.trim();
  const search = () => box.value !== box.defaultValue && window.htmx.trigger(box, "search-now");
  document.addEventListener("htmx:load", search, { once: true });
}
if (box?.matches("[data-autofocus]") && matchMedia("(pointer: fine)").matches && document.activeElement === document.body) {
  box.focus({ preventScroll: true });
}
setUpDrafts();
setUpAll();
setUpCharts();

// Pages that came without encryption have no camera.
if (navigator.mediaDevices?.getUserMedia) {
  for (const button of document.querySelectorAll("[data-scan]")) button.hidden = false;
  document.addEventListener("click", async ({ target }) => {
    const button = target.closest?.("[data-scan]");
    if (button) (await import("./scan.js")).scan(button.form.elements.q);
  });
}

// A button whose work takes seconds says so, and after two of them a bar moves below it, which knows
// no share: the server answers once all is done. Coming back by the history it is as it was.
const BAR_AFTER_MS = 2000;
let barTimer = 0;

document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button?.dataset.busy || event.defaultPrevented) return;
  button.dataset.idle ??= button.textContent;
  button.textContent = button.dataset.busy;
  button.setAttribute("aria-busy", "true");
  clearTimeout(barTimer);
  document.querySelector("progress.waiting")?.remove();
  barTimer = setTimeout(() => {
    const bar = document.createElement("progress");
    bar.className = "waiting";
    bar.setAttribute("aria-label", button.dataset.busy);
    (button.closest(".actions") ?? button).after(bar);
  }, BAR_AFTER_MS);
});

addEventListener("pageshow", () => {
  clearTimeout(barTimer);
  document.querySelector("progress.waiting")?.remove();
  for (const button of document.querySelectorAll("button[data-idle]")) {
    button.textContent = button.dataset.idle;
    delete button.dataset.idle;
    button.removeAttribute("aria-busy");
  }
});
