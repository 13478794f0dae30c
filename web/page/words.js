// The page's own words, in the language that the user reads.

import { english } from "./english.js";
import { french } from "./french.js";
import { german } from "./german.js";
import { portuguese } from "./portuguese.js";
import { spanish } from "./spanish.js";

const place = "dragoman-page-language";
const all = { en: english, de: german, es: spanish, fr: french, pt: portuguese };

export const pageLanguages = {
  en: "English",
  de: "Deutsch",
  es: "Español",
  fr: "Français",
  pt: "Português",
};

let current = "en";

export function pageLanguage() {
  return current;
}

/** The one that was chosen before, or the browser's, where it is one of ours. */
export function usualLanguage() {
  const wished = [localStorage.getItem(place), ...navigator.languages];
  return wished.map((tag) => (tag ?? "").slice(0, 2)).find((code) => code in all) ?? "en";
}

export function hasText(name) {
  return name in english;
}

export function text(name, values = {}) {
  return all[current][name].replace(/\{(\w+)\}/g, (_, key) => String(values[key]));
}

/** A language of recordings, by its code, as readers of this page call it. */
export function languageName(code) {
  return new Intl.DisplayNames([current], { type: "language" }).of(code);
}

/** Writes every element of the page anew that names its text. */
export function speak(code) {
  current = code in all ? code : "en";
  document.documentElement.lang = current;
  for (const element of document.querySelectorAll("[data-text]")) {
    element.textContent = text(element.dataset.text);
  }
  for (const element of document.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", text(element.dataset.label));
  }
}

/** Speaks it from now on, also at the next visit. */
export function choose(code) {
  localStorage.setItem(place, code);
  speak(code);
}
