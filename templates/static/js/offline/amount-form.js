// How much: a number and, where there are several, of what.

import { focusOn } from "../focus.js";
import { inAField, number } from "../log.js";
import { thousandths } from "./day.js";
import { copyOf } from "./texts.js";

const MOST = 100_000;

/** `done(amount, way)` is called with what was chosen; `live` says meanwhile what it comes to. */
export function amountForm({ value, label, ways = [], chosen = 0, live, done }) {
  const form = copyOf("amount-form");
  const { amount, way } = form.elements;
  form.querySelector("[data-ways]").hidden = !ways.length;
  way.append(...ways.map((each, n) => new Option(each.label, n, n === chosen, n === chosen)));
  form.querySelector(".btn").textContent = label;
  amount.value = inAField(value);

  const asked = () => {
    const count = number(amount.value);
    return count === null || count > MOST || thousandths(count) === 0 ? null : thousandths(count);
  };
  const show = () => {
    const count = asked();
    form.querySelector(".mg-live").textContent = live && count !== null ? live(count, ways[way.value]?.way ?? null) : "";
  };
  form.addEventListener("input", show);
  let isUnderWay = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isUnderWay) return;
    const count = asked();
    const wrong = form.querySelector(".errorlist");
    wrong.hidden = count !== null;
    amount.setAttribute("aria-invalid", count === null);
    if (count === null) return focusOn(amount);
    isUnderWay = true;
    try {
      await done(count, ways[way.value]?.way ?? null);
    } finally {
      isUnderWay = false;
    }
  });
  form.querySelector("[value=cancel]").addEventListener("click", () => form.remove());
  show();
  return form;
}
