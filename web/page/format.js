// Times and sizes, as people write them; elements, as the page makes them.

import { pageLanguage } from "./words.js";

/** 75 s: "1:15"; an hour and more: "1:00:15". */
export function clock(seconds) {
  const whole = Math.floor(seconds);
  const two = (n) => String(n).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours > 0
    ? `${hours}:${two(minutes)}:${two(whole % 60)}`
    : `${minutes}:${two(whole % 60)}`;
}

export function bytes(count) {
  const units = ["kilobyte", "megabyte", "gigabyte"];
  const step = count < 1e6 ? 0 : count < 1e9 ? 1 : 2;
  const style = { style: "unit", unit: units[step], maximumFractionDigits: step };
  return new Intl.NumberFormat(pageLanguage(), style).format(count / 1000 ** (step + 1));
}

export function percent(part) {
  return new Intl.NumberFormat(pageLanguage(), { style: "percent" }).format(part);
}

/** The time of today, the date of other days. */
export function moment(ms) {
  const then = new Date(ms);
  return then.toDateString() === new Date().toDateString()
    ? then.toLocaleTimeString(pageLanguage(), { timeStyle: "short" })
    : then.toLocaleDateString(pageLanguage(), { dateStyle: "medium" });
}

/** element("p", {className: "hint", textContent: "..."}, children...). */
export function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}
