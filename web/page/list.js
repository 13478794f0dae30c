// The list of translations: what waits, what runs, what was.

import { element, moment } from "./format.js";
import { languageName, text } from "./words.js";

const $ = (id) => document.getElementById(id);

const items = new Map(); // work -> what shows it

/** Part of the way that a work has come, 0 to 1; nothing where that is not known. */
export function partDone({ progress }) {
  return progress?.total > 0 ? Math.min(progress.done / progress.total, 1) : undefined;
}

/** "English → Portuguese", the source where it is known. */
export function way(work) {
  const from = work.wish.from || work.segments[0]?.source_lang;
  const to = languageName(work.wish.to);
  return from ? `${languageName(from)} → ${to}` : `→ ${to}`;
}

function makeItem(work, actions) {
  const name = element("span", { className: "name" });
  const facts = element("span", { className: "hint" });
  const open = element("button", { type: "button", className: "open" }, name, facts);
  open.onclick = () => actions.open(work);
  const end = element("button", { type: "button", className: "icon", textContent: "×" });
  end.onclick = () => (work.hasEnded ? actions.remove(work) : actions.cancel(work));
  const bar = element("progress", { max: 1 });
  const item = element("li", {}, open, end, bar);
  return { item, name, facts, open, end, bar };
}

/** Brings one up to date, without taking the focus from what has it. */
export function refresh(work, isShown) {
  const made = items.get(work);
  if (!made) return;
  const { item, name, facts, open, end, bar } = made;
  item.className = work.state;
  name.textContent = work.name;
  facts.textContent = `${way(work)} · ${work.state === "done" ? moment(work.at) : text(work.state)}`;
  open.setAttribute("aria-label", `${text("open", { name: work.name })}, ${facts.textContent}`);
  if (isShown) open.setAttribute("aria-current", "true");
  else open.removeAttribute("aria-current");
  end.setAttribute("aria-label", text(work.hasEnded ? "removeOne" : "cancelOne", { name: work.name }));
  bar.hidden = work.hasEnded || work.state === "waiting";
  bar.setAttribute("aria-label", `${text("progress")}: ${work.name}`);
  const part = partDone(work);
  if (part === undefined) bar.removeAttribute("value");
  else bar.value = part;
}

/** Writes the list: `works`, newest first. `actions`: open(work), cancel(work), remove(work). */
export function show(works, shown, actions) {
  for (const work of items.keys()) if (!works.includes(work)) items.delete(work);
  for (const work of works) if (!items.has(work)) items.set(work, makeItem(work, actions));
  $("list-part").hidden = works.length === 0;
  const wanted = works.map((work) => items.get(work).item);
  const there = [...$("list").children];
  if (wanted.length !== there.length || wanted.some((item, i) => item !== there[i])) {
    $("list").replaceChildren(...wanted);
  }
  for (const work of works) refresh(work, work === shown);
}
