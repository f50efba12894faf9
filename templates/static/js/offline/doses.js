// Doses by what a label says, as `intake.snapshots` and `foods.supplements` have them. Pure.

import { nameOf } from "./catalogue.js";
import { thousandths } from "./day.js";

export const ELEMENTAL = "elemental";
/** So much elemental magnesium is rare: most often the compound's weight was meant. */
export const UNUSUAL_MG = 1000;
export const MOST_MG = 1_000_000;
export const MOST_DOSES = 1000;

/** What a record of the built-in table means by "citrate-unspecified", or what the food says itself. */
function saltOf({ compound, source }, compounds) {
  const [salt, rest] = (source?.id ?? "").split(/-(?=unspecified$)/);
  return compound || (rest && compounds.some(({ form_of }) => form_of === salt) ? salt : "");
}

/** Which of `compounds` a food may be: `{slug, form_of, least, most}`. None where it says its share. */
export function compoundsOf(food, compounds) {
  if (food.elemental_fraction) return [];
  const salt = saltOf(food, compounds);
  const fitting = compounds.filter(({ slug, form_of }) => slug === salt || form_of === salt);
  return fitting.length ? fitting : compounds;
}

/** What a dose comes to. `share`: the least and the most of it that is magnesium, null where only the
 *  label of another product tells. Null too where that is not known: it is never guessed. */
export function doseOf(food, { says, mg, doses, compound }) {
  const own = food.elemental_fraction;
  const share = says === ELEMENTAL ? [1, 1] : own ? [own, own] : compound ? [compound.least, compound.most] : null;
  if (!share) return null;
  const label_dose_mg = thousandths(mg * doses);
  const [least, most] = share.map((each) => thousandths(label_dose_mg * each));
  return {
    food: food.id,
    name: food.brand ? `${nameOf(food)} (${food.brand})` : nameOf(food),
    kind: food.kind,
    portion: null,
    portion_label: `${mg} mg ${says === ELEMENTAL ? "elemental" : "of the compound"}`,
    amount: doses,
    grams: null,
    millilitres: null,
    magnesium_mg: least,
    magnesium_at_most_mg: most > least ? most : null,
    label_says: says,
    compound: says === ELEMENTAL || own ? "" : compound.slug,
    label_dose_mg,
  };
}

/** Something of one's own, without a food; `magnesium_mg` null: not known. */
export function quickAdd({ name, kind, magnesium_mg }) {
  return { food: null, name, kind, magnesium_mg, portion: null, portion_label: "", amount: 1, grams: null, millilitres: null };
}
