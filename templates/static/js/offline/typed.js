// The amount in what was typed: "30 g seeds", "zwei Scheiben Brot", "medio litro de agua". As on the server,
// foods/food_query.py, and by its words. Pure.

import { GRAMS, MILLILITRES, isUs } from "../units.js";
import { given, own } from "./amount-words.js";
import { fold, stem } from "./words.js";

const longestFirst = (words) => [...words].sort((a, b) => b.length - a.length).join("|");
const [level, heaped, of, plus, between] = [given.level, given.heaped, given.of, given.plus, given.between].map(longestFirst);
const [anyNumber, anyTimes] = [given.numbers, given.times].map((table) => longestFirst(Object.keys(table)));
const NUMBER = "(?<number>(?:[0-9]{1,3} )?[0-9]{1,3}/[0-9]{1,3}|[0-9]{1,6}(?:[.,][0-9]{1,3})?)";
const UNIT = `(?<unit>fl\\.? ?oz|fluid ounces?|${longestFirst(Object.keys(given.units))})`;
const PART = `(?<part>${longestFirst(Object.keys(given.and_a_part))})`;
const MEASURED =
  `${NUMBER} ?(?:(?:${of}) )?(?:(?<heaped>${heaped}) |(?:${level}) )?` +
  `${UNIT}\\.?(?: (?<heaped_after>${heaped})| (?:${level}))?`;
const PATTERNS = [
  `^${MEASURED}(?: (?:${of}))?(?=[ ,]|$)`,
  `(?:^|[ ,(])${MEASURED}\\)?$`,
  `^${NUMBER}(?: ?[x×])?(?= (?![%/.,\\-]))`,
  ` [x×] ?${NUMBER}$`,
].map((pattern) => new RegExp(pattern, "iu"));
const IN_WORDS = new RegExp(`^(?<words>${anyNumber})(?<of> of(?: an?)?)? (?<next>\\p{L}+)`, "iu");
const AND_A_PART = [
  new RegExp(`^(?<whole>[0-9]{1,3}) ${PART}(?= |$)`, "iu"),
  new RegExp(`^(?:(?<whole>[0-9]{1,3}) )?${UNIT} ${PART}(?= |$)`, "iu"),
];
const ENDED = "(?![\\p{L}\\p{N}_])";
// Whatever is meant for a number, understood or not, to its end; "1 cup 2% milk" has but one.
const MIXED = "[0-9]{1,3} [0-9]{1,3}/[0-9]{1,3}(?![0-9])";
const FIGURE = `(?:${MIXED}|(?!${MIXED})[0-9]+(?:[.,/][0-9]+)*(?![0-9]|[.,/][0-9]))(?! ?%)`;
const SIGN = "[x×*/+–—\\-]";
const MEASURE = ` ?${UNIT.replace("?<unit>", "?:")}${ENDED}\\.?`;
const JOINED =
  `(?:(?: ?${SIGN} ?|,? (?:(?:${between}) )?)${FIGURE}` +
  `|(?: ?[–—\\-] ?| (?:${between}) )(?:${anyNumber})(?= ))`;
const MEASURES = `(?<all>(?<first>${FIGURE})(?<more>(?:(?:${MEASURE})?${JOINED})*)${MEASURE})`;
const SEVERAL = [
  `^${MEASURES}(?: (?:${of}))?(?= |$)`,
  `(?:^|[ ,(])(?<sign>${SIGN} ?)?${MEASURES}\\)?$`,
  `^(?<all>(?<first>${FIGURE})(?<more>${JOINED}+))(?: (?:${of}))?(?= |$)`,
].map((pattern) => new RegExp(pattern, "iu"));
const TWO_MEASURES = new RegExp(
  `^${NUMBER} ?${UNIT}\\.?(?: ?\\+ ?|,? (?:(?:${plus}) )?)` +
    `${NUMBER.replace("<number>", "<number2>")} ?${UNIT.replace("<unit>", "<unit2>")}\\.?$`,
  "iu",
);
// A figure that belongs to a name is tied to it while the amount is looked for, as "b12" is.
const NUMBERED = new RegExp(
  `(?<![\\p{L}\\p{N}_.,\\-])(?:${longestFirst(given.numbered).replaceAll(" ", "[ \\-]")})` +
    `(?![\\p{L}\\p{N}_/%]|[.,][0-9]| ?${SIGN}| (?:${between}|${plus})${ENDED}|${MEASURE})`,
  "giu",
);
const TIED = /^(?!x[0-9])[a-z]+[\u00a0\u2011]?[0-9]+(?:[\u00a0\u2011][0-9]+)*$/iu;
const tied = (name) => name.replaceAll(" ", "\u00a0").replaceAll("-", "\u2011");
const untied = (query) => ({ ...query, text: query.text.replaceAll("\u00a0", " ").replaceAll("\u2011", "-") });
const UNDERSTOOD = new RegExp(`^${NUMBER}$`, "u");
const TIMES = new RegExp(`^(?<whole>[0-9]{1,3}) (?<times>(?<word>${anyTimes})(?: (?:${of})(?: an?)?)? )`, "iu");
// As the pages write thousands, and no keyboard: a space before a number may part two of them.
const THOUSANDS = /(?<![0-9.,])([1-9][0-9]{0,2})\u202f([0-9]{3})(?![0-9])/g;
const NO_WHOLE = /(?<![0-9.,])\.(?=[0-9])/g;
const PERCENTAGE = /[0-9]+([.,][0-9]+)? ?%/g;
const OF_TWO_READINGS = new RegExp(
  `(?<![\\p{Nd}.,])[1-9]\\p{Nd}{0,2}[.,]\\p{Nd}{3}(?![\\p{Nd}.,])` +
    `( ?(${longestFirst(Object.keys(given.units))})${ENDED}\\.?( (${of})${ENDED})?)?`,
  "giu",
);

