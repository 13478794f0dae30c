// The translation that is shown: as it comes, and when it is there.

import { direction, quality } from "./abilities.js";
import { send } from "./api.js";
import { bytes, clock, element, percent } from "./format.js";
import { partDone, way } from "./list.js";
import { LiveTrack, srt, vtt } from "./subtitles.js";
import { hasText, text } from "./words.js";

const $ = (id) => document.getElementById(id);

let work; // which is shown
let track; // its subtitles, on the recording
let media; // the element that plays its recording
let counted = { segments: 0, cues: 0 }; // what of it is on the page
let saving = "";

// -- the recording, and the translation's speech -------------------------------------------------

function setSource(player, blob) {
  if (player.src) URL.revokeObjectURL(player.src);
  player.hidden = !blob;
  if (blob) player.src = URL.createObjectURL(blob);
  else player.removeAttribute("src");
}

function showRecording() {
  const { blob, isVideo } = work.recording;
  track?.close();
  setSource($("video"), isVideo ? blob : undefined);
  setSource($("audio"), isVideo ? undefined : blob);
  media = blob ? $(isVideo ? "video" : "audio") : undefined;
  track = media ? new LiveTrack(media, work.wish.to) : undefined;
}

function showSpeech() {
  const { player, speech } = work;
  const live = Boolean(player) && !(work.hasEnded && player.isSilent);
  $("speech").hidden = !live || speech.samples === 0;
  if (live) {
    const label = player.isPaused ? "play" : "pause";
    if ($("play").dataset.text !== label) {
      $("play").dataset.text = label;
      $("play").textContent = text(label);
    }
    const times = { heard: clock(player.seconds), came: clock(speech.seconds) };
    $("heard").textContent = text("heard", times);
    $("heard").dataset.samples = String(speech.samples);
  }
  const whole = work.hasEnded && !live && speech.samples > 0;
  if (whole && $("spoken-part").hidden) setSource($("spoken"), speech.wav());
  $("spoken-part").hidden = !whole;
}

// -- text ----------------------------------------------------------------------------------------

function segmentItem(segment) {
  const time = element("button", { type: "button", className: "time" });
  time.textContent = clock(segment.start_s);
  time.setAttribute("aria-label", text("goTo", { time: time.textContent }));
  time.disabled = !media;
  time.onclick = () => {
    media.currentTime = segment.start_s;
    media.play();
  };
  const said = element("p", { dir: "auto", textContent: segment.target_text });
  said.lang = segment.passed_through ? segment.source_lang : work.wish.to;
  const mark = segment.passed_through ? "passedThrough" : segment.gist ? "gist" : "";
  const source = element("p", { className: "source", dir: "auto" });
  source.lang = segment.source_lang ?? "";
  source.textContent = segment.source_text ?? "";
  const words = element("div", {}, said, source);
  if (mark) words.append(element("span", { className: "mark", textContent: text(mark) }));
  return element("li", {}, time, words);
}

function addText() {
  const box = $("transcript");
  const atEnd = box.scrollTop + box.clientHeight >= box.scrollHeight - 24;
  const news = work.segments.slice(counted.segments);
  $("segments").append(...news.map(segmentItem));
  counted.segments = work.segments.length;
  track?.add(work.cues.slice(counted.cues));
  counted.cues = work.cues.length;
  if (news.length > 0 && atEnd && !work.hasEnded) box.scrollTop = box.scrollHeight;
  const some = work.segments.length > 0;
  $("transcript").hidden = !some;
  $("transcript-head").hidden = !some;
}

/** Marks what is said at this moment of the recording. */
function markNow() {
  const now = media?.currentTime ?? -1;
  work?.segments.forEach((segment, i) => {
    const item = $("segments").children[i];
    const isNow = !media.paused && segment.start_s <= now && now < segment.end_s;
    if (isNow) item?.setAttribute("aria-current", "true");
    else item?.removeAttribute("aria-current");
  });
}

// -- saving --------------------------------------------------------------------------------------

