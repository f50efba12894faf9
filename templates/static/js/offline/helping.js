// What was typed with a food, in that food's own measures: as on the server, foods/typed_amounts.py. Pure.

import { GRAMS, MILLILITRES } from "../units.js";
import { given, own, portionLabel } from "./amount-words.js";
import { nameOf } from "./catalogue.js";
import { kept } from "./typed.js";
import { fold, stem } from "./words.js";

/** In the basis unit of each basis. */
const MEASURES = { "100g": GRAMS, "100ml": MILLILITRES };
const ENGLISH = "en";

const foldedWords = (text) => fold(text).split(" ").filter(Boolean);
const stems = (text, language) => foldedWords(text).map((word) => stem(word, language));
/** Labels are in English. */
const unitNamed = (word) => own(given.english_units, word);

/** `{way, amount, unit, answers}`: so many of a portion, or of the basis unit where `way` is null. `unit` is
 *  what it was typed in, where that was a weight or a volume. Where it does not answer what was typed it is the
 *  usual helping, and one is asked. A weight is never made of a volume, nor the other way. `inPart`: no food
 *  has all the words. */
export function helpingTyped(food, query, inPart = false) {
  const usual = food.portions.find((each) => each.is_default) ?? food.portions[0] ?? null;
  const helping = query.amount === null ? null : inMeasures(food, usual, query, inPart);
  const namesAmount = query.unread || query.amount !== null;
  if (helping) return { unit: null, answers: true, ...helping };
  return { way: usual, amount: usual || food.basis === "unit" ? 1 : 100, unit: null, answers: !namesAmount };
}

function inMeasures(food, usual, query, inPart) {
  const { amount, unit } = query;
  if (unit === null) return counted(food, usual, query, inPart);
  const size = MEASURES[food.basis]?.[unit];
  if (size) return { way: null, amount: kept(amount * size), unit };
  const namedAs = (name) => name && fewest(food.portions, (noun) => unitNamed(noun) === name);
  const named = namedAs(unit) ?? namedAs(given.also[unit]);
  if (named) return { way: named.way, amount: kept(amount / named.held) };
  return usual && given.sizes.includes(unit) ? { way: usual, amount, answers: false } : null;
}

/** Pieces that a portion names ("1 peanut", "3 squares"), or else so many usual portions. */
function counted(food, usual, { text, amount }, inPart) {
  const { language } = given;
  const asked = stems(text, ENGLISH);
  let called = [...asked, ...stems(food.name.split(",", 1)[0], ENGLISH)];
  let askedThere = stems(text, language);
  if (inPart) {
    // A word of its own is no measure; one that it has not may be: "2 Becher Joghurt".
    called = asked.filter((word) => !stems(food.name, ENGLISH).includes(word));
    askedThere = askedThere.filter((word) => !stems(nameOf(food), language).includes(word));
  }
  const ofUsual = usual ? [usual] : [];
  const named =
    fewest(food.portions, (noun) => called.includes(noun)) ??
    fewest(food.portions, (noun) => askedThere.includes(stem(noun, language)), language) ??
    (inPart ? null : fewest(ofUsual, (noun) => unitNamed(noun) === "piece"));
  if (named) return { way: named.way, amount: kept(amount / named.held) };
  if (inPart) return null;
  const last = foldedWords(text).at(-1);
  const isPlural = last !== undefined && (stem(last, language) !== last || last !== asked.at(-1));
  const isDrink = food.basis === "100ml" || food.group === "drinks";
  if (isDrink && given.of_a_litre.includes(amount)) return null;
  // "10 almonds" are no ten handfuls.
  if (isPlural && !isDrink && fewest(ofUsual, (noun) => given.of_many.includes(unitNamed(noun)))) return null;
  // Of what is weighed and has no portion nobody knows what one weighs.
  return usual || food.basis === "unit" ? { way: usual, amount: amount * partsOf(usual?.label.toLowerCase() ?? "") } : null;
}

/** How many "half an avocado" are counted as one avocado. */
function partsOf(label) {
  if (/^(half|½|1\/2)/.test(label)) return 2;
  return /^(quarter|¼|1\/4)/.test(label) ? 4 : 1;
}

/** The portion of the fewest that are meant, by its noun in the language, in English in the singular: `{way, held}`. */
function fewest(portions, isMeant, language = ENGLISH) {
  const named = portions.flatMap((way) => {
    const [first, noun = ""] = language === ENGLISH ? stems(way.label, ENGLISH) : foldedWords(portionLabel(way.label));
    if (isMeant(first ?? "")) return [{ way, held: 1 }];
    return /^\d+$/.test(first) && Number(first) && isMeant(noun) ? [{ way, held: Number(first) }] : [];
  });
  return named.sort((a, b) => a.held - b.held || a.way.label.length - b.way.label.length)[0] ?? null;
}
