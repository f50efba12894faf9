// What a form of the pages logs, read from its fields, for the outbox.

import { number } from "../log.js";
import { ounceOf, unitOf } from "../units.js";
import { food } from "./catalogue.js";
import { helpingOf } from "./day.js";

/** The form's fields; one that logs a food has an id for its entry, which the server gets too. */
export function withId(form, submitter) {
  if (/\/add\/\d+\/$/.test(new URL(form.action).pathname) && !form.elements.once) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: "once" });
    field.dataset.ours = "";
    form.append(field);
  }
  // Pressed again on a page that one came back to, it is meant to be logged again.
  const field = form.elements.once;
  if (field && "ours" in field.dataset) field.value = crypto.randomUUID();
  return Object.fromEntries(new FormData(form, submitter));
}

/** `{id, view, when}`; null for what the server has to see first: a dose by its label, a basket, an
 *  answer about one's kidneys, an amount that can be read in two ways. */
export async function entryOfForm(path, fields) {
  const [, id] = /^\/add\/(\d+)\/$/.exec(path) ?? [];
  const amount = number(fields.amount ?? "");
  if (!id || amount === null || !fields.date || !fields.meal || !fields.once) return null;
  if (["dose_mg", "basket", "kidneys", "show"].some((name) => name in fields)) return null;
  const known = await food(Number(id));
  if (!known || known.kind === "supplement" || known.kind === "medicine") return null;
  const ounce = ounceOf(unitOf(known));
  const way = fields.portion === "unit" ? null : fields.portion === ounce ? { ounce } : known.portions.find((each) => String(each.id) === fields.portion);
  if (way === undefined) return null;
  const { date, meal, time } = fields;
  return { id: fields.once, view: helpingOf(known, way, amount), when: { date, meal, ...(time ? { time } : {}) } };
}
