// What was done on this device and is not confirmed by the server yet, in order.
//
// A write is frozen before it is sent, and is sent again exactly so until its outcome is stored: the
// server knows it again. Of one row only one is under way; the next waits for what became of it.

import { inAmount, inBasis, measureOf } from "./day.js";
import { changed, read, transact } from "./store.js";

export const MOST_WRITES = 100;

const UNSENT = { version: null, body: null, view: null, frozen: null, problem: null };

/** The device is another person's by now. */
export class NotTheirs extends Error {}

/** Adds writes as the person `person`; what another one was signed in for is not to be mixed. */
async function add(person, ...writes) {
  await transact(["meta", "outbox"], async ({ meta, outbox }) => {
    if ((await meta.get("person")) !== person) throw new NotTheirs();
    for (const write of writes) {
      await outbox.add({ ...UNSENT, at: Date.now(), ...write });
    }
  });
  changed();
}

/** Logs what `view` says, `{date, meal, time?}` besides. `id`: that of a form whose answer was lost. */
export function log(person, view, when, id = crypto.randomUUID()) {
  return logAll(person, [{ id, view, when }]);
}

/** All of them, or none. */
export function logAll(person, entries) {
  return add(
    person,
    ...entries.map(({ id, view, when }) => {
      const body = { ...when, ...whatOf(view) };
      return { id, op: "put", body, view: { ...view, ...when } };
    }),
  );
}

/** What it was: so much of a food, or something of one's own. */
function whatOf(view) {
  const { food, name, kind, magnesium_mg } = view;
  return food ? { food, ...measureOf(view) } : { name, kind, magnesium_mg };
}

/** Without its food an entry has one figure: of a range none is known, its least would be said as all of it. */
function asOwn(view) {
  const { magnesium_mg, magnesium_at_most_mg = null } = view;
  return { ...view, food: null, portion: null, magnesium_mg: magnesium_at_most_mg === null ? magnesium_mg : null, magnesium_at_most_mg: null };
}

export function setAmount(person, entry, amount) {
  return add(person, { id: entry.id, op: "put", version: entry.version, body: { amount }, view: entry });
}

export function remove(person, entry) {
  return add(person, { id: entry.id, op: "delete", version: entry.version, view: entry });
}

export function waiting() {
  return read(["outbox"], ({ outbox }) => outbox.getAll());
}

/** Takes back what waits. What was sent may have arrived: then it is deleted there too. */
export async function takeBack(n) {
  await transact(["outbox"], async ({ outbox }) => {
    const write = await outbox.get(n);
    if (!write) return;
    if (!write.frozen || write.problem) await outbox.delete(n);
    else if (write.version === null) {
      await outbox.add({ ...UNSENT, at: Date.now(), id: write.id, op: "delete", view: write.view });
    }
  });
  changed();
}

/** Sends what was refused once more, changed: in another amount, and then without its portion, which
 *  may be what is not there any more; as something of one's own, without the food; or, where it was
 *  deleted elsewhere, as a new entry. */
export async function mend(n, { amount, own = false, anew = false }) {
  await transact(["outbox"], async ({ outbox }) => {
    const write = await outbox.get(n);
    if (!write?.problem) return;
    const said = anew ? inAmount(write.view, write.body.amount) : write.view;
    const mended = amount ? inAmount(inBasis(said), amount) : said;
    const view = own ? asOwn(mended) : mended;
    const { date, meal, time } = view;
    if (own || anew || write.version === null) {
      Object.assign(write, {
        // Under the id of what was deleted nothing new is made.
        id: crypto.randomUUID(),
        version: null,
        view,
        body: { date, meal, ...(time ? { time } : {}), ...whatOf(view) },
      });
    } else {
      write.body = { amount };
    }
    await outbox.put({ ...write, frozen: null, problem: null });
  });
  changed();
}

/** What is to be sent next, frozen. What was sent without an answer comes again by itself, so that
 *  the very same push is repeated. */
export function nextPush(person) {
  return transact(["meta", "outbox"], async ({ meta, outbox }) => {
    if ((await meta.get("person")) !== person) throw new NotTheirs();
    const all = await outbox.getAll();
    const again = all.filter((each) => each.frozen && !each.problem);
    if (again.length) return again;
    const held = new Set();
    const chosen = [];
    for (const each of all) {
      if (!each.problem && !held.has(each.id) && chosen.length < MOST_WRITES) {
        const { id, op, version, body } = each;
        each.frozen = { table: "entries", id, op, version, ...(op === "put" ? { body } : {}) };
        await outbox.put(each);
        chosen.push(each);
      }
      held.add(each.id);
    }
    return chosen;
  });
}

/** Stores what became of a push, all at once. Answers how many writes are done. */
export async function settle(person, pushed, results) {
  const done = await transact(["meta", "outbox", "rows", "notices"], async ({ meta, outbox, rows, notices }) => {
    if ((await meta.get("person")) !== person) throw new NotTheirs();
    let count = 0;
    for (const [index, write] of pushed.entries()) {
      const result = results[index];
      const next = outcomeOf(write, result);
      if (result.version !== null && result.outcome !== "invalid") {
        const key = { table: "entries", id: write.id };
        if (result.current) await rows.put({ ...key, version: result.version, row: result.current });
        else await rows.delete(["entries", write.id]);
        await rebase(outbox, write, result.version);
      }
      if (next.notice) await notices.add({ ...next.notice, name: write.view?.name ?? "", at: Date.now() });
      if (next.write) await outbox.put(next.write);
      else {
        await outbox.delete(write.n);
        count += 1;
      }
    }
    return count;
  });
  changed();
  return done;
}

/** What was done next to the same row here was done to what holds now. */
async function rebase(outbox, write, version) {
  for (const each of await outbox.getAll()) {
    if (each.id === write.id && each.n > write.n && !each.frozen) await outbox.put({ ...each, version });
  }
}

/** `write`: as it goes on waiting; none: it is settled. `notice`: what the person should know. */
function outcomeOf(write, { outcome, version, current, problem }) {
  if (outcome === "applied" || outcome === "already_applied") return {};
  if (outcome === "conflict") {
    // The form whose answer was lost had arrived.
    if (write.op === "put" && write.version === null && saysTheSame(current, write.body)) return {};
    // The person's last word holds: once more, on top of what there is now.
    return { write: { ...write, version, frozen: null }, notice: { what: write.op === "delete" ? "deleted" : "changed" } };
  }
  // Gone, or not there at all: what was to be deleted is.
  if (write.op === "delete") return {};
  if (outcome === "gone") return { write: { ...write, problem: { code: "gone" } } };
  return { write: { ...write, problem: { code: "invalid", detail: detailOf(problem) } } };
}

function detailOf(problem) {
  const said = problem?.errors?.map((each) => each.detail) ?? [];
  return said.join(" ") || problem?.detail || "";
}

function saysTheSame(current, body) {
  return current !== null && Object.entries(body).every(([name, value]) => name === "time" || current[name] === value);
}

/** The server refused a push as a whole, and this is the only write of it. */
export async function refuse(write, problem) {
  await transact(["outbox"], ({ outbox }) => outbox.put({ ...write, problem: { code: "invalid", detail: detailOf(problem) } }));
  changed();
}

export async function dismissNotices() {
  await transact(["notices"], ({ notices }) => notices.clear());
  changed();
}
