// The published catalogue on this device: one download, later only what changed, and what of it can be logged.

import { read, transact } from "./store.js";

const ASKED_EVERY_MS = 24 * 60 * 60_000;

async function json(response) {
  if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
  return response.json();
}

function hex(buffer) {
  return [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Takes the newest version, once a day at most. Raises where it can't: then the old one stays. */
export async function refresh() {
  const known = await read(["meta"], ({ meta }) => meta.get("catalogue"));
  if (known && Date.now() - known.asked_at < ASKED_EVERY_MS && Date.now() >= known.asked_at) return;
  if (!known || !(await takeChanges(known.version))) await takeWhole();
}

/** Whether there were changes to be had from `version`. */
async function takeChanges(version) {
  const response = await fetch(`/api/v1/catalogue/changes/?since=${encodeURIComponent(version)}`, { credentials: "omit" });
  if (response.status === 410 || response.status === 400) return false;
  const changes = await json(response);
  await keep(changes, async (foods) => {
    for (const { id } of changes.removed) await foods.delete(id);
  });
  return true;
}

async function takeWhole() {
  const newest = await json(await fetch("/api/v1/catalogue/", { credentials: "omit" }));
  const response = await fetch(`/api/v1/catalogue/${newest.version}/`, { credentials: "omit" });
  if (!response.ok) throw new Error(`the catalogue: ${response.status}`);
  const file = await response.arrayBuffer();
  if (hex(await crypto.subtle.digest("SHA-256", file)) !== newest.sha256) throw new Error("the catalogue came broken");
  await keep(JSON.parse(new TextDecoder().decode(file)), (foods) => foods.clear());
}

/** The foods and the version that they make, or neither. */
function keep({ version, sources, foods }, before) {
  return transact(["meta", "foods"], async (stores) => {
    await before(stores.foods);
    await Promise.all(foods.map((food) => stores.foods.put(food)));
    await stores.meta.put({ version, sources, asked_at: Date.now() }, "catalogue");
  });
}

/** A food of the catalogue or of the person's own, null where it is neither here. */
export function food(id) {
  return read(["foods", "rows"], async ({ foods, rows }) => {
    const own = await rows.get(["foods", String(id)]);
    return own?.row ?? (await foods.get(id)) ?? null;
  });
}

/** All that can be logged from here, the person's own foods first. */
export function foodsHere() {
  return read(["foods", "rows"], async ({ foods, rows }) => {
    const own = (await rows.getAll()).filter((each) => each.table === "foods").map((each) => each.row);
    const gtinsOf = ({ identifiers = [] }) => identifiers.filter((each) => each.scheme === "gtin").map((each) => each.value);
    return [...own.map((each) => ({ ...each, gtins: gtinsOf(each), own: true })), ...(await foods.getAll())];
  });
}

/** Of the page, which names are shown in. */
export const language = document.documentElement.lang.split("-")[0];

/** What the page calls a food. */
export function nameOf(food) {
  const own = food.names?.find((each) => each.preferred && each.language === language);
  return own?.name ?? food.name;
}
