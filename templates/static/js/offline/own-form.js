// What the catalogue has not, and doses by their labels: forms that say beside the field what is wrong.

import { focusOn } from "../focus.js";
import { number } from "../log.js";
import { thousandths } from "./day.js";
import { ELEMENTAL, MOST_DOSES, MOST_MG, UNUSUAL_MG, compoundsOf, doseOf, quickAdd } from "./doses.js";
import { isDose, mgText } from "./rows.js";
import { copyOf, text } from "./texts.js";

/** Of a name, counted as the server does. */
const MOST_CHARACTERS = 300;

/** `asked()`: what is to be logged, null where something is wrong, which stands beside its field then. */
function setUp(form, { asked, show, done }) {
  let isUnderWay = false;
  form.addEventListener("input", show);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isUnderWay) return;
    for (const each of form.querySelectorAll("[data-error]")) each.hidden = true;
    for (const each of form.elements) each.removeAttribute("aria-invalid");
    const view = asked();
    if (!view) return focusOn(form.querySelector("[aria-invalid]"));
    isUnderWay = true;
    try {
      await done(view);
    } finally {
      isUnderWay = false;
    }
  });
  form.querySelector("[value=cancel]").addEventListener("click", () => form.remove());
  show();
  return form;
}

/** Null, and says what is wrong with a field. */
function wrong(form, name, why = name) {
  form.elements[name].setAttribute("aria-invalid", "true");
  form.querySelector(`[data-error=${why}]`).hidden = false;
  return null;
}

/** More decimals than the server keeps would be refused there, when nobody can mend them any more. */
function hasTooManyDecimals(value) {
  return thousandths(value) !== value;
}

/** More than is usual is asked about once: `[name=confirmed]` is the answer. */
function isConfirmed(form, mg) {
  if (mg <= UNUSUAL_MG || form.elements.confirmed.checked) return true;
  form.querySelector("[data-confirm]").hidden = false;
  return false;
}

function amountIn(form, name, most) {
  const value = number(form.elements[name].value);
  if (value === null || value > most) return wrong(form, name);
  return hasTooManyDecimals(value) ? wrong(form, name, "decimals") : value;
}

/** A dose by what the label states. */
export function doseForm(food, { mg, done }) {
  const form = copyOf("dose-form");
  const { says, compound, dose_mg: doseMg, doses } = form.elements;
  const compounds = [...compound.options].filter(({ value }) => value).map(({ value, dataset }) => {
    return { slug: value, form_of: dataset.formOf, least: Number(dataset.least), most: Number(dataset.most) };
  });
  const fitting = new Set(compoundsOf(food, compounds).map(({ slug }) => slug));
  for (const each of [...compound.options]) if (each.value && !fitting.has(each.value)) each.remove();
  doseMg.value = mg ?? "";
  const chosen = () => compounds.find(({ slug }) => slug === compound.value) ?? null;
  const show = () => {
    form.querySelector("[data-compound]").hidden = says.value === ELEMENTAL || !fitting.size;
    const [each, count] = [number(doseMg.value), number(doses.value)];
    const view = each && count ? doseOf(food, { says: says.value, mg: each, doses: count, compound: chosen() }) : null;
    form.querySelector(".mg-live").textContent = view ? mgText(view) : "";
  };
  const asked = () => {
    const [count, each] = [amountIn(form, "doses", MOST_DOSES), amountIn(form, "dose_mg", MOST_MG)];
    if (count === null || each === null) return null;
    const view = doseOf(food, { says: says.value, mg: each, doses: count, compound: chosen() });
    if (!view) return wrong(form, "compound");
    if (view.label_dose_mg > MOST_MG) return wrong(form, "dose_mg");
    return isConfirmed(form, view.magnesium_at_most_mg ?? view.magnesium_mg) ? view : wrong(form, "confirmed");
  };
  return setUp(form, { asked, show, done });
}

/** Something that is not among the foods: a name, a kind and its mg, empty where they are not known.
 *  `doses`: whether supplements and medicines may be logged here. */
export function ownForm({ name, mg, doses, done }) {
  const form = copyOf("own-form");
  const { kind, name: named, magnesium_mg: magnesium } = form.elements;
  for (const each of [...kind.options]) if (!doses && isDose({ kind: each.value })) each.remove();
  named.value = name;
  magnesium.value = mg ?? "";
  const asked = () => {
    const called = named.value.trim();
    const given = [...called].length;
    if (!given) return wrong(form, "name");
    if (given > MOST_CHARACTERS) {
      form.querySelector("[data-error=too-long]").textContent = text("too-long", { given, most: MOST_CHARACTERS });
      return wrong(form, "name", "too-long");
    }
    const said = magnesium.value.trim();
    const figure = /^0+([.,]0+)?$/.test(said) ? 0 : number(said);
    if (said && (figure === null || figure > MOST_MG)) return wrong(form, "magnesium_mg");
    if (figure && hasTooManyDecimals(figure)) return wrong(form, "magnesium_mg", "decimals");
    if (isDose({ kind: kind.value }) && !isConfirmed(form, figure ?? 0)) return wrong(form, "confirmed");
    return quickAdd({ name: called, kind: kind.value, magnesium_mg: said ? figure : null });
  };
  return setUp(form, { asked, show: () => {}, done });
}
