// Every page: sends what waits, says what became of it, and leaves nothing behind on logging out.

import { refresh } from "./catalogue.js";
import * as guest from "../guest/diary.js";
import { closing } from "../toasts.js";
import { NotTheirs, dismissNotices, log, logAll, waiting } from "./outbox.js";
import { changed, forgetAll, isThere, onChange, read } from "./store.js";
import { Away, SignedOut, SomebodyElse, end, lockUp, sync } from "./sync.js";
import { copyOf, counted, ready, text } from "./texts.js";
import { entryOfForm, withId } from "./unsent.js";

// "": nobody is signed in. Undefined: the page does not know, as that of a failure. Browsers have no
// workers on pages that came without encryption: there nothing is kept.
const person = isSecureContext ? document.body.dataset.person : undefined;
const isOffline = document.body.matches("[data-offline]");

/** Says it once, until it is said anew or closed. `words` are asked for once they are there; `acts`:
 *  names of buttons' texts, each followed by what it does. */
async function say(key, words, acts = [], onClose) {
  await ready();
  spoken(key)?.remove();
  const toast = copyOf("toast");
  toast.dataset.key = key;
  toast.querySelector("p").textContent = words();
  for (let n = 0; n < acts.length; n += 2) {
    const button = copyOf("toast-act");
    button.textContent = text(acts[n]);
    button.addEventListener("click", acts[n + 1]);
    toast.append(button);
  }
  toast.append(closing(onClose));
  document.getElementById("connection").append(toast);
}

function spoken(key) {
  return document.querySelector(`#connection [data-key="${key}"]`);
}

function goTo(path) {
  return () => location.assign(path);
}

async function showWaiting() {
  if (!person || isOffline) return;
  const writes = (await isThere()) ? await waiting() : [];
  const refused = writes.filter((each) => each.problem).length;
  const waits = writes.length - refused;
  if (writes.length) await ready();
  const bar = document.getElementById("waiting") ?? (writes.length ? copyOf("waiting-bar") : null);
  if (!writes.length) return bar?.remove();
  const says = [waits && counted("waiting", waits), refused && counted("refused", refused)];
  bar.querySelector("[data-waiting]").textContent = says.filter(Boolean).join(" ");
  document.getElementById("main").before(bar);
}

async function showNotices() {
  const notices = await read(["notices"], ({ notices }) => notices.getAll());
  if (!notices.length) return;
  await say("notices", () => notices.map(({ what, name }) => text(`notice-${what}`, { name })).join(" "), [], dismissNotices);
}

/** Sends and pulls; what can't be done now is tried again with the next page or connection. */
async function keepUp() {
  try {
    const arrived = await sync();
    if (arrived && !isOffline) await say("arrived", () => counted("arrived", arrived), ["show", () => location.reload()]);
    await takeGuests();
    await showNotices();
    document.dispatchEvent(new CustomEvent("twelve:connected"));
    await refresh().catch((error) => console.warn(error));
    changed();
  } catch (error) {
    if (error instanceof SomebodyElse) await sayWhose();
    else if (error instanceof SignedOut) await leaveBehind();
    // Another tab logged out, or somebody else in, meanwhile: that tab says so.
    else if (!(error instanceof Away || error instanceof NotTheirs)) throw error;
  }
}

/** What was logged here without an account. Into a new diary it moves by itself; into one that was
 *  there before only if its person says so: another may have tried. */
async function takeGuests() {
  if (!person || isOffline || !localStorage.getItem(guest.KEY)) return;
  const found = guest.entries();
  const done = () => spoken("guest")?.remove();
  const move = async () => {
    // To the outbox first: what is lost in between is neither here nor there.
    await logAll(person, found);
    guest.remove(found.map((each) => each.id));
    done();
    await keepUp();
  };
  if (guest.isClaimedBy(person)) await move();
  else if (found.length) {
    const drop = () => {
      guest.remove(found.map((each) => each.id));
      done();
    };
    await say("guest", () => counted("guest", found.length), ["guest-move", move, "guest-drop", drop]);
  }
}

async function sayWhose() {
  const count = (await waiting()).length;
  await say("whose", () => counted("somebody-else", count), [
    "delete-theirs",
    async () => {
      await forgetAll();
      location.reload();
    },
  ]);
}

/** Nobody is signed in: nothing stays but what waits, and that says so. */
async function leaveBehind() {
  if (!(await isThere())) return;
  const count = (await waiting()).length;
  if (!count) return forgetAll();
  await lockUp();
  await say("whose", () => counted("signed-out", count), [
    "delete-theirs",
    async () => {
      await forgetAll();
      location.reload();
    },
  ]);
}

