// With a connection: say what was done here, then learn what was done elsewhere.

import { KEPT_DAYS, daysBefore } from "./day.js";
import { nextPush, refuse, settle } from "./outbox.js";
import { ALL, changed, transact } from "./store.js";

const ANSWER_MS = 20_000;
const ending = new AbortController();
// Nearer than this the two clocks agree: an answer takes a while, too.
const CLOCKS_DIFFER_MS = 5 * 60_000;

/** No answer, or none of ours: what waits goes on waiting. */
export class Away extends Error {}
/** Nobody is signed in, or not any more. */
export class SignedOut extends Error {}
/** What waits here is another person's than who is signed in. */
export class SomebodyElse extends Error {}

async function asked(path, options = {}) {
  // Two signals in one, `AbortSignal.any`, is newer than browsers that people have.
  const ask = new AbortController();
  const giveUp = () => ask.abort();
  const patience = setTimeout(giveUp, ANSWER_MS);
  ending.signal.addEventListener("abort", giveUp);
  try {
    ending.signal.throwIfAborted();
    const response = await fetch(path, { credentials: "same-origin", cache: "no-store", signal: ask.signal, ...options });
    // Where one has to sign in to a network first, everything is answered by a page of its own.
    if (!/json/.test(response.headers.get("Content-Type") ?? "")) throw new Away();
    return { status: response.status, body: await response.json() };
  } catch (error) {
    throw error instanceof Away ? error : new Away(String(error));
  } finally {
    clearTimeout(patience);
    ending.signal.removeEventListener("abort", giveUp);
  }
}

/** What the server says of who is signed in: `person csrf cursor now time_zone today`. */
async function session() {
  const sent = Date.now();
  const { status, body } = await asked("/offline/session/");
  if (status !== 200) throw new Away();
  const offset = Date.parse(body.now) - (sent + Date.now()) / 2;
  const clock = { time_zone: body.time_zone, offset_ms: Math.abs(offset) > CLOCKS_DIFFER_MS ? Math.round(offset) : 0 };
  return { ...body, clock };
}

/** For while somebody else is there, or nobody: what was pulled goes at once; what waits stays, out of
 *  sight, until its person comes back or it is dropped. */
export function lockUp() {
  return transact(["meta", "rows", "notices"], lock);
}

async function lock({ meta, rows, notices }) {
  await Promise.all([rows.clear(), notices.clear(), meta.delete("cursor"), meta.put(true, "locked")]);
}

/** Makes what is kept here that of who is signed in. Nothing of another person is left. */
async function adopt({ person, cursor, clock, today }) {
  const isTheirs = await transact(ALL, async (stores) => {
    const { meta, rows, outbox, notices } = stores;
    const before = await meta.get("person");
    if (!person || (before !== undefined && before !== person && (await outbox.count()))) {
      await lock(stores);
      return false;
    }
    await meta.delete("locked");
    if (before !== person) {
      const catalogue = await meta.get("catalogue");
      await Promise.all([meta.clear(), rows.clear(), notices.clear(), outbox.clear()]);
      if (catalogue) await meta.put(catalogue, "catalogue");
      await meta.put(person, "person");
    }
    if ((await meta.get("cursor")) === undefined) await meta.put(cursor, "cursor");
    await meta.put(clock, "clock");
    if ((await meta.get("today")) !== today) {
      await meta.put(today, "today");
      const first = daysBefore(today, KEPT_DAYS);
      for (const each of await rows.getAll()) {
        if (each.table === "entries" && each.row.date < first) await rows.delete([each.table, each.id]);
      }
    }
    return true;
  });
  if (!person) throw new SignedOut();
  if (!isTheirs) throw new SomebodyElse();
}

async function push(here, writes) {
  const { status, body } = await asked("/api/v1/sync/", {
    method: "POST",
    // The token is that of this sign-in: once somebody else signed in, the push is refused.
    headers: { "Content-Type": "application/json", "X-CSRFToken": here.csrf },
    body: JSON.stringify({ writes: writes.map((each) => each.frozen) }),
  });
  if (status === 200) return settle(here.person, writes, body.results);
  if (status === 401 || status === 403) throw new SignedOut();
  if (status >= 500 || status === 408 || status === 429) throw new Away();
  if (writes.length === 1) {
    await refuse(writes[0], body);
    return 0;
  }
  let done = 0;
  for (const each of writes) done += await push(here, [each]);
  return done;
}

async function pull(here) {
  for (let fresh = false, more = true; more; ) {
    const since = await transact(["meta"], ({ meta }) => meta.get("cursor"), "readonly");
    const { status, body } = await asked(`/api/v1/sync/?since=${encodeURIComponent(since)}`);
    if (status === 401 || status === 403) throw new SignedOut();
    if ((status === 400 || status === 410) && !fresh) {
      // Away for too long: what was pulled goes, what was done here stays.
      fresh = true;
      await store(here, [], here.cursor, { afresh: true });
      continue;
    }
    if (status !== 200) throw new Away();
    await store(here, body.changes, body.cursor);
    more = body.more;
  }
}

// What Today needs of each row; null: nothing of it is kept on a device.
const kept = {
  entries: (row, first) => (row.date >= first ? row : null),
  profile: ({ kidney_disease, kidney_answered_at, hide_numbers, units }) => ({ kidney_disease, kidney_answered_at, hide_numbers, units }),
  foods: (row) => row,
};

/** A page and its cursor, or neither. */
function store(here, changes, cursor, { afresh = false } = {}) {
  const first = daysBefore(here.today, KEPT_DAYS);
  return transact(["meta", "rows"], async ({ meta, rows }) => {
    if ((await meta.get("person")) !== here.person) throw new SomebodyElse();
    if (afresh) await rows.clear();
    for (const { table, id, version, row } of changes) {
      const part = row && kept[table]?.(row, first);
      if (part) await rows.put({ table, id, version, row: part });
      else await rows.delete([table, id]);
    }
    await meta.put(cursor, "cursor");
  });
}

/** Before logging out: nothing is asked from here on, so that no answer is kept after all was cleared. */
export function end() {
  ending.abort();
}

/** Answers how many writes arrived. Raises Away, SignedOut, SomebodyElse. One tab at a time. */
export async function sync() {
  const whole = async () => {
    const here = await session();
    await adopt(here);
    let done = 0;
    for (let writes = await nextPush(here.person); writes.length; writes = await nextPush(here.person)) {
      done += await push(here, writes);
    }
    await pull(here);
    changed();
    return done;
  };
  return navigator.locks ? navigator.locks.request("twelve-sync", whole) : whole();
}
