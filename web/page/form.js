// The form: what is installed, what was chosen.

import { ask } from "./stream.js";
import { text } from "./strings.js";

const $ = (id) => document.getElementById(id);

let languages = [];
let voices = [];

function option(value, label) {
  return Object.assign(document.createElement("option"), { value, textContent: label });
}

function fill(select, options) {
  const before = select.value;
  select.replaceChildren(...options);
  if (options.some((each) => each.value === before)) select.value = before;
}

/** Asks the server what it can do; waits while it loads its models. */
export async function loadAbilities(key, status) {
  for (;;) {
    try {
      languages = (await ask("v1/languages", key)).data;
      voices = (await ask("v1/voices", key)).data;
      status("");
      return show();
    } catch (error) {
      if (error.status !== 503) throw error;
      status(text("loading"));
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
}

/** Writes the choices anew: after loading, a choice, or another language of the page. */
export function show() {
  if (languages.length === 0) return;
  const heard = languages.filter((each) => each.recognised && each.into.length > 0);
  fill($("from"), [option("", text("detect")), ...heard.map((each) => option(each.id, each.name))]);
  const from = $("from").value;
  const directions = heard.filter((each) => !from || each.id === from).flatMap((each) => each.into);
  const targets = new Set(directions.map((each) => each.id));
  fill(
    $("to"),
    languages.filter((each) => targets.has(each.id)).map((each) => option(each.id, each.name)),
  );
  showVoices();
  showQuality();
}

function showVoices() {
  const to = $("to").value;
  const able = voices.filter((voice) => voice.languages.includes(to));
  fill(
    $("voice"),
    able.map((voice) => option(voice.id, voice.stand_ins ? `${voice.id} (${voice.stand_ins[to]})` : voice.id)),
  );
  $("speak").disabled = able.length === 0;
  if (able.length === 0) $("speak").checked = false;
  $("voice").disabled = !$("speak").checked;
}

function showQuality() {
  const direction = languages
    .find((each) => each.id === $("from").value)
    ?.into.find((each) => each.id === $("to").value);
  const figures = direction?.measured.map((each) => `${each.metric} ${each.value} (${each.set})`);
  $("quality").textContent = !direction
    ? ""
    : text("languageGoes", { route: direction.route }) +
      " · " +
      (figures.length > 0
        ? text("measured", { figure: figures.join(", ") })
        : text("notMeasured"));
}

/** The glossary, one term a line: "cloud = nuvem". */
export function terms() {
  const pairs = $("terms").value.split("\n").map((line) => line.split("=").map((side) => side.trim()));
  return pairs
    .filter((sides) => sides.length === 2 && sides[0] && sides[1])
    .map(([source, target]) => ({ source, target }));
}
