// Today without a network: what this device knows of the day, and logging into the outbox.

import { focusOn } from "../focus.js";
import { isUs, unitOf } from "../units.js";
import * as catalogue from "./catalogue.js";
import * as day from "./day.js";
import { keepTyped, typedBefore } from "../drafts.js";
import { amountForm } from "./amount-form.js";
import { portionLabel } from "./amount-words.js";
import { helpingTyped } from "./helping.js";
import { doseForm, ownForm } from "./own-form.js";
import { log, mend, remove, setAmount, takeBack } from "./outbox.js";
import { act, changeForm, helpingText, isDose, mgText, numbers, once, open, rowOf, sayTotals, startOf, units, waysOf } from "./rows.js";
import { indexed, search, withBarcode } from "./search.js";
import { onChange, read } from "./store.js";
import { copyOf, locale, text } from "./texts.js";
import { asTyped, mayNameAmount } from "./typed.js";

const FOUND = 20;
const here = document.getElementById("offline");
const part = (name) => here.querySelector(`[data-${name}]`);
let known = null; // of the diary, as this device has it
let index = indexed([], catalogue.language);
let byId = new Map();

async function look() {
  const { person, clock, catalogue: version, rows, outbox } = await read(["meta", "rows", "outbox"], async ({ meta, rows, outbox }) => ({
    person: (await meta.get("locked")) ? undefined : await meta.get("person"),
    clock: await meta.get("clock"),
    catalogue: await meta.get("catalogue"),
    rows: await rows.getAll(),
    outbox: await outbox.getAll(),
  }));
  const done = person ? outbox : [];
  const now = day.nowOf(clock);
  const profile = rows.find((each) => each.table === "profile")?.row;
  known = {
    person,
    now,
    version: version?.version,
    entries: day.entriesSeen(rows.filter((each) => each.table === "entries"), done),
    refused: done.filter((each) => each.problem),
    deleted: done.filter((each) => each.op === "delete" && !each.frozen),
    // Of whom this device knows nothing, nothing is offered that may be wrong for them.
    amountsOnly: profile?.kidney_disease ?? true,
    // Before a first dose one is asked about one's kidneys, and that the server does.
    mayDose: Boolean(profile?.kidney_answered_at ?? profile?.kidney_disease),
  };
  numbers.hidden = profile?.hide_numbers ?? false;
  units.ounces = profile?.units === "us";
}

function say(words) {
  part("said").textContent = words;
}

function entryRow(entry) {
  if (entry.waits) {
    return entry.undoable ? rowOf(entry, act(text("undo"), entry.name, () => takeBack(entry.waits))) : rowOf(entry);
  }
  const row = rowOf(entry);
  const acts = [
    act(text("delete"), entry.name, async () => {
      await remove(known.person, entry);
      say(text("deleted", { name: entry.name }));
    }),
  ];
  if (entry.food && !isDose(entry)) {
    const done = (amount) => setAmount(known.person, entry, amount);
    const form = () => changeForm(entry, done);
    acts.unshift(act(text("change"), entry.name, () => open(row, form())));
  }
  row.querySelector(".actions").append(...acts);
  return row;
}

function deletedRow(write) {
  return rowOf(write.view, act(text("undo"), write.view.name, () => takeBack(write.n)));
}

function refusedRow(write) {
  const { view, problem, n, version } = write;
  const row = rowOf({ ...view, waits: null });
  const why = document.createElement("p");
  why.className = "whole errorlist";
  why.textContent = problem.code === "gone" ? text("refused-gone") : problem.detail;
  row.querySelector(".actions").before(why);
  const drop = act(text("drop"), view.name, () => takeBack(n));
  const acts = [drop];
  if (problem.code === "gone") {
    acts.unshift(act(text("again"), view.name, () => mend(n, { anew: true })));
  } else if (view.food) {
    const basis = day.inBasis(view);
    const ways = [{ way: null, label: portionLabel(basis.portion_label) || text("pieces") }];
    const form = () => changeForm(basis, (amount) => mend(n, { amount }), ways);
    acts.unshift(act(text("change"), view.name, () => open(row, form())));
    // Of a change there is the entry itself, which would then be there twice.
    if (version === null) acts.splice(1, 0, act(text("own"), view.name, () => mend(n, { own: true })));
  }
  row.querySelector(".actions").append(...acts);
  return row;
}

