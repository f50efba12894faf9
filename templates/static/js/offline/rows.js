// Entries and foods as rows of a list, with what can be done to each.

import { focusOn } from "../focus.js";
import { fromOunces, inOunces, ounceOf, unitOf } from "../units.js";
import { amountForm } from "./amount-form.js";
import { portionLabel } from "./amount-words.js";
import * as day from "./day.js";
import { copyOf, counted, text } from "./texts.js";

/** Whether the person wants to see none. */
export const numbers = { hidden: false };

/** Whether they read ounces: pages say so, and the page that everybody's device keeps finds out. */
export const units = { ounces: "ounces" in document.documentElement.dataset };

/** For a dose one tap is too little, and it is logged by its label. */
export function isDose({ kind }) {
  return kind === "supplement" || kind === "medicine";
}

export function mgText(entry) {
  if (numbers.hidden) return "";
  const ends = day.rangeText(entry);
  if (ends?.length === 2) return text("range", { least: ends[0], most: ends[1] });
  if (ends) return text("mg", { mg: ends[0] });
  const most = entry.magnesium_at_most_mg ?? null;
  return most === null ? text("no-figure") : text("at-most", { mg: day.formatMg(most) });
}

export function act(label, name, does) {
  const button = copyOf("act");
  button.textContent = label;
  // Of several that read alike each says what it is about.
  button.setAttribute("aria-label", `${label}: ${name}`);
  button.addEventListener("click", once(does));
  return button;
}

export function helpingText(entry) {
  return day.formatHelping({ ...entry, portion_label: portionLabel(entry.portion_label) }, units.ounces ? nameOf : null);
}

/** Of "oz" or "fl oz", in the page's language. */
function nameOf(ounce) {
  return text(ounce.replace(" ", "-"));
}

/** Of grams and millilitres, to whoever reads ounces; null of what they read as it is. */
function shownInOunces(amount, unit) {
  const ounce = units.ounces && ounceOf(unit);
  const shown = ounce && inOunces(amount, ounce);
  return shown ? { ounce, amount: shown } : null;
}

/** A form for another amount of what was logged; left alone it is what it was. */
export function changeForm(view, done, ways = []) {
  const shown = shownInOunces(view.amount, view.portion_label);
  if (!shown) return amountForm({ value: view.amount, label: text("save"), ways, done: (count) => done(count) });
  return amountForm({
    value: shown.amount,
    label: text("save"),
    ways: [
      { way: shown.ounce, label: nameOf(shown.ounce) },
      { way: null, label: view.portion_label },
    ],
    done: (count, ounce) => done(ounce ? fromOunces(count, ounce, view.amount) : count),
  });
}

/** What a press does, which a second press of a double click, or while it is under way, does not do again. */
export function once(does) {
  let isUnderWay = false;
  return async (event) => {
    if (isUnderWay || event.detail > 1) return;
    isUnderWay = true;
    try {
      await does();
    } finally {
      isUnderWay = false;
    }
  };
}

export function rowOf(entry, ...acts) {
  const row = copyOf("row");
  row.querySelector(".name").textContent = entry.name;
  row.querySelector(".mg").textContent = mgText(entry);
  const says = [
    entry.food || entry.portion_label ? helpingText(entry) : "",
    entry.kind === "medicine" ? text("not-in-total") : "",
    entry.waits ? text("waits") : "",
  ];
  row.querySelector(".sub").textContent = says.filter(Boolean).join(" · ");
  row.querySelector(".actions").append(...acts);
  return row;
}

/** Opens a form in a row. */
export function open(row, form) {
  row.querySelector("form")?.remove();
  row.append(form);
  const typed = form.elements.amount ?? form.elements.dose_mg;
  focusOn(typed);
  if (document.activeElement === typed) typed.select();
}

/** By what a food can be logged: its portions, ounces where they are read, and its basis unit. */
export function waysOf(food) {
  const unit = { "100g": text("grams"), "100ml": text("millilitres"), unit: text("pieces") }[food.basis];
  const ounce = units.ounces && ounceOf(unitOf(food));
  return [
    ...food.portions.map((each) => ({ way: each, label: portionLabel(each.label) })),
    ...(ounce ? [{ way: { ounce }, label: nameOf(ounce) }] : []),
    { way: null, label: unit },
  ];
}

/** Of these ways: what a form of so many of `portion`, or of the basis unit where it is null, starts
 *  with, in ounces unless they were typed otherwise. */
export function startOf(food, ways, portion, amount, typed = false) {
  const shown = portion || typed ? null : shownInOunces(amount, unitOf(food));
  const chosen = ways.findIndex(({ way }) => (shown ? way?.ounce : !way?.ounce && (way?.id ?? null) === portion));
  return { chosen, value: shown?.amount ?? amount };
}

/** `part`: the element of a name on the page. Unknown is never zero: then it is at least so much. */
export function sayTotals(part, totals) {
  part("at-least").hidden = !totals.is_lower_bound;
  part("mg").textContent = day.formatMg(totals.total_mg);
  const says = [];
  if (totals.uncertain) says.push(counted("unknown", totals.uncertain));
  if (totals.is_lower_bound && totals.at_most_mg !== null) says.push(text("most-in-all", { mg: day.formatMg(totals.at_most_mg) }));
  part("unknown").textContent = says.join(" ");
}
