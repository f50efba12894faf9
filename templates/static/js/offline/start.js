// Nothing is kept for who is not signed in: they need the rest only to clear what was left.
import { isThere } from "./store.js";

const { person } = document.body.dataset;
const isSignedIn = Boolean(person) || document.body.matches("[data-offline]");
// At once: the page may be left before the rest is there.
if (person && document.querySelector("[data-new-diary]")) (await import("../guest/diary.js")).claim(person);
// What fails before the rest is there is said all the same, and makes it come at once.
const early = [];
const over = new AbortController();
const failed = new Promise((resolve) => {
  for (const name of ["htmx:sendError", "htmx:responseError"]) {
    document.addEventListener(name, (event) => resolve(early.push(event)), { signal: over.signal });
  }
});
if (person && isSecureContext) {
  // A first page is quick without the rest: the worker fetches that, and then it is on the device.
  const registered = await navigator.serviceWorker.register(`/sw.js?language=${document.documentElement.lang}`).catch(() => null);
  if (registered) await Promise.race([navigator.serviceWorker.ready, failed]);
}
if (isSignedIn || (isSecureContext && person === "" && (await isThere()))) await import("./connection.js");
over.abort();
for (const { type, detail } of early) document.dispatchEvent(new CustomEvent(type, { detail }));
