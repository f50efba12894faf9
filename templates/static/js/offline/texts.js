// What pages say stands in their templates, where translators find it; here it only gets its values.

const OFFLINE = "/offline/";
let sources = [document];
let loading = null;

/** What is said seldom is not in every page: the offline page has it, which the device keeps. */
export function ready() {
  if (document.body.matches("[data-offline]")) return Promise.resolve();
  loading ??= load().catch((error) => {
    loading = null;
    throw error;
  });
  return loading;
}

async function load() {
  const page = (await globalThis.caches?.match(OFFLINE, { ignoreVary: true })) ?? (await fetch(`${OFFLINE}?language=${document.documentElement.lang}`));
  sources = [document, new DOMParser().parseFromString(await page.text(), "text/html")];
}

/** As on the server: a figure after words from right to left would stand before them. */
function isolated(words) {
  return /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u.test(words) ? `\u2068${words}\u2069` : words;
}

function filled(template, values) {
  return template.replace(/\{(\w+)\}/g, (whole, name) => isolated(values[name] ?? whole));
}

/** The text of `[data-text=name]`, its {names} replaced. */
export function text(name, values = {}) {
  return filled(texts(name)[0].textContent.trim(), values);
}

/** The same by how many: of the samples in the template that which this language uses for `n`. */
export function counted(name, n) {
  const category = rules().select(n);
  const samples = texts(name);
  const fits = samples.find((each) => rules().select(Number(each.dataset.sample)) === category) ?? samples.at(-1);
  return filled(fits.textContent.trim(), { count: n });
}

function texts(name) {
  const templates = sources.flatMap((each) => [...each.querySelectorAll("template[id$=texts]")]);
  return templates.flatMap((each) => [...each.content.querySelectorAll(`[data-text="${name}"]`)]);
}

function rules() {
  return new Intl.PluralRules(document.documentElement.lang || "en");
}

/** A copy of what a `<template>` holds. */
export function copyOf(id) {
  const template = sources.map((each) => each.getElementById(id)).find(Boolean);
  return document.importNode(template.content.firstElementChild, true);
}

/** The page's language as the person's browser has it: English dates are many. */
export function locale() {
  const { lang } = document.documentElement;
  return navigator.languages.find((each) => each.split("-")[0] === lang) ?? lang;
}
