// What an amount comes to, while one types. The server computes what is kept.

const thin = "\u202f";

/** Whole from 10 up, one decimal below, as on every page. */
export function formatMg(mg) {
  if (mg > 0 && mg < 0.05) return "<0.1";
  const tenths = Math.round(mg * 10 + 1e-9) / 10;
  if (tenths < 10) return String(tenths);
  return String(Math.round(mg + 1e-9)).replace(/\B(?=(\d{3})+$)/g, thin);
}

/** Null also for "1,000", a thousand to some and one to others: the server asks which. */
export function number(text) {
  const typed = String(text).trim();
  if (/^[1-9]\d{0,2}(,\d{3}|\.000)$/.test(typed)) return null;
  const value = Number(typed.replace(",", "."));
  return Number.isFinite(value) && value > 0 ? value : null;
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
  const mg = magnesiumMg(form);
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
  const ends = mg && [...new Set(mg.map(formatMg))].join(" to ");
  submit.textContent = ends === null ? "Log" : `Log ${ends} mg`;
  if (mg === null) return;
  form.querySelector("[data-live-mg]").textContent = ends;
  const target = Number(form.dataset.targetMg);
  form.querySelector("[data-live-percent]").textContent = target
    ? `${mg[0] < mg[1] ? "at least " : ""}${Math.round((mg[0] * 100) / target)} % of your day`
    : "";
}

function setUp(form) {
  if (form.dataset.ready) return;
  form.dataset.ready = "1";
  const amount = form.elements.amount;
  let way = form.querySelector("input[name=portion]:checked");
  form.addEventListener("input", () => show(form));
  form.addEventListener("change", (event) => {
    // From a portion to grams and back the helping stays about the same.
    if (event.target.name === "portion" && way && amount) {
      const quantity = (number(amount.value) ?? 1) * Number(way.dataset.quantity);
      amount.value = event.target.value === "unit" ? Math.round(quantity * 10) / 10 : 1;
      way = event.target;
    }
    show(form);
  });
  for (const button of form.querySelectorAll("[data-step]")) {
    button.addEventListener("click", () => {
      const now = number(amount.value) ?? 0;
      const each = way?.value === "unit" && Number(form.dataset.mgOfUnit) < 20 && now >= 10 ? 5 : now < 1 || (now === 1 && button.dataset.step < 0) ? 0.25 : 1;
      amount.value = Math.max(each, Math.round((now + each * Number(button.dataset.step)) * 100) / 100);
      show(form);
    });
  }
  show(form);
}

export function setUpAll(root = document) {
  for (const form of root.querySelectorAll("form[data-log]")) setUp(form);
}
