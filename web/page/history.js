// Earlier translations: texts and times, no recordings.

import * as memory from "./memory.js";

export const place = "dragoman-history";
const most = 30;

/** Newest first. */
export function all() {
  const found = memory.read(place);
  return Array.isArray(found) ? found.filter((each) => each?.id && each.wish) : [];
}

function write(entries) {
  let rest = entries.slice(0, most);
  while (!memory.write(place, rest) && rest.length > 0) rest = rest.slice(0, -1); // full: the oldest go
}

/** Puts an entry in, in place of an earlier one of the same id. */
export function remember(entry) {
  const entries = all();
  const at = entries.findIndex((each) => each.id === entry.id);
  if (at >= 0) entries[at] = entry;
  else entries.unshift(entry);
  write(entries);
}

export function forget(id) {
  write(all().filter((each) => each.id !== id));
}

export function forgetAll() {
  write([]);
}
