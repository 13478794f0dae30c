// The server's side of things: requests, refusals, streams of events.

import { key } from "./keys.js";

/** What the server, or the way to it, said went wrong. `name` is that of one of the page's own
 *  texts, where there is one for it; `message` what the server said. */
export class Failure extends Error {
  constructor(name, message = "", status = 0) {
    super(message || name);
    this.name = name;
    this.status = status;
  }
}

const ownTexts = { 401: "needsKey", 413: "tooLarge", 429: "busy", 503: "notReady", 507: "noRoom" };

async function refusal(response) {
  const name = ownTexts[response.status] ?? "refused";
  try {
    return new Failure(name, (await response.json()).error.message, response.status);
  } catch {
    return new Failure(name, `${response.status} ${response.statusText}`, response.status);
  }
}

/** A request; its answer, which is a good one. `json` or `form` (FormData) is its body. */
export async function send(path, { method = "GET", json, form, headers = {}, signal } = {}) {
  const all = { ...headers };
  if (key()) all.Authorization = `Bearer ${key()}`;
  if (json !== undefined) all["Content-Type"] = "application/json";
  const body = json === undefined ? form : JSON.stringify(json);
  let response;
  try {
    response = await fetch(path, { method, headers: all, body, signal, cache: "no-store" });
  } catch (error) {
    throw error.name === "AbortError" ? error : new Failure("noServer");
  }
  if (!response.ok) throw await refusal(response);
  return response;
}

/** The same, its answer read as JSON. */
export async function ask(path, options) {
  return (await send(path, options)).json();
}

export function post(path, json, signal) {
  return ask(path, { method: "POST", json, signal });
}

/** One server-sent event; nothing of a comment. */
export function parseEvent(block) {
  const event = { id: "", data: "" };
  for (const line of block.split("\n")) {
    const colon = line.indexOf(": ");
    if (colon > 0) event[line.slice(0, colon)] = line.slice(colon + 2);
  }
  return event.data ? event : undefined;
}

/** The events of an answer, {id, data}, data parsed, up to [DONE]. */
export async function* events(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await next(reader);
    if (done) throw new Failure("brokenOff");
    const blocks = (rest + value).split("\n\n");
    rest = blocks.pop();
    for (const event of blocks.map(parseEvent)) {
      if (event?.data === "[DONE]") return;
      if (event) yield { id: event.id, data: JSON.parse(event.data) };
    }
  }
}

async function next(reader) {
  try {
    return await reader.read();
  } catch (error) {
    throw error.name === "AbortError" ? error : new Failure("brokenOff");
  }
}