function save(name, blob) {
  const link = element("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

async function saveFilm(from) {
  saving = "film";
  showDownloads();
  try {
    const answer = await send(`v1/jobs/${from.job}/results/film`);
    save(fileName(from, from.film), await answer.blob());
  } catch (error) {
    showTrouble(error);
  }
  saving = "";
  showDownloads();
}

function fileName({ name, wish }, ending) {
  return `${name.replace(/\.\w{1,5}$/, "")}.${wish.to}.${ending}`;
}

const plain = (content) => new Blob([content], { type: "text/plain" });

/** What there is to save: [label, what is done for it]. */
function formats() {
  const of = work;
  const some = of.segments.length > 0;
  const entry = (format, make) => [
    text("save", { format }),
    () => save(fileName(of, format.toLowerCase()), make()),
  ];
  const all = [];
  if (some) all.push(entry("TXT", () => plain(of.segments.map((each) => each.target_text).join("\n") + "\n")));
  if (of.cues.length > 0) all.push(entry("SRT", () => plain(srt(of.cues))));
  if (of.cues.length > 0) all.push(entry("VTT", () => plain(vtt(of.cues))));
  if (of.speech.samples > 0) all.push(entry("WAV", () => of.speech.wav()));
  if (of.film && of.state === "done") all.push([text("saveFilm"), () => saveFilm(of)]);
  return all;
}

function showDownloads() {
  const all = work.hasEnded ? formats() : [];
  $("downloads").hidden = all.length === 0;
  const labels = all.map(([label]) => label);
  const there = [...$("downloads").children];
  if (there.map((each) => each.textContent).join() !== labels.join()) {
    $("downloads").replaceChildren(
      ...labels.map((textContent) => element("button", { type: "button", textContent })),
    );
  }
  [...$("downloads").children].forEach((button, i) => {
    button.onclick = all[i][1];
    button.setAttribute("aria-busy", String(saving === "film" && labels[i] === text("saveFilm")));
  });
}

// -- how it goes ---------------------------------------------------------------------------------

/** What a failure says to people: in the page's words, and in the server's. */
export function explain({ name, message }) {
  if (!hasText(name)) return message || name;
  return message && message !== name ? `${text(name)} (${message})` : text(name);
}

function showTrouble(failure) {
  $("trouble").hidden = !failure;
  $("error").textContent = failure ? explain(failure) : "";
  $("again").hidden = !work.canRepeat || work.state !== "failed";
}

/** How good it is to be expected, also where its language had to be found out. */
function wayAndQuality() {
  const from = work.wish.from || work.segments[0]?.source_lang;
  const known = direction(from, work.wish.to);
  if (!known) return way(work);
  const grade = text(`grade${quality(known).grade}`);
  return `${way(work)} · ${text("quality", { grade })}`;
}

function howFar() {
  const { state, progress, wish } = work;
  if (!progress?.total) return "";
  if (state === "running" && wish.film) return percent(partDone(work));
  const unit = state === "sending" ? bytes : clock;
  return text("ofTotal", { done: unit(progress.done), total: unit(progress.total) });
}

function statusText() {
  if (work.state === "done" && !work.text.trim()) return text("nothingSaid");
  if (work.state === "cancelled") return text(work.segments.length > 0 ? "stopped" : "cancelled");
  return text(work.state);
}

function showState() {
  $("result").setAttribute("aria-busy", String(!work.hasEnded));
  $("status").className = `state ${work.state}`;
  // Only what is new is written: screen readers say it each time.
  if ($("status").textContent !== statusText()) $("status").textContent = statusText();
  $("under-way").hidden = work.hasEnded;
  const part = partDone(work);
  if (part === undefined) $("progress").removeAttribute("value");
  else $("progress").value = part;
  $("how-far").textContent = howFar();
  showTrouble(work.state === "failed" ? work.failure : undefined);
}

// -- for others ----------------------------------------------------------------------------------

/** Brings the page up to date with the work that is shown. */
export function refresh() {
  if (!work) return;
  // A work that was begun anew has less than is on the page.
  if (work.segments.length < counted.segments) {
    show(work);
    return;
  }
  $("result-way").textContent = wayAndQuality();
  showState();
  addText();
  showSpeech();
  showDownloads();
}

/** Shows this work from now on; nothing, and the page is as in the beginning. */
export function show(next) {
  work?.player?.pause(work !== next);
  work = next;
  counted = { segments: 0, cues: 0 };
  $("segments").replaceChildren();
  $("empty").hidden = Boolean(work);
  $("shown").hidden = !work;
  $("spoken-part").hidden = true;
  if (!work) return;
  $("result-title").textContent = work.name;
  showRecording();
  refresh();
}

export function shown() {
  return work;
}

/** In another language of the page. */
export function retell() {
  if (work) show(work);
}

/** `actions`: cancel(work), again(work). */
export function listen(actions) {
  $("cancel").onclick = () => actions.cancel(work);
  $("again").onclick = () => actions.again(work);
  $("play").onclick = () => work.player?.pause(!work.player.isPaused).then(refresh);
  $("mute").onclick = () => {
    const quiet = $("mute").getAttribute("aria-pressed") !== "true";
    $("mute").setAttribute("aria-pressed", String(quiet));
    work.player?.mute(quiet);
  };
  $("show-source").onchange = () => {
    document.body.classList.toggle("with-source", $("show-source").checked);
  };
  for (const id of ["video", "audio"]) {
    for (const kind of ["timeupdate", "pause"]) $(id).addEventListener(kind, markNow);
  }
  setInterval(() => work?.player && showSpeech(), 250); // the time goes on also when nothing comes
}
