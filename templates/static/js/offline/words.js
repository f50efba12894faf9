// One spelling for search, as on the server: foods/folding.py and foods/languages.py say why. Pure.

const LETTERS = { œ: "oe", æ: "ae", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ħ: "h", ı: "i", ß: "ss", ς: "σ" };

/** Small letters without accents, words apart by one space. */
export function fold(text) {
  return text
    .replace(/['’‘‛ʼ`´′＇]/g, "")
    .normalize("NFKD")
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]/g, "")
    .replace(/[œæøłđðþħıßς]/g, (letter) => LETTERS[letter])
    .normalize("NFC")
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, " ")
    .trim();
}

/** In German, "kuerbis" is how one writes "kürbis" without its dots. */
export function spelt(word, language) {
  return language === "de" ? word.replace(/([aou])e/g, "$1") : word;
}

const STEMS = { de: (word) => german(spelt(word, "de")), es: spanish, en: singular };
const known = { de: new Map(), es: new Map(), en: new Map() };

/** What a folded word's singular and plural have in common; in English the singular. */
export function stem(word, language) {
  const of = Object.hasOwn(STEMS, language) ? language : "en";
  // The same few thousand words make all names.
  if (!known[of].has(word)) known[of].set(word, STEMS[of](word));
  return known[of].get(word);
}

const SAME_IN_PLURAL = /^(molasses|gras|haggis|cassis|anis|pastis|series|species|schnapps|lens|kansas|texas)$/;
const IRREGULAR = {
  leaves: "leaf",
  loaves: "loaf",
  halves: "half",
  calves: "calf",
  knives: "knife",
  quiches: "quiche",
  brioches: "brioche",
  ceviches: "ceviche",
  geese: "goose",
};
const KEEP_IE = /^(cookies|brownies|smoothies|veggies|calories|hoagies)$/;
const KEEP_OE = /^(aloes|canoes|oboes|roes|shoes|sloes|toes)$/;

function singular(word) {
  if (Object.hasOwn(IRREGULAR, word)) return IRREGULAR[word];
  if (word.length > 4 && word.endsWith("oe") && !KEEP_OE.test(`${word}s`)) return word.slice(0, -1);
  if (word.length < 4 || !word.endsWith("s") || SAME_IN_PLURAL.test(word) || /[su]s$/.test(word)) return word;
  if (word.length > 4 && word.endsWith("ies") && !KEEP_IE.test(word)) return `${word.slice(0, -3)}y`;
  if (word.endsWith("oes") && !KEEP_OE.test(word)) return word.slice(0, -2);
  if (word.length > 4 && /(ch|sh|x|ss|zz)es$/.test(word)) return word.slice(0, -2);
  return word.slice(0, -1);
}

const SHORTEST_STEM = 3;

/** Without the first of the endings that leaves enough. */
function without(word, endings) {
  const ending = endings.find((each) => word.endsWith(each) && word.length - each.length >= SHORTEST_STEM);
  return ending ? word.slice(0, -ending.length) : word;
}

function german(word) {
  if (word === "eier" || word === "eiern") return "ei";
  const bare = word.endsWith("ss") ? word : without(word, ["en", "er", "es", "e", "s"]);
  return bare === word && word.endsWith("eln") ? word.slice(0, -1) : bare;
}

function spanish(word) {
  if (word.endsWith("ces") && word.length > SHORTEST_STEM + 1) return `${word.slice(0, -3)}z`;
  return without(word, ["es", "s", "e"]);
}
