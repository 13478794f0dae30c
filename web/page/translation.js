// Runs one translation: what is small goes inside a request and is answered at once, what is large
// or is to outlive this page goes to the server as a file and runs there as a job.

import { ask, events, Failure, post, send } from "./api.js";
import { dataUrl } from "./recording.js";
import { chatRequest, jobRequest } from "./request.js";
import { samplesOf } from "./speech.js";
import { giveUp, upload } from "./upload.js";

/** Of the recording itself: what a server takes inside a request unless it is told otherwise is
 *  10 MiB, in base64. */
const mostInline = 7 << 20;
const mostTries = 6;

function goesAsJob({ recording, wish }) {
  return wish.background || wish.film || (recording.blob?.size ?? 0) > mostInline;
}

/** What came over the stream, into the work. */
function take(work, chunk) {
  if (chunk.error) throw new Failure("refused", chunk.error.message);
  const delta = chunk.choices[0]?.delta;
  if (delta?.content) work.text += delta.content;
  if (delta?.audio?.data) work.speech.push(samplesOf(delta.audio.data));
  if (chunk.segment) work.segments.push(chunk.segment);
  if (chunk.cues) work.cues.push(...chunk.cues);
  if (chunk.progress) {
    work.progress = { done: chunk.progress.done_s, total: chunk.progress.total_s };
  }
}

function enter(work, state, changed) {
  work.state = state;
  work.progress = undefined;
  changed();
}

async function chat(work, changed) {
  const { recording, wish, abort } = work;
  const data = recording.blob ? await dataUrl(recording.blob) : recording.url;
  const answer = await send("v1/chat/completions", {
    method: "POST",
    json: chatRequest(recording, data, wish),
    signal: abort.signal,
  });
  enter(work, "running", changed);
  for await (const { data } of events(answer)) {
    take(work, data);
    changed();
  }
}

async function startJob(work, changed) {
  const { recording, wish, abort } = work;
  let from = { url: recording.url };
  if (recording.blob) {
    work.file = await upload(recording.blob, abort.signal, (done, total) => {
      work.progress = { done, total };
      changed();
    });
    from = { file_id: work.file };
  }
  const body = jobRequest(recording, from, wish);
  const job = await post("v1/jobs", body, abort.signal);
  work.job = job.id;
  work.film = job.film ?? "";
  enter(work, "queued", changed);
}

/** Looks how far a job is, now and then, for as long as it is followed. */
async function watch(work, changed, signal) {
  while (!signal.aborted) {
    try {
      const job = await ask(`v1/jobs/${work.job}`, { signal });
      if (signal.aborted) return; // it ended meanwhile
      if (job.status !== "queued") work.state = "running";
      if (job.status === "running") {
        work.progress = { done: job.progress.done_s, total: job.progress.total_s };
      }
      changed();
    } catch (error) {
      if (error.name === "AbortError") return; // whoever follows the events tells what else is wrong
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

// A broken line is joined where it broke: the server says everything again behind the last event.
async function followEvents(work, changed) {
  let last = "";
  for (let tries = 0; ; ++tries) {
    try {
      const answer = await send(`v1/jobs/${work.job}/events?include_segments=true`, {
        headers: last ? { "Last-Event-ID": last } : {},
        signal: work.abort.signal,
      });
      for await (const { id, data } of events(answer)) {
        take(work, data);
        last = id || last;
        tries = 0;
        changed();
      }
      return;
    } catch (error) {
      const passing = error.name === "brokenOff" || error.name === "noServer" || error.status === 503;
      if (!passing || tries >= mostTries || work.abort.signal.aborted) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500 * 2 ** tries));
    }
  }
}

async function follow(work, changed) {
  const watching = new AbortController();
  watch(work, changed, watching.signal);
  try {
    await followEvents(work, changed);
  } finally {
    watching.abort();
  }
}

async function asJob(work, changed) {
  if (!work.job) await startJob(work, changed);
  else enter(work, "queued", changed);
  await follow(work, changed);
}

async function translate(work, changed) {
  if (work.job || goesAsJob(work)) return asJob(work, changed);
  try {
    await chat(work, changed);
  } catch (error) {
    // This server takes less inside a request than others.
    const isLarge = error.status === 413 || /data-uri item/.test(error.message);
    if (!isLarge || !work.recording.blob) throw error;
    await asJob(work, changed);
  }
}

/** The server need not keep the recording of a job that is over. */
async function tidy(work) {
  if (!work.file) return;
  await send(`v1/files/${work.file}`, { method: "DELETE" }).catch(() => {}); // it expires by itself
  work.file = "";
}

async function stop(work) {
  if (work.job) await post(`v1/jobs/${work.job}/cancel`, {}).catch(() => {});
  else if (work.recording.blob) await giveUp(work.recording.blob);
}

/** Runs a work to its end, which is in its state; `changed()` is called whenever there is news. */
export async function run(work, changed) {
  enter(work, "sending", changed);
  try {
    await translate(work, changed);
    work.state = "done";
  } catch (error) {
    work.state = work.abort.signal.aborted ? "cancelled" : "failed";
    if (work.state === "cancelled") await stop(work);
    else work.failure = { name: error.name, message: error.message };
  }
  if (work.job) await tidy(work);
  work.progress = undefined;
  changed();
}

/** Removes what the server still has of it. */
export async function discard(work) {
  if (work.job) await send(`v1/jobs/${work.job}`, { method: "DELETE" }).catch(() => {});
}
