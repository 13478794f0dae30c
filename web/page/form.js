// The form: what is to be translated, and how.

import * as abilities from "./abilities.js";
import { bytes, clock, element } from "./format.js";
import { fromFile, fromUrl, secondsSince, startMicrophone, stopMicrophone } from "./recording.js";
import { parseTerms } from "./request.js";
import { hasText, languageName, text } from "./words.js";

const $ = (id) => document.getElementById(id);

let chosen = []; // recordings: see recording.js
let microphone; // while it runs
let ticking;

// -- recordings ----------------------------------------------------------------------------------

function showChosen() {
  $("chosen").hidden = chosen.length === 0;
  $("chosen-said").textContent = chosen.length > 0 ? text("chosenSaid", { count: chosen.length }) : "";
  $("chosen").replaceChildren(...chosen.map(chosenItem));
  showFilm();
}

function chosenItem(recording) {
  const out = element("button", { type: "button", className: "icon", textContent: "×" });
  out.setAttribute("aria-label", `${text("takeOut")}: ${recording.name}`);
  out.onclick = () => {
    chosen = chosen.filter((each) => each !== recording);
    showChosen();
    $("choose").focus(); // what had the focus is gone
  };
  const name = element("span", { className: "name", textContent: recording.name });
  const size = element("span", { className: "hint", textContent: bytes(recording.blob.size) });
  return element("li", {}, name, size, out);
}

function add(recordings) {
  chosen.push(...recordings);
  showError("");
  showChosen();
}

function takeFiles(files) {
  add([...files].map(fromFile));
}

export function showError(message) {
  $("form-error").hidden = !message;
  $("form-error").textContent = message;
}

function showMicrophone() {
  const button = $("record");
  button.setAttribute("aria-pressed", String(Boolean(microphone)));
  button.dataset.text = microphone ? "stopRecording" : "record";
  button.textContent = text(button.dataset.text);
  clearInterval(ticking);
  if (!microphone) return;
  const { startedAt } = microphone;
  const tick = () => {
    button.textContent = `${text("stopRecording")} (${clock(secondsSince(startedAt))})`;
  };
  tick();
  ticking = setInterval(tick, 1000);
}

async function toggleMicrophone() {
  try {
    if (!microphone) {
      microphone = await startMicrophone();
    } else {
      const ended = microphone;
      microphone = undefined;
      const heard = await stopMicrophone(ended);
      add([{ ...heard, name: text("recorded", { time: clock(heard.seconds) }) }]);
    }
  } catch (error) {
    const reason = hasText(error.name) ? text(error.name) : error.message;
    showError(text("noMicrophone", { reason }));
  }
  showMicrophone();
}

// -- choices -------------------------------------------------------------------------------------

/** Other options in a list, the choice kept where it is still there. */
function fill(select, options) {
  const before = select.value;
  select.replaceChildren(...options);
  if (options.some((each) => each.value === before)) select.value = before;
}

function byName(languages) {
  const options = languages.map((each) => new Option(languageName(each.id), each.id));
  return options.sort((a, b) => a.text.localeCompare(b.text, document.documentElement.lang));
}

/** Writes the choices anew: after loading, a choice, or another language of the page. */
export function show() {
  const sources = abilities.sources();
  if (sources.length === 0) return;
  fill($("from"), [new Option(text("detect"), ""), ...byName(sources)]);
  const from = $("from").value;
  const targets = byName(abilities.targets(from));
  for (const option of targets) addGrade(option, from);
  fill($("to"), targets);
  showVoices();
  showQuality();
  showChosen();
}

function gradeOf(quality) {
  return text(`grade${quality.grade}`);
}

function addGrade(option, from) {
  if (!from) return;
  const quality = abilities.quality(abilities.direction(from, option.value));
  option.text += ` · ${gradeOf(quality)}`;
}

function showQuality() {
  const box = $("quality");
  const direction = abilities.direction($("from").value, $("to").value);
  if (!direction) {
    box.replaceChildren(text("qualityDetect"));
    return;
  }
  const quality = abilities.quality(direction);
  const badge = element("span", { className: `grade ${quality.grade.toLowerCase()}` });
  badge.textContent = text("quality", { grade: gradeOf(quality) });
  const route = text("route", { route: direction.route.replaceAll("->", "→") });
  const facts = [quality.figure && text("figure", quality.figure), route];
  const said = element("span", { textContent: facts.filter(Boolean).join(" · ") });
  box.replaceChildren(badge, " ", said);
}

function voiceLabel({ id, standIn, sex, rank }) {
  const kind = sex && text(sex === "woman" ? "voiceWoman" : "voiceMan");
  const facts = [kind, text(`voiceGrade${rank}`), standIn].filter(Boolean);
  return `${id} · ${facts.join(" · ")}`;
}

function showVoices() {
  const able = abilities.voicesOf($("to").value);
  fill($("voice"), able.map((voice) => new Option(voiceLabel(voice), voice.id)));
  $("speak").disabled = able.length === 0;
  if (able.length === 0) $("speak").checked = false;
  showFilm();
}

function showFilm() {
  const able = $("voice").length > 0;
  const films = abilities.canDub() && able && chosen.some((each) => each.isVideo);
  $("film-part").hidden = !films;
  if (!films) $("film").checked = false;
  $("voice-part").hidden = !able || !($("speak").checked || $("film").checked);
}

// -- what was asked for --------------------------------------------------------------------------

function wishFor(recording) {
  const film = $("film").checked && recording.isVideo && Boolean(recording.blob);
  return {
    from: $("from").value,
    to: $("to").value,
    voice: film || $("speak").checked ? $("voice").value : "",
    terms: parseTerms($("terms").value),
    background: $("background").checked,
    film,
  };
}

/** What the choices say of speech from the microphone. */
export function liveWish() {
  const voice = $("speak").checked ? $("voice").value : "";
  return { from: $("from").value, to: $("to").value, voice };
}

/** What was asked for, as [recording, wish] pairs, and out of the form; none, and the reason on the
 *  page, where something is missing. */
export function takeAll() {
  const url = $("url").value.trim();
  const linked = url ? fromUrl(url) : undefined;
  showError("");
  $("url").removeAttribute("aria-invalid");
  if (url && !linked) {
    $("url").setAttribute("aria-invalid", "true");
    $("url").focus();
    showError(text("noLink"));
    return [];
  }
  const all = linked ? [...chosen, linked] : chosen;
  if (all.length === 0) {
    showError(text("chooseFirst"));
    $("choose").focus();
    return [];
  }
  const asked = all.map((recording) => [recording, wishFor(recording)]);
  chosen = [];
  $("url").value = "";
  showChosen();
  return asked;
}

/** Has the whole page take files that are dropped, and the form do what its buttons say. */
export function listen() {
  $("choose").onclick = () => $("file").click();
  $("file").onchange = () => {
    takeFiles($("file").files);
    $("file").value = ""; // so that the same file can be chosen again
  };
  $("record").onclick = toggleMicrophone;
  for (const id of ["from", "to"]) $(id).onchange = show;
  for (const id of ["speak", "film"]) $(id).onchange = showFilm;
  const over = (event) => {
    event.preventDefault(); // else the browser would leave the page for the file
    const leaves = event.type === "dragleave" && event.relatedTarget !== null;
    if (!leaves) $("drop").classList.toggle("over", event.type === "dragover");
  };
  for (const kind of ["dragover", "dragleave", "drop"]) document.addEventListener(kind, over);
  document.addEventListener("drop", (event) => takeFiles(event.dataTransfer.files));
}
