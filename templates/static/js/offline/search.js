// A search in the foods of this device that answers as the server's does: foods/ranking.py says why. Pure.

import { fold, spelt, stem } from "./words.js";

const ENGLISH = "en";
const COMPOSING = {
  en: ["with", "without", "in", "on", "from", "made", "for"],
  de: ["mit", "ohne", "in", "im", "aus", "auf", "von", "vom", "fur", "zum"],
  es: ["con", "sin", "en", "de", "del", "al", "a", "para", "por"],
};
const AND = { en: "and", de: "und", es: "y" };
// They tell no foods apart.
const SMALL = new Set(
  ("a an and from in of on or some the with aus das dem den der die ein eine im mit oder und von " +
    "al con de del el en la las los o para sin un una y").split(" "),
);
const [MOST_WORDS, LONGEST_WORD, MOST_PHRASES] = [8, 50, 12];
const [SHORTEST_REPAIRED, MOST_SPELLINGS] = [4, 6];

const inAnyOrder = (words) => [...words].sort().join(" ");
const each = (words, language) => words.map((word) => stem(word, language));
const padded = (words) => ` ${[...words].join(" ")} `;

/** A name as it is asked about. */
function read(name, language) {
  const written = fold(name).split(" ");
  const stems = each(written, language);
  const head = fold(name.split(/[,(]/, 1)[0]).split(" ").filter(Boolean);
  const ofHead = head.length ? head : written;
  const end = ofHead.findIndex((word) => COMPOSING[language]?.includes(word));
  const thing = end < 0 ? ofHead : ofHead.slice(0, end);
  return {
    language,
    words: new Set([...stems, ...written]),
    whole: inAnyOrder(stems),
    head: ofHead.length === written.length ? null : inAnyOrder(each(ofHead, language)),
    end: thing.includes(AND[language]) ? "" : padded(each(thing, language).reverse()),
    starts: [padded(stems), padded(written)],
  };
}

/** The foods as `search` asks about them, for who reads `language`. */
export function indexed(foods, language) {
  const vocabulary = new Map();
  const index = foods.map((food) => {
    const own = food.names?.find((name) => name.preferred && name.language === language);
    const main = [[food.name, ENGLISH], ...(own && language !== ENGLISH ? [[own.name, language]] : [])].map((name) => read(...name));
    const others = (food.names ?? []).filter((name) => name !== own || language === ENGLISH);
    const aliases = others.filter((name) => [ENGLISH, language].includes(name.language)).map((name) => read(name.name, name.language));
    const brand = food.brand ? [read(food.brand, ENGLISH), read(`${food.brand} ${food.name}`, ENGLISH)] : [];
    const names = [...main, ...aliases, ...brand];
    const foreign = others.filter((name) => ![ENGLISH, language].includes(name.language));
    const all = new Set([
      ...names.flatMap((name) => [...name.words]),
      ...foreign.flatMap((name) => fold(name.name).split(" ").flatMap((word) => [word, stem(word, name.language)])),
    ]);
    if (food.popularity > 0) {
      for (const word of new Set(names.flatMap((name) => [...name.words]))) vocabulary.set(word, (vocabulary.get(word) ?? 0) + 1);
    }
    return { food, main, names, all: padded(all), folded: fold(food.name) };
  });
  return { index, language, vocabulary, everything: index.map(({ all }) => all).join(""), nearest: new Map() };
}

/** What was typed, as it is held against names. `alternatives`: each word as a list of its likely
 *  spellings. */
function asking(alternatives, language) {
  const languages = [...new Set([language, ENGLISH])];
  let phrases = [[]];
  for (const spellings of alternatives) {
    phrases = phrases.flatMap((phrase) => spellings.map((word) => [...phrase, word])).slice(0, MOST_PHRASES);
  }
  const inEach = (make) => Object.fromEntries(languages.map((of) => [of, make(of)]));
  const formsOf = (spell) => alternatives.map((spellings) => new Set(languages.flatMap((of) => spellings.map((word) => spell(word, of)))));
  return {
    languages,
    whole: inEach((of) => phrases.map((phrase) => inAnyOrder(each(phrase, of)))),
    end: inEach((of) => phrases.map((phrase) => padded(each(phrase, of).reverse()))),
    starts: inEach((of) => phrases.flatMap((phrase) => [` ${each(phrase, of).join(" ")}`, ` ${phrase.join(" ")}`])),
    words: inEach((of) => alternatives.map((spellings) => each(spellings, of))),
    forms: formsOf(stem),
    begun: formsOf(spelt),
  };
}

/** Whether a food has the words; those that `mayBegin` answers for may be the beginning of one. */
function has({ all }, { forms, begun }, mayBegin) {
  return forms.every(
    (stems, at) =>
      [...stems].some((word) => all.includes(` ${word} `)) || (mayBegin(at) && [...begun[at]].some((word) => all.includes(` ${word}`))),
  );
}

/** How the words meet the names, the nearest first: see `_RANKED` on the server. */
function stepOf({ main, names }, asked) {
  const [own] = asked.languages;
  const meets = (among, language, test) => among.some((name) => name.language === language && test(name));
  const inAny = (among, test) => asked.languages.some((of) => meets(among, of, (name) => test(name, of)));
  const hasAll = (among) => asked.words[own].every((_, at) => inAny(among, (name, of) => asked.words[of][at].some((word) => name.words.has(word))));
  const starts = (name, of, close) => asked.starts[of].some((start) => name.starts.some((begins) => begins.startsWith(start + close)));
  if (meets(names, own, ({ whole }) => asked.whole[own].includes(whole))) return 0;
  if (meets(names, ENGLISH, ({ whole }) => asked.whole[ENGLISH].includes(whole))) return 1;
  if (meets(names, own, ({ head }) => asked.whole[own].includes(head))) return 2;
  if (meets(names, ENGLISH, ({ head }) => asked.whole[ENGLISH].includes(head))) return 3;
  if (inAny(main, ({ end }, of) => asked.end[of].some((words) => end.startsWith(words)))) return 4;
  if (inAny(main, (name, of) => starts(name, of, " "))) return 5;
  if (hasAll(main)) return 6;
  if (inAny(main, (name, of) => starts(name, of, ""))) return 7;
  return hasAll(names) ? 8 : 9;
}

/** Never by magnesium: by how the words meet the names, then by how many people log the food. */
function ranked(foods, asked) {
  const placed = foods.map((known) => {
    const { food, folded } = known;
    const step = stepOf(known, asked);
    const rank = food.own ? Math.min(step, 3) : step + (food.popularity ? 0 : 4) + (food.brand ? 1 : 0);
    const others = food.own ? 0 : 1;
    return { food, folded, key: [rank, step > 1 ? 1 : others, others, food.brand ? 1 : 0, -(food.popularity ?? 0), folded.length] };
  });
  return inOrder(placed);
}

function inOrder(placed) {
  placed.sort((a, b) => {
    const at = a.key.findIndex((part, n) => part !== b.key[n]);
    if (at >= 0) return a.key[at] - b.key[at];
    return a.folded < b.folded ? -1 : a.folded > b.folded ? 1 : a.food.id - b.food.id;
  });
  return placed.map(({ food }) => food);
}

/** Letters added, left out, changed or swapped with the next; more than `most` is Infinity. */
export function distance(a, b, most) {
  if (Math.abs(a.length - b.length) > most) return Infinity;
  let before = [];
  let last = Array.from({ length: b.length + 1 }, (_, n) => n);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      row[j] = Math.min(row[j - 1] + 1, last[j] + 1, last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    if (Math.min(...row) > most) return Infinity;
    [before, last] = [last, row];
  }
  return last[b.length] > most ? Infinity : last[b.length];
}

/** The nearest words of common foods. One that begins a word of any food is none's misspelling. */
function spellings({ everything, vocabulary, nearest }, word) {
  if (word.length < SHORTEST_REPAIRED || !/^\p{L}+$/u.test(word) || everything.includes(` ${word}`)) return [word];
  if (!nearest.has(word)) {
    const most = word.length < 6 ? 1 : 2;
    const near = [...vocabulary].map(([found, count]) => ({ found, count, far: distance(word, found, most) }));
    const least = Math.min(most, ...near.map(({ far }) => far));
    const best = near.filter(({ far }) => far === least);
    const isOther = ({ found }) => (found[0] === word[0] ? 0 : 1);
    best.sort((a, b) => isOther(a) - isOther(b) || b.count - a.count);
    nearest.set(word, best.slice(0, MOST_SPELLINGS).map(({ found }) => found));
  }
  return nearest.get(word);
}

/** The foods that carry a barcode, the person's own first; null where `typed` is none. */
export function withBarcode({ index }, typed) {
  const digits = typed.trim().replace(/(?<=\d)[ -](?=\d)/g, "");
  if (!/^(\d{8}|\d{12,14})$/.test(digits)) return null;
  const carries = ({ food }) => food.gtins?.some((gtin) => gtin.padStart(14, "0") === digits.padStart(14, "0"));
  const found = index.filter(carries).map(({ food, folded }) => ({ food, folded, key: [food.own ? 0 : 1, -(food.popularity ?? 0)] }));
  return inOrder(found);
}

/** `{foods, inPart}`: those that are meant, the best first. Where nothing has all words as they are typed: by
 *  likely spellings, then those that have the most of them, which are found in part. */
export function search(known, text, limit) {
  const words = fold(text).split(" ").filter(Boolean).slice(0, MOST_WORDS);
  if (!words.length) return { foods: [], inPart: false };
  const typed = words.map((word) => [word.slice(0, LONGEST_WORD)]);
  const answer = (alternatives, every = false) => {
    const asked = asking(alternatives, known.language);
    const mayBegin = (at) => every || at === alternatives.length - 1;
    return ranked(known.index.filter((food) => has(food, asked, mayBegin)), asked);
  };
  const whole = (foods) => ({ foods: foods.slice(0, limit), inPart: false });
  const found = answer(typed);
  if (found.length) return whole(found);
  const begun = typed.length > 1 ? answer(typed, true) : [];
  if (begun.length) return whole(begun);
  const better = typed.map(([word]) => spellings(known, word));
  const likely = better.every((alternatives) => alternatives.length) ? answer(better) : [];
  if (likely.length) return whole(likely);
  const telling = better.filter(([word]) => word && !SMALL.has(word));
  const some = telling.length && telling.length < better.length ? answer(telling) : [];
  const most = some.length || telling.length < 2 ? some : withMost(known, telling);
  return { foods: most.slice(0, limit), inPart: most.length > 0 };
}

function withMost({ index, language }, alternatives) {
  const { forms } = asking(alternatives, language);
  const placed = index.map((known) => {
    const met = forms.filter((stems) => [...stems].some((word) => known.all.includes(` ${word} `))).length;
    const { food, folded } = known;
    const popularity = food.popularity ?? 0;
    return { food, folded, met, key: [-met, popularity || food.own ? 0 : 1, food.own ? 0 : 1, food.brand ? 1 : 0, -popularity, folded.length] };
  });
  return inOrder(placed.filter(({ met }) => met));
}