function showTotal(entries) {
  const totals = day.totalsOf(entries);
  part("total").hidden = numbers.hidden || !known.person;
  sayTotals(part, totals);
}

function showMeals(entries) {
  const cards = day.MEALS.map((meal) => {
    const ofMeal = entries.filter((entry) => entry.meal === meal);
    if (!ofMeal.length) return null;
    const card = copyOf("meal-card");
    card.querySelector("h2").textContent = text(meal);
    card.querySelector(".rows").append(...ofMeal.map(entryRow));
    return card;
  });
  part("meals").replaceChildren(...cards.filter(Boolean));
}

function show() {
  const { person, now, entries, refused, deleted } = known;
  part("nobody").hidden = Boolean(person);
  part("diary").hidden = !person;
  const inWords = new Intl.DateTimeFormat(locale(), { dateStyle: "full", timeZone: "UTC" });
  part("date").textContent = inWords.format(new Date(`${now.date}T00:00:00Z`));
  const today = entries.filter((entry) => entry.date === now.date && !entry.problem);
  showTotal(today);
  showMeals(today);
  part("refused").hidden = !refused.length;
  part("refused").querySelector(".rows").replaceChildren(...refused.map(refusedRow));
  const gone = deleted.filter(({ view }) => view.date === now.date);
  part("deleted").hidden = !gone.length;
  part("deleted").querySelector(".rows").replaceChildren(...gone.map(deletedRow));
  showUsual(entries, day.mealAt(now.hour));
}

function when() {
  return { date: known.now.date, meal: day.mealAt(known.now.hour) };
}

async function logHere(view) {
  await log(known.person, view, when());
  say(text("logged", { name: view.name }));
}

/** By the food's figures of now; null where it can't be had that way any more. What is not on this
 *  device stays as it was logged. */
function asItIsNow(entry) {
  const food = byId.get(entry.food);
  if (!food) return entry;
  const way = entry.portion ? food.portions.find((each) => each.id === entry.portion) : null;
  if (isDose(food) || way === undefined || (!way && entry.portion_label !== unitOf(food))) return null;
  return day.helpingOf(food, way, entry.amount);
}

/** With the kidney flag nothing is offered for one tap. */
function showUsual(entries, meal) {
  const usual = known.amountsOnly ? [] : day.usualOf(entries, meal).map(asItIsNow).filter(Boolean);
  part("usual").hidden = !usual.length;
  const chips = usual.map((entry) => {
    const chip = copyOf("usual-chip");
    chip.querySelector("b").textContent = entry.name;
    chip.querySelector("span").textContent = [helpingText(entry), mgText(entry)].filter(Boolean).join(" · ");
    chip.querySelector("button").addEventListener("click", once(() => logHere(entry)));
    return chip;
  });
  part("usual").querySelector("ul").replaceChildren(...chips);
}

async function logAndClear(view) {
  await logHere(view);
  clear();
}

/** By what its label says; never for one tap. */
function doseRow(food, view, { amount, unit }) {
  const row = rowOf({ ...view, food: null, portion_label: "" });
  row.querySelector(".mg").textContent = text("by-label");
  row.querySelector(".sub").textContent = !known.mayDose ? text("dose") : known.amountsOnly ? text("ask-first") : "";
  const form = () => doseForm(food, { mg: unit === "mg" ? amount : null, done: logAndClear });
  if (known.mayDose) row.querySelector(".actions").append(act(text("choose"), catalogue.nameOf(food), () => open(row, form())));
  return row;
}

