// A day as far as this device knows it. Pure: values in, values out. Unknown is never zero.

import { formatMg, localised } from "../log.js";
import { fromOunces, inOunces, ounceOf, rounded, unitOf } from "../units.js";
import { nameOf } from "./catalogue.js";

export const MEALS = ["breakfast", "lunch", "dinner", "snack"];
export const KEPT_DAYS = 60;
export const USUAL = 8;
const DOSES = ["supplement", "medicine"];

/** The person's date and hour: by their time zone, and by the server's clock where it is known to
 *  differ from the device's (`offset_ms`). */
export function nowOf(clock, deviceMs = Date.now()) {
  const moment = new Date(deviceMs + (clock?.offset_ms ?? 0));
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: clock?.time_zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    hourCycle: "h23",
  }).formatToParts(moment);
  const of = (type) => parts.find((part) => part.type === type).value;
  return { date: `${of("year")}-${of("month")}-${of("day")}`, hour: Number(of("hour")) };
}

/** As `meal_at` on the server. */
export function mealAt(hour) {
  if (hour >= 4 && hour < 11) return "breakfast";
  if (hour >= 11 && hour < 15) return "lunch";
  return hour >= 17 && hour < 22 ? "dinner" : "snack";
}

export function daysBefore(date, days) {
  const moment = new Date(`${date}T00:00:00Z`);
  moment.setUTCDate(moment.getUTCDate() - days);
  return moment.toISOString().slice(0, 10);
}

/** The entries as the person sees them here: the server's, with what was done since. `waits`: what
 *  of it is not confirmed; `problem`: why the server refused it. */
export function entriesSeen(rows, outbox) {
  const entries = new Map(rows.map(({ id, version, row }) => [id, { ...row, id, version }]));
  for (const write of outbox) {
    // What is there stays as it is where a change of it was refused.
    if (write.problem && write.version !== null) continue;
    const before = entries.get(write.id);
    // What was sent may have arrived: a new entry is then deleted again, a change is there to stay.
    const marks = { waits: write.n, problem: write.problem, undoable: !write.frozen || write.version === null };
    if (write.op === "delete") entries.delete(write.id);
    else if (write.body.date) entries.set(write.id, { ...write.view, ...marks, id: write.id });
    else if (before) entries.set(write.id, { ...inAmount(before, write.body.amount), ...marks });
    else if (write.view) entries.set(write.id, { ...inAmount(write.view, write.body.amount), ...marks, id: write.id });
  }
  return [...entries.values()];
}

/** An entry with another amount of the same measure. */
export function inAmount(entry, amount) {
  const scaled = (value) => (value === null || value === undefined ? value : thousandths((value * amount) / entry.amount));
  const figures = ["grams", "millilitres", "magnesium_mg", "magnesium_at_most_mg", "label_dose_mg"];
  return { ...entry, amount, ...Object.fromEntries(figures.map((name) => [name, scaled(entry[name])])) };
}

export function thousandths(value) {
  return Math.round(value * 1000 + 1e-6) / 1000;
}

/** As `Totals` on the server: medicines are not in the total; of a range the least is. */
export function totalsOf(entries) {
  let total = 0;
  let atMost = 0;
  let uncertain = 0;
  let items = 0;
  for (const entry of entries) {
    if (entry.kind === "medicine") continue;
    items += 1;
    const mg = entry.magnesium_mg ?? null;
    const most = entry.magnesium_at_most_mg ?? mg;
    if (mg === null || most > mg) uncertain += 1;
    total += Math.round((mg ?? 0) * 1000);
    atMost = most === null || atMost === null ? null : atMost + Math.round(most * 1000);
  }
  return {
    items,
    uncertain,
    total_mg: total / 1000,
    at_most_mg: atMost === null ? null : atMost / 1000,
    is_lower_bound: uncertain > 0,
  };
}

/** What comes to mind at this hour: the commonest foods of the last weeks, each in its commonest
 *  amount. Never a supplement or a medicine: for a dose one tap is too little. */
export function usualOf(entries, meal) {
  const same = new Map();
  for (const entry of entries) {
    if (!entry.food || DOSES.includes(entry.kind) || entry.waits) continue;
    const key = JSON.stringify([entry.food, entry.portion, entry.amount]);
    const known = same.get(key) ?? { entry, weight: 0 };
    known.weight += entry.meal === meal ? 4 : 1;
    if (entry.date > known.entry.date) known.entry = entry;
    same.set(key, known);
  }
  const foods = new Map();
  for (const { entry } of [...same.values()].sort((a, b) => b.weight - a.weight)) {
    if (!foods.has(entry.food)) foods.set(entry.food, entry);
  }
  return [...foods.values()].slice(0, USUAL);
}

/** What a helping of a food comes to. `way`: one of its portions, `{ ounce }` of one that it is logged
 *  by, or null for its basis unit. */
export function helpingOf(food, way, amount) {
  if (way?.ounce) return helpingOf(food, null, fromOunces(amount, way.ounce));
  const quantity = way ? way.quantity * amount : amount;
  const of = (perBasis) =>
    perBasis === null || perBasis === undefined ? null : thousandths((perBasis * quantity) / (food.basis === "unit" ? 1 : 100));
  return {
    food: food.id,
    name: food.brand ? `${nameOf(food)} (${food.brand})` : nameOf(food),
    kind: food.kind,
    portion: way?.id ?? null,
    portion_label: way?.label ?? unitOf(food),
    amount,
    grams: food.basis === "100g" ? thousandths(quantity) : null,
    millilitres: food.basis === "100ml" ? thousandths(quantity) : null,
    magnesium_mg: of(food.magnesium_mg_per_basis),
    magnesium_at_most_mg: of(food.magnesium_at_most_mg_per_basis),
  };
}

/** The same amount without its portion, in grams or millilitres where the food goes by these. */
export function inBasis(view) {
  if (view.grams === null && view.millilitres === null) return view;
  const [amount, portion_label] = view.grams === null ? [view.millilitres, "ml"] : [view.grams, "g"];
  return { ...view, portion: null, portion_label, amount };
}

/** How an entry says in the API how much it was of a food. */
export function measureOf(view) {
  if (view.label_says) {
    const { label_says, label_dose_mg, compound, amount } = view;
    return { [`${label_says}_mg`]: label_dose_mg, ...(compound ? { compound } : {}), doses: amount };
  }
  if (view.portion) return { portion: view.portion, amount: view.amount };
  if (view.grams !== null) return { grams: view.grams };
  if (view.millilitres !== null) return { millilitres: view.millilitres };
  return { amount: view.amount };
}

/** "113 to 162" of a range; null where nothing is known. */
export function rangeText(entry) {
  if (entry.magnesium_mg === null || entry.magnesium_mg === undefined) return null;
  const ends = [entry.magnesium_mg, entry.magnesium_at_most_mg ?? entry.magnesium_mg].map(formatMg);
  return [...new Set(ends)];
}

export function formatQuantity(quantity) {
  return localised(rounded(quantity));
}

/** `nameOf`: what the page calls an ounce, where ounces are read. */
export function formatHelping(entry, nameOf = null) {
  const label = entry.portion_label;
  const ounce = nameOf && ounceOf(label);
  if (ounce) return `${localised(inOunces(entry.amount, ounce))} ${nameOf(ounce)}`;
  if (label === "g" || label === "ml") return `${formatQuantity(entry.amount)} ${label}`;
  if (!label) return formatQuantity(entry.amount);
  return entry.amount === 1 ? label : `${formatQuantity(entry.amount)} × ${label.replace(/^1 (?![\d½¼¾⅓⅔⅛])/, "")}`;
}

export { formatMg };
