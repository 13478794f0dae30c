// The page: takes recordings, has them translated one after the other, shows what comes.

import * as abilities from "./abilities.js";
import * as form from "./form.js";
import * as history from "./history.js";
import { keptIn, key, useKey } from "./keys.js";
import * as list from "./list.js";
import * as live from "./live.js";
import * as memory from "./memory.js";
import { Player } from "./player.js";
import { Queue } from "./queue.js";
import * as result from "./result.js";
import { discard, run } from "./translation.js";
import { Work } from "./work.js";
import * as words from "./words.js";

const $ = (id) => document.getElementById(id);

let works = []; // newest first
const queue = new Queue(runOne);

// -- translations --------------------------------------------------------------------------------

function keepInHistory(work) {
  const isWorthIt = work.segments.length > 0 || work.job;
  if (isWorthIt && works.includes(work)) history.remember(work.entry());
}

/** Whether what is shown can be left for another without taking something from the user. */
function isFree() {
  const shown = result.shown();
  return !shown || (shown.hasEnded && (!shown.player || shown.player.isSilent));
}

async function runOne(work) {
  if (isFree()) open(work);
  let kept = "";
  await run(work, () => {
    if (work.job !== kept) keepInHistory(work); // so that it is found again when the page is gone
    kept = work.job;
    if (work === result.shown()) result.refresh();
    list.refresh(work, work === result.shown());
  });
  if (work.state === "failed" && work.failure.name === "needsKey") askForKey();
  keepInHistory(work);
}

function listenTo(work) {
  work.player?.close();
  work.player = undefined;
  work.speech.listener = undefined;
  if (!work.wish.voice || work.wish.film) return;
  work.player = new Player();
  work.speech.listener = (samples) => work.player.push(samples);
}

function start(work) {
  listenTo(work);
  queue.add(work);
}

function submit(event) {
  event.preventDefault();
  const asked = form.takeAll().map(([recording, wish]) => new Work(recording, wish));
  works = [...asked.toReversed(), ...works];
  for (const work of asked) start(work);
  showList();
  // On a phone the result lies below the form.
  if (asked.length > 0) $("result").scrollIntoView({ block: "nearest" });
}

function open(work) {
  result.show(work);
  showList();
}

function cancel(work) {
  work.player?.close();
  work.player = undefined;
  work.speech.listener = undefined;
  work.abort.abort();
  if (queue.take(work)) work.state = "cancelled";
  result.refresh();
  showList();
}

function again(work) {
  work.begin();
  start(work);
  open(work);
}

function remove(work) {
  const at = works.indexOf(work);
  works = works.filter((each) => each !== work);
  work.player?.close();
  history.forget(work.id);
  discard(work);
  if (result.shown() === work) result.show(undefined);
  showList();
  const next = $("list").children[Math.min(at, works.length - 1)];
  (next?.querySelector("button") ?? $("choose")).focus(); // what had the focus is gone
}

function showList() {
  list.show(works, result.shown(), { open, cancel, remove });
}

/** Those of earlier visits; what ran on the server then is followed on. */
function recall() {
  works = history.all().map((entry) => Work.of(entry));
  for (const work of works) if (!work.hasEnded) queue.add(work);
  showList();
}

function forgetAll() {
  const ended = works.filter((each) => each.hasEnded);
  works = works.filter((each) => !each.hasEnded);
  history.forgetAll();
  for (const work of works) keepInHistory(work);
  for (const work of ended) discard(work);
  if (ended.includes(result.shown())) result.show(undefined);
  showList();
  $("choose").focus();
}

// -- the key -------------------------------------------------------------------------------------

function askForKey() {
  if ($("key-dialog").open) return;
  $("key").value = key();
  $("key-form").elements["keep-key"].value = keptIn();
  $("key-dialog").showModal();
}

function takeKey(value) {
  useKey(value, $("key-form").elements["keep-key"].value);
  $("key").value = "";
  loadAbilities();
}

function explainLive(error) {
  if (error.name === "needsKey") askForKey();
  if (error.name === "noMicrophoneHere") return words.text("noMicrophone", { reason: words.text(error.name) });
  if (error instanceof DOMException) return words.text("noMicrophone", { reason: error.message });
  return result.explain(error);
}

// -- the page ------------------------------------------------------------------------------------

async function loadAbilities() {
  try {
    await abilities.load(() => {
      $("quality").textContent = words.text("loading");
    });
    form.showError("");
    form.show();
  } catch (error) {
    form.showError(result.explain(error));
    if (error.name === "needsKey") askForKey();
  }
}

function changePageLanguage(code) {
  words.choose(code);
  form.show();
  showList();
  result.retell();
}

function listen() {
  $("job").addEventListener("submit", submit);
  form.listen();
  result.listen({ cancel, again });
  live.listen(form.liveWish, explainLive);
  $("forget").onclick = forgetAll;
  $("keep").onchange = () => memory.keep($("keep").checked, [history.place]);
  $("key-open").onclick = askForKey;
  $("key-form").addEventListener("submit", () => takeKey($("key").value));
  $("key-forget").onclick = () => {
    takeKey("");
    $("key-dialog").close();
  };
  $("page-language").onchange = () => changePageLanguage($("page-language").value);
}

function begin() {
  for (const [code, name] of Object.entries(words.pageLanguages)) {
    const option = new Option(name, code);
    option.lang = code;
    $("page-language").append(option);
  }
  $("page-language").value = words.usualLanguage();
  words.speak($("page-language").value);
  $("keep").checked = memory.keeps();
  listen();
  recall();
  loadAbilities();
}

begin();