// A new version waits until the person says so: a page that is open goes on with its own files.
async function offerVersions() {
  const registration = await navigator.serviceWorker.getRegistration();
  if (!registration) return;
  // Only its words are other ones: there is nothing to ask.
  const address = `/sw.js?language=${document.documentElement.lang}`;
  const isOfAnotherLanguage = () => registration.active && !registration.active.scriptURL.endsWith(address);
  const offer = (worker) => {
    if (!navigator.serviceWorker.controller) return;
    if (isOfAnotherLanguage()) return worker.postMessage("take-over");
    say("version", () => text("new-version"), [
      "reload",
      () => {
        navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
        worker.postMessage("take-over");
      },
    ]);
  };
  const watch = (worker) =>
    worker.addEventListener("statechange", () => {
      if (worker.state === "installed") offer(worker);
    });
  if (registration.waiting) offer(registration.waiting);
  if (registration.installing) watch(registration.installing);
  registration.addEventListener("updatefound", () => watch(registration.installing));
}

// Forms that get no answer. What logs a food goes to the outbox, under the id that the form had: if it
// arrived after all, it is not logged twice. Everything else stays as it was typed.
let lastSent = null;

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!person || event.defaultPrevented || form.method !== "post") return;
  lastSent = { path: new URL(form.action).pathname, fields: withId(form, event.submitter) };
});

navigator.serviceWorker?.addEventListener("message", (event) => {
  if (event.data !== "unsent") return;
  dispatchEvent(new Event("pageshow"));
  unsent(lastSent?.path, lastSent?.fields);
});

document.addEventListener("htmx:configRequest", (event) => {
  const { verb, path, parameters } = event.detail;
  if (person && verb === "post" && /^\/add\/\d+\//.test(path)) parameters.once ??= crypto.randomUUID();
});

document.addEventListener("htmx:sendError", (event) => {
  const { elt, requestConfig } = event.detail;
  if (requestConfig.verb === "post") {
    unsent(new URL(requestConfig.path, location).pathname, Object.fromEntries(requestConfig.formData));
  } else if (elt.id === "q") say("unsent", () => text("no-search"), ["search-here", goTo(`/offline/?q=${encodeURIComponent(elt.value)}`)]);
  else say("unsent", () => text("no-connection"));
});

document.addEventListener("htmx:responseError", ({ detail }) => {
  const { status } = detail.xhr;
  if (status >= 500) say("unsent", () => text(detail.requestConfig.verb === "post" ? "broke" : "broke-asking"));
  // 401 leads to the way to log in. Else the page is older than what it asks of: one logged in anew, or it is gone.
  else if (status !== 401) say("unsent", () => text("not-taken"), ["reload", () => location.reload()]);
});

async function unsent(path, fields) {
  const entry = path && person ? await entryOfForm(path, fields).catch(() => null) : null;
  try {
    if (entry) {
      await log(person, entry.view, entry.when, entry.id);
      document.dispatchEvent(new Event("twelve:kept"));
      return await say("unsent", () => text("kept", { name: entry.view.name }));
    }
  } catch {
    // It could not be kept: then it is said that it was not.
  }
  sayUnsent();
}

/** In the page itself, which may be all that there is. */
function sayUnsent() {
  const place = document.getElementById("connection");
  spoken("unsent")?.remove();
  const toast = document.createElement("div");
  toast.className = "toast";
  toast.dataset.key = "unsent";
  toast.append(Object.assign(document.createElement("p"), { textContent: place.dataset.unsent }), closing());
  place.append(toast);
}

// Logging out. What waits is sent, or the person says that it may go.
async function logOut(form) {
  const count = (await isThere()) ? (await waiting()).length : 0;
  if (count && !(await mayLeave(count))) return;
  end();
  await forgetAll();
  form.submit();
}

async function mayLeave(count) {
  await ready();
  const dialog = document.getElementById("leaving") ?? document.body.appendChild(copyOf("leaving-dialog"));
  dialog.querySelector("[data-leaving]").textContent = counted("leaving", count);
  dialog.querySelector("[data-failed]").hidden = true;
  dialog.showModal();
  return new Promise((resolve) => {
    const close = (answer) => {
      dialog.close();
      resolve(answer);
    };
    dialog.oncancel = () => resolve(false);
    dialog.onclick = async ({ target }) => {
      if (target.value === "stay") close(false);
      else if (target.value === "delete") close(true);
      else if (target.value === "send") {
        await sync().catch(() => {});
        if ((await waiting()).length) dialog.querySelector("[data-failed]").hidden = false;
        else close(true);
      }
    };
  });
}

document.addEventListener("submit", (event) => {
  if (!person || !event.target.action.endsWith("/accounts/logout/")) return;
  event.preventDefault();
  logOut(event.target);
});

if (person !== undefined && document.querySelector("[data-forget]")) await forgetAll();
else if (person === "") await leaveBehind();
else if (person || (isOffline && isSecureContext)) {
  if (person) await offerVersions();
  onChange(showWaiting);
  await showWaiting();
  addEventListener("online", keepUp);
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target.id === "main") keepUp();
  });
  await keepUp();
}
