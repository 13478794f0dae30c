// The page: takes a recording, shows and plays its translation as it comes.

import * as form from "./form.js";
import * as history from "./history.js";
import { Player } from "./player.js";
import { dataUrl, fromFile, fromUrl, startMicrophone, stopMicrophone } from "./recording.js";
import { chatRequest, contentPart, Failure, translate } from "./stream.js";
import { pageLanguage, pageLanguages, speakPageLanguage, text, usualLanguage } from "./strings.js";
import { LiveTrack, srt, vtt } from "./subtitles.js";

const $ = (id) => document.getElementById(id);

let recording; // what will be translated: see recording.js
let microphone; // while it runs
let job; // what runs, or ran last

// -- the recording -------------------------------------------------------------------------------

function choose(next, label) {
  recording = next;
  $("chosen").textContent = label;
  $("url").value = "";
}

function takeFile(file) {
  if (file) choose(fromFile(file), file.name);
}

async function toggleMicrophone() {
  const button = $("record");
  try {
    if (!microphone) {
      microphone = await startMicrophone();
    } else {
      const ended = microphone;
      microphone = undefined;
      const heard = await stopMicrophone(ended);
      const label = text("recorded", { seconds: heard.seconds.toFixed(1) });
      choose({ ...heard, name: label }, label);
    }
  } catch (error) {
    showError(text("noMicrophone", { reason: error.message }));
  }
  button.setAttribute("aria-pressed", String(Boolean(microphone)));
  button.dataset.text = microphone ? "stopRecording" : "record";
  button.textContent = text(button.dataset.text);
}

// -- the result ----------------------------------------------------------------------------------

function showError(message) {
  $("result").hidden = false;
  $("error").hidden = !message;
  $("error").textContent = message;
}