function foundRow(food, typed, inPart) {
  const ways = waysOf(food);
  const helping = helpingTyped(food, typed, inPart);
  const view = day.helpingOf(food, helping.way, helping.amount);
  if (isDose(food) && (!known.mayDose || (food.magnesium_mg_per_basis ?? null) === null)) return doseRow(food, view, typed);
  const row = rowOf(view);
  const form = () =>
    amountForm({
      ...startOf(food, ways, helping.way?.id ?? null, helping.amount, Boolean(helping.unit) && !isUs(helping.unit)),
      label: text("log"),
      ways,
      live: (count, way) => mgText(day.helpingOf(food, way, count)),
      done: (count, way) => logAndClear(day.helpingOf(food, way, count)),
    });
  row.querySelector(".actions").append(act(text("choose"), catalogue.nameOf(food), () => open(row, form())));
  // What was typed is not logged as something else: then one chooses.
  if (helping.answers && !known.amountsOnly && !isDose(food)) {
    const logIt = act(text("log"), catalogue.nameOf(food), () => logAndClear(view));
    logIt.classList.remove("quiet");
    row.querySelector(".actions").prepend(logIt);
  }
  return row;
}

const box = here.querySelector("#q");
const results = document.getElementById("found-here");
let chosen = null; // by Enter

function clear() {
  box.value = "";
  keepTyped(known.person, "");
  find();
  focusOn(box, document.getElementById("main"));
}

function aboutFound(foods, typed, inPart) {
  if (!byId.size) return text("no-catalogue");
  if (!foods.length) return text("nothing-found");
  if (inPart) return text("nearest", { typed: typed.text });
  const [first] = foods;
  if (isDose(first) || helpingTyped(first, typed).answers) return "";
  return text("no-measure", { food: catalogue.nameOf(first) });
}

function find() {
  const carrying = withBarcode(index, box.value);
  const typed = asTyped(carrying ? "" : box.value);
  const { foods, inPart } = carrying ? { foods: carrying, inPart: false } : search(index, typed.text, FOUND);
  typed.unread ||= inPart && typed.amount === null && mayNameAmount(typed.text);
  results.replaceChildren(...foods.map((food) => foundRow(food, typed, inPart)));
  // Enter chooses none that was not typed.
  chosen = inPart ? null : results.firstElementChild?.querySelector(".actions button");
  part("found-card").hidden = !foods.length;
  part("found").textContent = box.value.trim() ? aboutFound(foods, typed, inPart) : "";
  part("own").hidden = !box.value.trim() || !known?.person;
  part("own").querySelector("form")?.remove();
}

part("own").querySelector("button").addEventListener("click", () => {
  const { text: name, amount, unit } = asTyped(box.value);
  part("own").querySelector("form")?.remove();
  const form = ownForm({ name, mg: unit === "mg" ? amount : null, doses: known.mayDose, done: logAndClear });
  part("own").append(form);
  focusOn(name ? form.elements.magnesium_mg : form.elements.name);
});

box.form.addEventListener("submit", (event) => {
  event.preventDefault();
  chosen?.click();
});
box.addEventListener("input", () => {
  if (known) keepTyped(known.person, box.value);
  find();
});

let indexing = null;

/** Again only where the foods changed: what is open below the box stays open. */
async function indexFoods() {
  const state = JSON.stringify([known.version, known.entries.length && known.person]);
  if (indexing === state) return;
  indexing = state;
  const foods = await catalogue.foodsHere();
  byId = new Map(foods.map((food) => [food.id, food]));
  index = indexed(foods, catalogue.language);
  find();
}

async function refresh() {
  await look();
  await indexFoods();
  show();
}

document.addEventListener("twelve:connected", () => {
  part("away").hidden = true;
  part("back").hidden = false;
});
addEventListener("offline", () => {
  part("away").hidden = false;
  part("back").hidden = true;
});

// A full disk, for one: what was not kept must not seem to be.
addEventListener("unhandledrejection", () => {
  part("failed").hidden = false;
});

const asked = new URLSearchParams(location.search);
const wanted = new URL(asked.get("wanted") ?? "/", location);
if (wanted.origin === location.origin) {
  for (const link of here.querySelectorAll("[data-wanted]")) link.href = wanted.pathname + wanted.search;
}
box.value = asked.get("q") ?? "";
onChange(refresh);
await refresh();
box.value ||= typedBefore(known.person);
find();
