// What this device keeps of one person: a database in the browser.
//
// meta      person, cursor, clock, today, catalogue, by name
// rows      of sync, as the server said them last: recent entries, the profile, foods of one's own
// foods     the published catalogue
// outbox    what was done here and is not confirmed yet, in order
// notices   what became of it that a person should know

const NAME = "twelve";
const STORES = {
  meta: undefined,
  rows: { keyPath: ["table", "id"] },
  foods: { keyPath: "id" },
  outbox: { keyPath: "n", autoIncrement: true },
  notices: { keyPath: "n", autoIncrement: true },
};
export const ALL = Object.keys(STORES);

let opening = null;

function open() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      for (const [name, options] of Object.entries(STORES)) request.result.createObjectStore(name, options);
    };
    request.onsuccess = () => {
      // Another tab forgets everything: it must not wait for this one.
      request.result.onversionchange = close;
      request.result.onclose = close;
      resolve(request.result);
    };
    request.onerror = () => {
      opening = null;
      reject(request.error);
    };
  });
  return opening;
}

async function close() {
  const closing = opening;
  opening = null;
  (await closing)?.close();
}

function promised(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function wrapped(store) {
  const methods = ["get", "getAll", "put", "add", "delete", "clear", "count"];
  return Object.fromEntries(methods.map((name) => [name, (...args) => promised(store[name](...args))]));
}

/** All that `act` writes is kept, or nothing. It may wait for nothing but the stores. */
export async function transact(names, act, mode = "readwrite") {
  const db = await open();
  // On the disk before it is said to be kept: a phone may be switched off next.
  const transaction = db.transaction(names, mode, { durability: "strict" });
  const done = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error ?? new Error("taken back"));
  });
  done.catch(() => {});
  let result;
  try {
    result = await act(Object.fromEntries(names.map((name) => [name, wrapped(transaction.objectStore(name))])));
  } catch (error) {
    try {
      transaction.abort();
    } catch {
      // It was over already.
    }
    throw error;
  }
  await done;
  return result;
}

export function read(names, act) {
  return transact(names, act, "readonly");
}

/** Whether there is anything: opening would make it. */
export async function isThere() {
  if (!indexedDB.databases) return true;
  return (await indexedDB.databases()).some((each) => each.name === NAME);
}

/** Everything of everybody: database, pages' files and the worker. */
export async function forgetAll() {
  await close();
  await promised(indexedDB.deleteDatabase(NAME)).catch(() => {});
  for (const name of await caches.keys()) await caches.delete(name);
  for (const each of await navigator.serviceWorker.getRegistrations()) await each.unregister();
  changed();
}

// Other tabs, and other parts of this page, show what waits too.
const channel = new BroadcastChannel(NAME);
const listeners = new Set();

export function changed() {
  channel.postMessage("changed");
  for (const listener of listeners) listener();
}

export function onChange(listener) {
  listeners.add(listener);
  channel.addEventListener("message", listener);
}