const spaced = (text) => text.trim().replace(/\s+/g, " ");
const nothing = { amount: null, unit: null, unread: false };

/** Fluid ounces are written in too many ways for a table. */
function unitOf(spelling) {
  return own(given.units, fold(spelling)) ?? ["fl oz", 1];
}

/** `{text, amount, unit, unread}`: what is to be searched, and how much it says. Without a unit the amount
 *  is a count; null: none was understood. `unread`: there is one, of which nobody knows how much it is. */
export function asTyped(typed) {
  const plain = typed.replaceAll("\0", "");
  const clear = given.decimal === "." ? plain : plain.replace(OF_TWO_READINGS, "");
  return clear === plain ? parsed(plain) : { ...nothing, text: parsed(spaced(clear)).text, unread: true };
}

/** Whether a word of it may say how much, or a figure that is no percentage. */
export function mayNameAmount(text) {
  const said = fold(text.replace(PERCENTAGE, "")).split(" ").filter(Boolean);
  return said.some(
    (word) =>
      /^\p{Nd}/u.test(word) ||
      own(given.units, word) ||
      own(given.times, word) ||
      (own(given.numbers, word) ?? "1") !== "1" ||
      given.long_numbers.some((number) => word.endsWith(number)),
  );
}

function parsed(typed) {
  return untied(read(typed));
}

function read(typed) {
  let text = typed.replace(THOUSANDS, "$1$2").replace(NO_WHOLE, "0.");
  for (const [sign, fraction] of Object.entries(given.fractions)) text = text.replaceAll(sign, ` ${fraction} `);
  text = inFigures(spaced(text.replaceAll("⁄", "/"))).replace(NUMBERED, tied);
  const severalNumbers = several(text);
  if (severalNumbers) return severalNumbers;
  for (const pattern of PATTERNS) {
    const found = pattern.exec(text);
    const amount = found && valueOf(found.groups.number);
    if (amount === null) continue;
    const { number, unit: spelling, heaped: before, heaped_after: after } = found.groups;
    const rest = without(found, text);
    if (spelling === undefined) return isUnsure(rest) ? { ...nothing, text: rest, unread: true } : withItsSize({ ...nothing, text: rest, amount });
    const [unit, times] = unitOf(spelling);
    // "1 can" may be a search for the word.
    if (!rest && !given.physical.includes(unit)) {
      const behind = text.slice(text.indexOf(number, found.index) + number.length);
      return { ...nothing, text: behind.replace(/^[ .]+|[ .]+$/g, ""), amount };
    }
    if (unit === null || before || after) return { ...nothing, text: rest, unread: true };
    return { ...nothing, text: rest, amount: amount * times, unit };
  }
  return { ...nothing, text: spaced(typed) };
}

const without = ({ index, 0: found }, text) =>
  `${text.slice(0, index)}${text.slice(index + found.length)}`.replace(/^[ ,;]+|[ ,;]+$/g, "");
const isName = (folded) => given.names.some((name) => folded.startsWith(name));

/** Where numbers follow each other: one amount in two units ("1 lb 8 oz"), or not to be understood ("1 500 g",
 *  "2 x 250 ml", "2 to 3 cups", "1.234,5 g"). */
