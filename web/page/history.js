// Earlier translations, kept in this browser: texts and times, no recordings.

const place = "dragoman-history";
const most = 20;

export function all() {
  try {
    return JSON.parse(localStorage.getItem(place)) ?? [];
  } catch {
    return [];
  }
}

export function remember(entry) {
  let entries = [entry, ...all()].slice(0, most);
  while (entries.length > 0) {
    try {
      localStorage.setItem(place, JSON.stringify(entries));
      return;
    } catch {
      entries = entries.slice(0, -1); // full: the oldest goes
    }
  }
}

export function forget() {
  localStorage.removeItem(place);
}
