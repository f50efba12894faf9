// Ounces in place of grams and millilitres: the same rules as foods/units.py. What is kept is never ounces.

export const GRAMS = { g: 1, kg: 1000, oz: 28.349523125, lb: 453.59237 };
export const MILLILITRES = { ml: 1, cl: 10, dl: 100, l: 1000, "fl oz": 29.5735295625 };
const OUNCE_OF = { g: "oz", ml: "fl oz" };
const ONE = { oz: GRAMS.oz, "fl oz": MILLILITRES["fl oz"] };

/** What a food is measured in: "g", "ml", or nothing for pieces. */
export function unitOf(food) {
  return { "100g": "g", "100ml": "ml", unit: "" }[food.basis];
}

/** "oz" for "g" and "fl oz" for "ml"; undefined for portions and pieces. */
export function ounceOf(unit) {
  return OUNCE_OF[unit];
}

export function isUs(unit) {
  return unit in ONE || unit === "lb";
}

/** Whole from 100 up, one decimal from 10 up, else two. */
export function rounded(quantity) {
  return Number(quantity.toFixed(quantity >= 100 ? 0 : quantity >= 10 ? 1 : 2));
}

/** So many g or ml, as precisely as they are shown; 0: too little to be shown. */
export function inOunces(quantity, ounce) {
  const ounces = quantity / ONE[ounce];
  return ounces < 0.1 ? Number(ounces.toFixed(3)) : rounded(ounces);
}

/** In g or ml. Left as it `was` shown, it stays exactly what it was. */
export function fromOunces(ounces, ounce, was = null) {
  if (was !== null && inOunces(was, ounce) === ounces) return was;
  return Math.round(ounces * ONE[ounce] * 1000 + 1e-6) / 1000;
}