function clock(seconds) {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

function segmentItem(segment, target) {
  const item = document.createElement("li");
  const time = document.createElement("button");
  time.type = "button";
  time.className = "time";
  time.textContent = clock(segment.start_s);
  time.onclick = () => {
    $("media").currentTime = segment.start_s;
    if (!$("media").hidden) $("media").play();
  };
  const said = document.createElement("span");
  said.lang = segment.passed_through ? segment.source_lang : target;
  said.dir = "auto";
  said.textContent = segment.target_text;
  const source = document.createElement("span");
  source.className = "source";
  source.lang = segment.source_lang;
  source.dir = "auto";
  source.textContent = segment.source_text;
  item.append(time, said, source);
  return item;
}

function save(name, blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

function downloadButton(format, make) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = text("download", { format });
  button.onclick = () => {
    const base = (job.name || "translation").replace(/\.\w+$/, "");
    save(`${base}.${job.to}.${format.toLowerCase()}`, make());
  };
  return button;
}

function showDownloads() {
  const plain = (content) => new Blob([content], { type: "text/plain" });
  const buttons = [];
  if (job.text) buttons.push(downloadButton("TXT", () => plain(job.text + "\n")));
  if (job.cues.length > 0) {
    buttons.push(downloadButton("SRT", () => plain(srt(job.cues))));
    buttons.push(downloadButton("VTT", () => plain(vtt(job.cues))));
  }
  if (job.player?.samples > 0) buttons.push(downloadButton("WAV", () => job.player.wav()));
  $("downloads").replaceChildren(...buttons);
  $("downloads").hidden = buttons.length === 0;
}

function showMedia(blob) {
  const media = $("media");
  if (media.src) URL.revokeObjectURL(media.src);
  media.hidden = !blob;
  if (blob) media.src = URL.createObjectURL(blob);
  else media.removeAttribute("src");
}

/** What the stream tells, onto the page. */
const listener = {
  text(delta) {
    job.text += delta;
  },
  audio(samples) {
    job.player.push(samples);
    $("heard").textContent = text("heard", { seconds: job.player.seconds.toFixed(1) });
    $("heard").dataset.samples = String(job.player.samples);
  },
  segment(segment) {
    job.segments.push(segment);
    $("segments").append(segmentItem(segment, job.to));
  },
  cues(cues) {
    job.cues.push(...cues);
    job.track?.add(cues);
  },
  progress(progress) {
    $("progress").hidden = false;
    if (progress.total_s) $("progress").value = progress.done_s / progress.total_s;
    else $("progress").removeAttribute("value");
  },
  usage() {},
};

// -- a translation -------------------------------------------------------------------------------

function begin(chosen) {
  job?.player?.close();
  job?.track?.close();
  const speak = $("speak").checked;
  job = {
    name: chosen.name,
    to: $("to").value,
    text: "",
    segments: [],
    cues: [],
    abort: new AbortController(),
    player: speak ? new Player() : undefined,
  };
  job.player?.open();
  $("result").hidden = false;
  showError("");
  $("segments").replaceChildren();
  $("downloads").hidden = true;
  $("speech").hidden = !speak;
  $("heard").textContent = "";
  $("progress").hidden = true;
  showMedia(chosen.blob);
  if (chosen.blob) job.track = new LiveTrack($("media"), job.to);
}

function setRunning(running) {
  $("go").disabled = running;
  $("cancel").hidden = !running;
}

async function run(chosen) {
  const data = chosen.blob ? await dataUrl(chosen.blob) : chosen.url;
  const request = chatRequest({
    part: contentPart(data, chosen.format, chosen.isVideo),
    from: $("from").value,
    to: job.to,
    voice: job.player ? $("voice").value : "",
    terms: form.terms(),
  });
  $("status").textContent = text("listening");
  await translate(request, $("key").value, listener, job.abort.signal);
}

async function submit(event) {
  event.preventDefault();
  const url = $("url").value.trim();
  const chosen = url ? fromUrl(url) : recording;
  if (!chosen) return showError(text("chooseFirst"));
  begin(chosen);
  setRunning(true);
  $("status").textContent = text("sending");
  try {
    await run(chosen);
    $("status").textContent = text(job.text ? "done" : "nothingSaid");
  } catch (error) {
    fail(error);
  }
  $("progress").hidden = true;
  setRunning(false);
  showDownloads();
  if (job.text) keep();
}

function fail(error) {
  $("status").textContent = "";
  if (error.name === "AbortError") {
    job.player?.close();
    $("status").textContent = text("cancelled");
  } else if (error instanceof Failure) {
    showError(error.message === "brokenOff" ? text("brokenOff") : error.message);
  } else {
    showError(error instanceof TypeError ? text("noServer") : error.message);
  }
}

// -- history -------------------------------------------------------------------------------------

function keep() {
  const { name, to, segments, cues } = job;
  history.remember({ name, to, text: job.text, segments, cues, at: Date.now() });
  showHistory();
}

function showHistory() {
  const entries = history.all();
  $("history-part").hidden = entries.length === 0;
  $("history").replaceChildren(
    ...entries.map((entry) => {
      const item = document.createElement("li");
      const open = document.createElement("button");
      open.type = "button";
      open.textContent = text("open");
      const when = new Date(entry.at).toLocaleString(pageLanguage());
      open.setAttribute("aria-label", `${text("open")}: ${entry.name}, ${when}`);
      open.onclick = () => reopen(entry);
      item.append(open, `${entry.name} → ${entry.to}, ${when}`);
      return item;
    }),
  );
}

function reopen(entry) {
  job?.abort?.abort();
  job?.player?.close();
  job = { ...entry };
  $("result").hidden = false;
  showError("");
  showMedia();
  $("speech").hidden = true;
  $("status").textContent = entry.name;
  $("segments").replaceChildren(...entry.segments.map((each) => segmentItem(each, entry.to)));
  showDownloads();
  $("result-title").scrollIntoView();
}

// -- the page ------------------------------------------------------------------------------------

function changePageLanguage(code) {
  speakPageLanguage(code);
  form.show();
  showHistory();
}

function keepKey() {
  const kept = $("remember-key").checked;
  sessionStorage.setItem("key", $("key").value);
  if (kept) localStorage.setItem("key", $("key").value);
  else localStorage.removeItem("key");
  loadAbilities();
}

async function loadAbilities() {
  try {
    await form.loadAbilities($("key").value, (said) => {
      $("quality").textContent = said;
    });
    showError("");
    if (!job) $("result").hidden = true;
  } catch (error) {
    showError(error instanceof Failure ? error.message : text("noServer"));
  }
}

function listen() {
  $("job").addEventListener("submit", submit);
  $("cancel").onclick = () => job.abort.abort();
  $("choose").onclick = () => $("file").click();
  $("file").onchange = () => takeFile($("file").files[0]);
  $("record").onclick = toggleMicrophone;
  $("from").onchange = form.show;
  $("to").onchange = form.show;
  $("speak").onchange = form.show;
  $("key").onchange = keepKey;
  $("remember-key").onchange = keepKey;
  $("forget").onclick = () => {
    history.forget();
    showHistory();
  };
  $("show-source").onchange = () => {
    document.body.classList.toggle("with-source", $("show-source").checked);
  };
  $("mute").onclick = () => {
    const quiet = $("mute").getAttribute("aria-pressed") !== "true";
    $("mute").setAttribute("aria-pressed", String(quiet));
    job.player?.mute(quiet);
  };
  const drop = $("drop");
  const over = (event) => {
    event.preventDefault();
    drop.classList.toggle("over", event.type === "dragover");
  };
  for (const kind of ["dragover", "dragleave", "drop"]) drop.addEventListener(kind, over);
  drop.addEventListener("drop", (event) => takeFile(event.dataTransfer.files[0]));
}

function start() {
  for (const [code, name] of Object.entries(pageLanguages)) {
    $("page-language").append(new Option(name, code));
  }
  $("page-language").value = usualLanguage();
  $("page-language").onchange = () => changePageLanguage($("page-language").value);
  $("key").value = sessionStorage.getItem("key") ?? localStorage.getItem("key") ?? "";
  $("remember-key").checked = localStorage.getItem("key") !== null;
  changePageLanguage($("page-language").value);
  listen();
  loadAbilities();
}

start();
