// Keeps the shell of the pages on the device, so that Today opens without a network. No page of a
// person is kept: docs/decisions/without-a-network.md says why.
const VERSION = "{{ version }}";
const SHELL = {{ shell|safe }};
const OFFLINE = "{{ offline_url }}";
const OFFLINE_PAGE = `${OFFLINE}?language={{ language }}`;

const CACHE = `shell-${VERSION}`;
// After so long Today is answered from the device.
const PATIENCE_MS = 4000;
const IMPATIENT = /^\/(add\/)?$/;
const NOT_OURS = /^\/(admin|api|_allauth)\//;
// The address changes with the file: what is kept under it is right for ever.
const HASHED = /\.[0-9a-f]{12}\.[a-z0-9]+$/;

async function install() {
  const cache = await caches.open(CACHE);
  const asked = (url) => new Request(url, { cache: "no-cache" });
  await cache.addAll(SHELL.map(asked));
  const page = await fetch(asked(OFFLINE_PAGE));
  if (!page.ok) throw new Error(`${OFFLINE} answers ${page.status}`);
  await cache.put(OFFLINE, page);
  // The first one has nobody to ask; a later one waits for the person's word.
  if (!self.registration.active) await self.skipWaiting();
}

async function activate() {
  for (const name of await caches.keys()) {
    if (name.startsWith("shell-") && name !== CACHE) await caches.delete(name);
  }
  await self.clients.claim();
}

function kept(url) {
  return caches.match(url, { cacheName: CACHE, ignoreVary: true });
}

/** Files without a hash change under their address: those of the offline page belong to it, those of
 *  other pages to the server's newest. */
async function file(event) {
  const url = event.request.url;
  const client = HASHED.test(url) || !event.clientId ? null : await self.clients.get(event.clientId);
  const isOfOffline = client && new URL(client.url).pathname === OFFLINE;
  if (HASHED.test(url) || isOfOffline) return (await kept(url)) ?? fetch(event.request);
  try {
    return await fetch(event.request);
  } catch (error) {
    const found = await kept(url);
    if (found) return found;
    throw error;
  }
}

function after(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function page(request) {
  const url = new URL(request.url);
  const asked = fetch(request).catch(() => null);
  const answers = IMPATIENT.test(url.pathname) ? [asked, after(PATIENCE_MS)] : [asked];
  const answer = await Promise.race(answers);
  if (answer) return answer;
  return Response.redirect(`${OFFLINE}?wanted=${encodeURIComponent(url.pathname + url.search)}`);
}

/** Nothing to show in place of the page: what was typed stays where it is, and the page says so. */
async function sent(event) {
  try {
    return await fetch(event.request);
  } catch {
    const client = await self.clients.get(event.clientId);
    client?.postMessage("unsent");
    return new Response(null, { status: 204 });
  }
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("message", (event) => {
  if (event.data === "take-over") self.skipWaiting();
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin || NOT_OURS.test(url.pathname)) return;
  if (request.mode === "navigate") {
    if (request.method === "POST") event.respondWith(sent(event));
    else if (url.pathname === OFFLINE) event.respondWith(kept(OFFLINE).then((found) => found ?? fetch(request)));
    else if (request.method === "GET") event.respondWith(page(request));
  } else if (request.method === "GET" && SHELL.includes(url.pathname)) {
    event.respondWith(file(event));
  }
});
