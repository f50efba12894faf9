// Nothing is kept for who is not signed in: they need the rest only to clear what was left.
import { isThere } from "./store.js";

const { person } = document.body.dataset;
const isSignedIn = Boolean(person) || document.body.matches("[data-offline]");
// At once: the page may be left before the rest is there.
if (person && document.querySelector("[data-new-diary]")) (await import("../guest/diary.js")).claim(person);
if (person && isSecureContext) {
  // A first page is quick without the rest: the worker fetches that, and then it is on the device.
  const registered = await navigator.serviceWorker.register(`/sw.js?language=${document.documentElement.lang}`).catch(() => null);
  if (registered) await navigator.serviceWorker.ready;
}
if (isSignedIn || (isSecureContext && person === "" && (await isThere()))) await import("./connection.js");
