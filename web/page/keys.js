// The key of the server, where it wants one. It travels in a header, never in an address, and is
// kept only where the user says so; unless told, no longer than this page is open.

const place = "dragoman-key";
const stores = { tab: sessionStorage, browser: localStorage };

let held = stores.tab.getItem(place) ?? stores.browser.getItem(place) ?? "";

export function key() {
  return held;
}

/** Where it is kept: "page", "tab" or "browser". */
export function keptIn() {
  return Object.keys(stores).find((name) => stores[name].getItem(place) !== null) ?? "page";
}

export function useKey(value, where) {
  held = value.trim();
  for (const store of Object.values(stores)) store.removeItem(place);
  if (held) stores[where]?.setItem(place, held);
}
