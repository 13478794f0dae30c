// What is installed on the server, and how good it is.

import { ask, Failure } from "./api.js";

let languages = [];
let voices = [];
let dubs = false;

/** Asks the server; waits while it loads its models, and tells `waits` so. */
export async function load(waits) {
  for (;;) {
    try {
      const [known, speakers] = await Promise.all([ask("v1/languages"), ask("v1/voices")]);
      languages = known.data;
      voices = speakers.data;
      dubs = await hasFilms();
      return;
    } catch (error) {
      if (!(error instanceof Failure) || error.status !== 503) throw error;
      waits();
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
}

// The route tells: a server of before has none.
async function hasFilms() {
  const answer = await fetch("v1/jobs/any/results/film", { method: "OPTIONS" });
  return answer.ok;
}

export function canDub() {
  return dubs;
}

export function sources() {
  return languages.filter((each) => each.recognised && each.into.length > 0);
}

/** What can be translated into: from one language, or (empty) from any. */
export function targets(from) {
  const directions = sources()
    .filter((each) => !from || each.id === from)
    .flatMap((each) => each.into);
  const found = new Set(directions.map((each) => each.id));
  return languages.filter((each) => found.has(each.id));
}

export function direction(from, to) {
  return languages.find((each) => each.id === from)?.into.find((each) => each.id === to);
}

// Of chrF2, 0 to 100: from here on a translation reads well, and can be made use of.
const goodFrom = 50;
const fairFrom = 40;

/** {grade: "Good" | "Fair" | "Rough" | "Unknown", figure}. What was measured from speech to text
 *  counts before what was measured on texts alone: it has the errors of hearing in it. */
export function quality(of) {
  const figures = of?.measured ?? [];
  const figure = figures.find((each) => each.set.includes("speech")) ?? figures[0];
  if (!figure?.metric.startsWith("chrF")) return { grade: "Unknown", figure };
  const grade = figure.value >= goodFrom ? "Good" : figure.value >= fairFrom ? "Fair" : "Rough";
  return { grade, figure };
}

// By the model that speaks. Neural voices that were made to be listened to; small ones; rules.
const ranks = [
  [/^kokoro/, 1],
  [/^espeak/, 3],
];

/** The voices of a language, the best first: {id, standIn, sex, rank 1 to 3}. */
export function voicesOf(language) {
  const able = voices.filter((each) => each.languages.includes(language));
  const described = able.map((each) => {
    const standIn = each.stand_ins?.[language];
    // A mix is described by its first part.
    const heard = voices.find((other) => other.id === (standIn ?? each.id).split(/[:+]/)[0]) ?? each;
    const model = heard.model ?? heard.id;
    const rank = ranks.find(([pattern]) => pattern.test(model))?.[1] ?? 2;
    return { id: each.id, standIn, sex: heard.sex ?? undefined, rank };
  });
  return described.sort((a, b) => a.rank - b.rank); // sort() keeps the server's order among equals
}
