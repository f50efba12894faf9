// What an amount comes to, while one types. The server computes what is kept.

const thin = "\u202f";

/** Of the page's language. */
function decimalSign() {
  const parts = new Intl.NumberFormat(globalThis.document?.documentElement.lang || "en").formatToParts(1.5);
  return parts.find(({ type }) => type === "decimal").value;
}

/** A number without thousands, as the page's language writes it. */
export function localised(number) {
  return String(number).replace(".", decimalSign());
}

/** As it stands where one types: a figure more where its last three could be taken for thousands. */
export function inAField(number) {
  const plain = String(number);
  return (hasTwoReadings(plain) ? `${plain}0` : plain).replace(".", decimalSign());
}

/** As on the server. A comma before three figures is a thousands separator to some and marks decimals
 *  to others; so does a point where one writes decimal commas, else only before three zeros. */
function hasTwoReadings(typed) {
  return (decimalSign() === "." ? /^[1-9]\d{0,2}(,\d{3}|\.000)$/ : /^[1-9]\d{0,2}[.,]\d{3}$/).test(typed);
}

/** Whole from 10 up, one decimal below, as on every page. */
export function formatMg(mg) {
  if (mg > 0 && mg < 0.05) return `<${localised(0.1)}`;
  const tenths = Math.round(mg * 10 + 1e-9) / 10;
  if (tenths < 10) return localised(tenths);
  return String(Math.round(mg + 1e-9)).replace(/\B(?=(\d{3})+$)/g, thin);
}

/** Null also for "1,000", a thousand to some and one to others: the server asks which. */
export function number(text) {
  const typed = String(text).trim();
  if (hasTwoReadings(typed)) return null;
  const value = Number(typed.replace(",", "."));
  return Number.isFinite(value) && value > 0 ? value : null;
}

/** As `whole_percent` on the server: 100 is not said before it is reached. */
function wholePercent(share) {
  return share < 100 ? Math.min(99, Math.round(share)) : Math.round(share);
}

function filled(words, values) {
  return words.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** The least and the most share of a dose that is magnesium; null where that is not known yet. */
function shares(form, data) {
  if (data.get("label_says") !== "compound") return [1, 1];
  const own = Number(form.dataset.elementalFraction);
  if (own) return [own, own];
  const { least, most } = form.elements.compound?.selectedOptions[0]?.dataset ?? {};
  return least ? [Number(least), Number(most)] : null;
}

/** The least and the most, mg; null for what is not known. */
function magnesiumMg(form) {
  const data = new FormData(form);
  if (data.has("dose_mg")) {
    const dose = number(data.get("dose_mg"));
    const doses = number(data.get("doses"));
    if (dose === null || doses === null) return null;
    return shares(form, data)?.map((share) => dose * doses * share) ?? null;
  }
  const amount = number(data.get("amount"));
  const way = form.querySelector("input[name=portion]:checked");
  if (form.dataset.mgOfUnit === "" || amount === null || !way) return null;
  const mg = Number(form.dataset.mgOfUnit) * amount * Number(way.dataset.quantity);
  return [mg, mg];
}

function show(form) {
  const mg = "quiet" in form.dataset ? null : magnesiumMg(form);
  // Which compound it is matters only to its weight.
  const compound = form.querySelector(".compound");
  if (compound) {
    compound.hidden = form.elements.label_says.value !== "compound";
    const chosen = form.elements.compound.selectedOptions[0];
    form.querySelector("[data-about-form]").textContent = chosen?.dataset.about ?? "";
  }
  const live = form.querySelector(".live");
  const submit = form.querySelector("[data-submit]");
  live.hidden = mg === null;
  const { verb, saidRange, saidPercent, saidLeast } = form.dataset;
  const [from, to] = mg?.map(formatMg) ?? [];
  const ends = mg && (from === to ? from : filled(saidRange, { least: from, most: to }));
  submit.textContent = ends === null ? verb : `${verb} ${ends} mg`;
  if (mg === null) return;
  form.querySelector("[data-live-mg]").textContent = ends;
  const target = Number(form.dataset.targetMg);
  const percent = wholePercent((mg[0] * 100) / target);
  form.querySelector("[data-live-percent]").textContent = target
    ? filled(mg[0] < mg[1] ? saidLeast : saidPercent, { percent: percent || (mg[0] && mg[0] === mg[1] ? "<1" : 0) })
    : "";
}

/** So many g or ml in units of so many each: a tenth of a gram, a hundredth of an ounce. */
function inUnits(quantity, each) {
  return each === 1 ? Math.round(quantity * 10) / 10 : Math.round((quantity / each) * 100) / 100;
}

function setUp(form) {
  if (form.dataset.ready) return;
  form.dataset.ready = "1";
  const amount = form.elements.amount;
  let way = form.querySelector("input[name=portion]:checked");
  form.addEventListener("input", () => show(form));
  form.addEventListener("change", (event) => {
    // From a portion to grams or ounces and back the helping stays about the same.
    if (event.target.name === "portion" && way && amount) {
      const quantity = (number(amount.value) ?? 1) * Number(way.dataset.quantity);
      const { quantity: each, unit } = event.target.dataset;
      amount.value = inAField(unit === undefined ? 1 : inUnits(quantity, Number(each)));
      way = event.target;
    }
    show(form);
  });
  for (const button of form.querySelectorAll("[data-step]")) {
    button.addEventListener("click", () => {
      const now = number(amount.value) ?? 0;
      const each = way?.value === "unit" && Number(form.dataset.mgOfUnit) < 20 && now >= 10 ? 5 : now < 1 || (now === 1 && button.dataset.step < 0) ? 0.25 : 1;
      amount.value = inAField(Math.max(each, Math.round((now + each * Number(button.dataset.step)) * 100) / 100));
      show(form);
    });
  }
  show(form);
}

export function setUpAll(root = document) {
  for (const form of root.querySelectorAll("form[data-log]")) setUp(form);
}
