// What somebody without an account logged, in this browser's storage: entries as `{id, view, when}`.

export const KEY = "twelve-guest";
const CLAIM = "twelve-guest-for";
export const MOST_ENTRIES = 100;

export function entries() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept : [];
  } catch {
    // No storage here, or something else under our name: nothing that could be shown.
    return [];
  }
}

/** Raises where the browser keeps nothing. */
function keep(changed) {
  if (changed.length) localStorage.setItem(KEY, JSON.stringify(changed));
  else for (const each of [KEY, CLAIM]) localStorage.removeItem(each);
}

/** Who has just begun a diary in this browser: what was tried here is theirs. */
export function claim(person) {
  if (entries().length) localStorage.setItem(CLAIM, person);
}

export function isClaimedBy(person) {
  return localStorage.getItem(CLAIM) === person;
}

// Not `randomUUID`, which pages without encryption do not have.
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** Raises where there are as many as are sent at once, or the browser keeps nothing. */
export function add(view, when) {
  const all = entries();
  if (all.length >= MOST_ENTRIES) throw new Error("full");
  keep([...all, { id: newId(), view, when }]);
}

export function change(id, view) {
  keep(entries().map((each) => (each.id === id ? { ...each, view } : each)));
}

export function remove(ids) {
  keep(entries().filter((each) => !ids.includes(each.id)));
}

export function restore(entry, at) {
  const all = entries();
  keep([...all.slice(0, at), entry, ...all.slice(at)]);
}
