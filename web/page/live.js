// Live: what is said into the microphone, translated while it is being said.

import { element } from "./format.js";
import { Player } from "./player.js";
import { Session } from "./session.js";
import { text } from "./words.js";

const $ = (id) => document.getElementById(id);

let session; // while it runs
let player; // its speech
let items; // of this session: what is said, by the server's name for it
let latest; // the turn whose translation comes

function showState(name) {
  $("live-state").dataset.text = name;
  $("live-state").textContent = text(name);
  $("live").setAttribute("aria-pressed", String(Boolean(session)));
  $("live").dataset.text = session ? "liveStop" : "live";
  $("live").textContent = text($("live").dataset.text);
}

/** A turn: settled words, and behind them those that may change. */
function addTurn(to) {
  const part = (name) => element("p", { className: name, dir: "auto" });
  const [said, source] = [part("said"), part("source")];
  said.lang = to;
  const item = element("li", {}, element("div", {}, said, source));
  $("live-turns").append(item);
  return { said, source };
}

function write(paragraph, settled, stash = "") {
  const provisional = element("span", { className: "provisional", textContent: stash });
  paragraph.replaceChildren(settled, stash ? provisional : "");
  const box = $("live-transcript");
  box.scrollTop = box.scrollHeight;
}

function turnOf(id, to) {
  if (!items.has(id)) items.set(id, addTurn(to));
  return items.get(id);
}

function tell(event, to) {
  switch (event.type) {
    case "session.updated":
      return showState("liveListening");
    case "conversation.item.input_audio_transcription.text":
      return write(turnOf(event.item_id, to).source, event.text, event.stash);
    case "conversation.item.input_audio_transcription.completed":
      return write(turnOf(event.item_id, to).source, event.transcript);
    case "response.created":
      latest = undefined; // turns come in order: the first without a translation is meant
      for (const turn of items.values()) if (!turn.response && !latest) latest = turn;
      latest ??= addTurn(to);
      latest.response = event.response.id;
      return undefined;
    case "response.text.text":
    case "response.audio_transcript.text":
      return write(latest.said, event.text, event.stash);
    case "response.text.done":
    case "response.audio_transcript.done":
      return write(latest.said, event.text ?? event.transcript);
    case "response.audio.delta":
      return player?.push(event.samples);
    default:
      return undefined;
  }
}

function begin(wish, explain) {
  $("live-part").hidden = false;
  $("live-turns").replaceChildren();
  $("live-error").hidden = true;
  items = new Map();
  player?.close();
  player = wish.voice ? new Player() : undefined;
  session = new Session(
    wish,
    (event) => tell(event, wish.to),
    (failure) => {
      session = undefined;
      $("live-error").hidden = !failure;
      $("live-error").textContent = failure ? explain(failure) : "";
      showState(failure ? "failed" : "liveEnded");
    },
  );
  showState("liveConnecting");
  session.begin();
  $("live-part").scrollIntoView({ block: "nearest" });
}

/** Has the button begin and end it. `wish()` is what the form says, `explain(error)` a sentence. */
export function listen(wish, explain) {
  $("live").onclick = () => (session ? session.stop() : begin(wish(), explain));
}