function several(text) {
  for (const pattern of SEVERAL) {
    const found = pattern.exec(text);
    if (!found) continue;
    const { all, first, more, sign } = found.groups;
    if (!sign && !more && UNDERSTOOD.test(first)) continue;
    const both = sign ? null : TWO_MEASURES.exec(all);
    const sum = both && sumOf(both.groups);
    const query = { ...nothing, text: without(found, text) };
    return sum ? { ...query, ...sum } : { ...query, unread: true };
  }
  return null;
}

/** Of two units of one system, the smaller one last, and of that less than makes up one of the other: "8 oz 227 g"
 *  says one thing twice. */
function sumOf({ number, unit, number2, unit2 }) {
  const [[more, manyTimes], [less, fewTimes]] = [unit, unit2].map(unitOf);
  const [first, second] = [number, number2].map(valueOf);
  for (const units of [GRAMS, MILLILITRES]) {
    const [one, other] = [own(units, more), own(units, less)];
    if (!first || !second || !one || !other) continue;
    const [many, few] = [first * manyTimes * one, second * fewTimes * other];
    if (isUs(more) === isUs(less) && few < manyTimes * one) return { amount: kept((many + few) / other), unit: less };
  }
  return null;
}

/** Whether a count of it isn't one: "½ dozen eggs", "eggs 3 x 2". */
function isUnsure(rest) {
  const folded = fold(rest);
  const last = rest.slice(rest.lastIndexOf(" ") + 1);
  const endsInAFigure = /\p{Nd}$/u.test(last) && !TIED.test(last);
  return !isName(folded) && (endsInAFigure || own(given.times, folded.split(" ", 1)[0]) !== null);
}

/** A leading number in words as figures, where what follows shows that it is one: "half and half" is a name. */
function inFigures(typed) {
  let text = multiplied(firstWordInFigures(typed));
  for (const pattern of AND_A_PART) {
    const found = pattern.exec(text);
    if (!found) continue;
    const { whole = "1", part, unit = "" } = found.groups;
    text = spaced(`${whole} ${given.and_a_part[fold(part)]} ${unit}${text.slice(found[0].length)}`);
  }
  return text;
}

/** "2 dozen", "2 thirds". */
function multiplied(text) {
  const found = TIMES.exec(text);
  if (!found) return text;
  const { whole, times, word } = found.groups;
  const rest = text.slice(found[0].length);
  const by = given.times[fold(word)];
  if (by === "?" || isName(fold(times + rest))) return text;
  const [above, below] = by.split("/");
  return `${below ? `${Number(whole)}/${below}` : whole * above} ${rest}`;
}

function firstWordInFigures(text) {
  const found = IN_WORDS.exec(text);
  if (!found || isName(fold(text))) return text;
  const [words, next] = [fold(found.groups.words), fold(found.groups.next)];
  const figure = given.numbers[words];
  const isCounted = given.counting.includes(words) || (!["1", "1/2", "1/4"].includes(figure) && stem(next, "en") !== next);
  const isShared = /^half an?$/.test(words) || (/(half|quarter)$/.test(words) && found.groups.of);
  const rest = text.slice(found[0].length - found.groups.next.length);
  const goesOn = Object.hasOwn(given.times, next) || Object.keys(given.and_a_part).some((part) => fold(rest).startsWith(part));
  return Object.hasOwn(given.units, next) || isCounted || isShared || goesOn ? `${figure} ${rest}` : text;
}

/** "2 huevos grandes": where the size follows. */
function withItsSize(query) {
  const at = query.text.lastIndexOf(" ");
  const [unit] = own(given.units, fold(query.text.slice(at + 1))) ?? [];
  return at > 0 && given.sizes.includes(unit) ? { ...query, text: query.text.slice(0, at), unit } : query;
}

/** Of three decimals at most; null for zero. */
function valueOf(figures) {
  const [fraction, whole] = figures.split(" ").reverse();
  let value = Number(/^[1-9]\d{0,2},\d{3}$/.test(figures) ? figures.replace(",", "") : figures.replace(",", "."));
  if (fraction.includes("/")) {
    const [above, below] = fraction.split("/").map(Number);
    value = below ? kept(Number(whole ?? 0) + above / below) : 0;
  }
  return value > 0 ? value : null;
}

/** With three decimals, a half to the even one, as the server rounds what was typed. */
export function kept(amount) {
  const thousandths = Number((amount * 1000).toFixed(6));
  const below = Math.floor(thousandths);
  return (thousandths - below === 0.5 ? below + (below % 2) : Math.round(thousandths)) / 1000;
}
