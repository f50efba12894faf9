// A day without an account: rows that the server found, and a diary in this browser.

import { focusOn } from "../focus.js";
import { amountForm } from "../offline/amount-form.js";
import * as day from "../offline/day.js";
import { act, changeForm, mgText, open, rowOf, sayTotals, startOf, waysOf } from "../offline/rows.js";
import { locale, text } from "../offline/texts.js";
import * as diary from "./diary.js";

const here = document.getElementById("try-out");
const part = (name) => here.querySelector(`[data-${name}]`);
const results = document.getElementById("results");
const box = document.getElementById("q");
let deleted = null; // the last one, for undo

/** What is done to the diary, which may not be kept: then that is said. */
function keeping(does) {
  try {
    does();
    part("failed").hidden = true;
  } catch {
    part("failed").hidden = false;
  }
  show();
}

function log(food, way, amount) {
  const now = day.nowOf();
  const view = day.helpingOf(food, way, amount);
  keeping(() => {
    diary.add(view, { date: now.date, meal: day.mealAt(now.hour) });
    deleted = null;
    part("said").textContent = text("logged", { name: view.name });
    box.value = "";
    results.replaceChildren();
    focusOn(box, document.getElementById("main"));
  });
}

/** Gives each row that the server found its buttons. */
function setUp() {
  for (const row of results.querySelectorAll("[data-food]")) {
    const food = JSON.parse(row.dataset.food);
    delete row.dataset.food;
    const ways = waysOf(food);
    const usual = food.portions.find(({ id }) => id === food.portion) ?? null;
    const form = () =>
      amountForm({
        ...startOf(food, ways, food.portion, food.amount, food.as_typed),
        label: text("log"),
        ways,
        live: (count, way) => mgText(day.helpingOf(food, way, count)),
        done: (count, way) => log(food, way, count),
      });
    const logIt = act(text("log"), food.name, () => log(food, usual, food.amount));
    logIt.classList.remove("quiet");
    row.querySelector(".actions").append(...(food.one_tap ? [logIt] : []), act(text("choose"), food.name, () => open(row, form())));
  }
}

function entryRow({ id, view }) {
  const row = rowOf(view);
  const form = () => changeForm(view, (amount) => keeping(() => diary.change(id, day.inAmount(view, amount))));
  row.querySelector(".actions").append(
    act(text("change"), view.name, () => open(row, form())),
    act(text("delete"), view.name, () => {
      const all = diary.entries();
      const at = all.findIndex((each) => each.id === id);
      deleted = { entry: all[at], at };
      keeping(() => diary.remove([id]));
      here.querySelector("[data-undo]")?.focus();
    }),
  );
  return row;
}

function undoRow({ entry, at }) {
  const undo = act(text("undo"), entry.view.name, () => {
    deleted = null;
    keeping(() => diary.restore(entry, at));
  });
  undo.dataset.undo = "";
  const row = document.createElement("p");
  row.className = "notice split";
  row.append(Object.assign(document.createElement("span"), { textContent: text("deleted", { name: entry.view.name }) }), undo);
  return row;
}

function dayCard(date, entries) {
  const card = document.createElement("section");
  card.className = "card slot";
  const head = document.createElement("header");
  const title = document.createElement("h2");
  title.textContent = new Intl.DateTimeFormat(locale(), { dateStyle: "full", timeZone: "UTC" }).format(
    new Date(`${date}T00:00:00Z`),
  );
  head.append(title);
  const list = document.createElement("ul");
  list.className = "rows";
  list.append(...entries.map(entryRow));
  card.append(head, list);
  return card;
}

function show() {
  const all = diary.entries();
  const today = day.nowOf().date;
  const ofToday = all.filter(({ when }) => when.date === today).map(({ view }) => view);
  const totals = day.totalsOf(ofToday);
  part("total").hidden = !ofToday.length;
  part("keep").hidden = !all.length;
  part("empty").hidden = all.length > 0;
  sayTotals(part, totals);
  const dates = [...new Set(all.map(({ when }) => when.date))].sort().reverse();
  const cards = dates.map((date) => dayCard(date, all.filter(({ when }) => when.date === date)));
  part("days").replaceChildren(...(deleted ? [undoRow(deleted)] : []), ...cards);
}

box.form.addEventListener("submit", (event) => {
  const first = results.querySelector(".actions button");
  if (!first) return;
  event.preventDefault();
  first.click();
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target === results) setUp();
});
addEventListener("storage", show);
setUp();
show();
