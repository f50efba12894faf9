// The words for amounts and portions in the page's language and English, which the offline page is written with:
// foods/device_words.py. A page of the server names portions itself, and has none.

const written = document.getElementById("amount-words");

export const given = written ? JSON.parse(written.textContent) : { labels: {} };

const NUMBERED = /^([\p{Nd}.½¼¾⅓⅔⅛/ ]+) (.+)$/u;
/** Of a table; null where that has no such word. */
export const own = (table, word) => (Object.hasOwn(table, word) ? table[word] : null);

/** "2 tablespoons" with its number, in the page's language; as it is where that has no word. */
export function portionLabel(label) {
  const [, number, measure] = NUMBERED.exec(label) ?? [];
  const word = measure && own(given.labels, measure);
  if (word) return `${number.replaceAll(".", given.decimal)} ${word}`;
  return own(given.labels, label) ?? label;
}
