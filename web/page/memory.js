// What this browser remembers between visits, where the user allows it; else until the page is
// closed.

const wish = "dragoman-keep";
const own = new Map();

export function keeps() {
  return localStorage.getItem(wish) !== "no";
}

/** Whether anything is to be kept. What there was goes when not. */
export function keep(wanted, places) {
  localStorage.setItem(wish, wanted ? "yes" : "no");
  for (const place of places) {
    if (wanted && own.has(place)) localStorage.setItem(place, own.get(place));
    if (!wanted) {
      own.set(place, localStorage.getItem(place) ?? "null");
      localStorage.removeItem(place);
    }
  }
}

export function read(place) {
  try {
    return JSON.parse((keeps() ? localStorage.getItem(place) : own.get(place)) ?? "null");
  } catch {
    return null; // not ours, or damaged
  }
}

/** False where there is no room for it. */
export function write(place, value) {
  const text = JSON.stringify(value);
  if (!keeps()) {
    own.set(place, text);
    return true;
  }
  try {
    localStorage.setItem(place, text);
    return true;
  } catch {
    return false;
  }
}
