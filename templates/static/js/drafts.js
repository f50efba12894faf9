// What was typed into a form that could not be saved: the session had ended, the form was too old, or the
// server broke. It is kept for this tab alone, and filled in again for the same person.

import { closing } from "./toasts.js";

const KEY = "twelve-draft";
const BOX = "twelve-typed";
// "": nobody is signed in. Undefined: a page of a failure, which does not know.
const { person } = document.body.dataset;
const isFailure = document.body.matches("[data-failed]");
// Tells the other tabs of this browser that somebody logged out.
const channel = person ? new BroadcastChannel("twelve-drafts") : null;

function kept(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key));
  } catch {
    return null;
  }
}

function keep(key, value) {
  try {
    if (value) sessionStorage.setItem(key, JSON.stringify(value));
    else sessionStorage.removeItem(key);
  } catch {
    // Where the browser keeps nothing, it is as it was before.
  }
}

/** The page where a form stands: what it is sent to may be a part of another page. */
const pathOf = (form) => new URL(form.getAttribute("action") ?? "", location).pathname;

// What the page says by itself it says anew; the id of the entry to come stays, so that it is logged once.
const isOurs = (field) => field.type === "hidden" && field.name !== "once";

const isTyped = (form) => form.querySelector("input:not([type=hidden]), select, textarea") && !form.querySelector("[type=password]");

function onSubmit({ target: form, submitter }) {
  if (!person || form.method !== "post") return;
  if (pathOf(form).startsWith("/accounts/")) {
    forget();
    if (pathOf(form) === "/accounts/logout/") channel.postMessage("logged out");
  } else if (isTyped(form) && !submitter?.hasAttribute("formaction")) {
    const ours = new Set([...form.elements].filter(isOurs).map(({ name }) => name));
    const fields = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !ours.has(name));
    keep(KEY, { person, path: pathOf(form), fields });
  }
}

function forget() {
  keep(KEY, null);
  keep(BOX, null);
}

/** The add box is no form that is sent: it keeps its words over a reload, until something is logged. */
export function keepTyped(whose, typed) {
  keep(BOX, whose && typed ? { person: whose, typed } : null);
}

/** What `whose` add box held before the page was loaded again, "" where it was not. */
export function typedBefore(whose) {
  const draft = kept(BOX);
  const [entry] = performance.getEntriesByType("navigation");
  const isSame = draft && draft.person === whose && ["reload", "back_forward"].includes(entry?.type);
  return isSame ? draft.typed : "";
}

function fill(form, fields) {
  const said = (name, value) => fields.some((each) => each[0] === name && each[1] === value);
  for (const field of form.elements) {
    const found = fields.find(([name]) => name === field.name);
    if (field.type === "checkbox" || field.type === "radio") field.checked = said(field.name, field.value);
    else if (found && !isOurs(field)) field.value = found[1];
  }
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

function setFailed() {
  const draft = kept(KEY);
  if (draft) keep(KEY, { ...draft, failed: true });
}

function restoreForm() {
  const draft = kept(KEY);
  if (!draft) return;
  if (person && draft.person !== person) return forget();
  if (!person || isFailure) return setFailed();
  // The page that a form leads to: it was saved, or refused with all that was typed in its place.
  if (!draft.failed) return keep(KEY, null);
  const form = [...document.forms].find((each) => each.method === "post" && pathOf(each) === draft.path && isTyped(each));
  if (form) {
    keep(KEY, null);
    fill(form, draft.fields);
  }
  say(form ? "typed-here" : "typed-there", form ? null : draft.path).catch((error) => console.warn(error));
}

/** `path`: of the page that a form has where it was opened in place. */
async function say(words, path) {
  const { copyOf, ready, text } = await import("./offline/texts.js");
  await ready();
  const toast = copyOf("toast");
  toast.querySelector("p").textContent = text(words);
  if (path) toast.append(Object.assign(document.createElement("a"), { className: "btn", href: path, textContent: text("open-it") }));
  // Put away, it is not told on the next page again.
  toast.append(closing(() => keep(KEY, null)));
  document.getElementById("connection").append(toast);
}

export function setUpDrafts() {
  document.addEventListener("submit", onSubmit, true);
  // It arrived, unless what came is the way to log in; or it waits on this device.
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.requestConfig.verb === "post" && detail.successful && !detail.xhr.getResponseHeader("HX-Redirect")) forget();
  });
  document.addEventListener("htmx:responseError", ({ detail }) => {
    if (detail.requestConfig.verb === "post") setFailed();
  });
  document.addEventListener("twelve:kept", forget);
  channel?.addEventListener("message", forget);
  document.addEventListener("input", ({ target }) => {
    if (target.id === "q" && target.form.matches("[data-add]")) keepTyped(person, target.value);
  });
  if (document.querySelector("[data-forget]")) forget();
  // The words of the box are nobody else's, nor of who is not signed in any more.
  if (person !== undefined && kept(BOX)?.person !== person) keep(BOX, null);
  restoreForm();
  const box = document.querySelector("[data-add] #q");
  if (box) {
    box.value ||= typedBefore(person);
    keepTyped(person, box.value);
  }
}
