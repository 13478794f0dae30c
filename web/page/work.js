// One translation, from the moment it is asked for: what it is of, how far it is, what came of it.

import { Speech } from "./speech.js";

let last = 0;

const endings = ["done", "failed", "cancelled"];

export class Work {
  /** `recording`: see recording.js. `wish`: {from, to, voice, terms, background, film}. */
  constructor(recording, wish) {
    this.id = `${Date.now()}-${++last}`;
    this.name = recording.name;
    this.recording = recording;
    this.wish = wish;
    this.at = Date.now();
    this.begin();
  }

  /** Of an entry of the history. One that runs on the server can be followed again. */
  static of(entry) {
    const work = new Work({ name: entry.name }, { ...entry.wish, terms: [] });
    const { id, at, state, segments = [], cues = [], failure, job = "", film = "" } = entry;
    Object.assign(work, { id, at, state, segments, cues, failure, job, film });
    work.text = segments.map((each) => each.target_text).join(" ");
    if (!work.hasEnded) work.begin(job);
    return work;
  }

  /** As if nothing had come yet. */
  begin(job = "") {
    this.state = "waiting"; // then sending, queued, running; then one of the endings
    this.job = job; // the server's id of it, where it runs as one
    this.file = ""; // the server's id of its recording, while it lies there
    this.text = "";
    this.segments = [];
    this.cues = [];
    this.speech = new Speech();
    this.progress = undefined; // {done, total} of bytes while sending, of seconds while running
    this.failure = undefined; // {name, message}
    this.film = "";
    this.abort = new AbortController();
  }

  get hasEnded() {
    return endings.includes(this.state);
  }

  /** Whether it can be tried anew: its recording is still at hand. */
  get canRepeat() {
    return Boolean(this.recording.blob || this.recording.url);
  }

  /** What is kept of it. Words with their times are many, and nothing here shows them. */
  entry() {
    const { id, name, at, state, cues, failure, job, film } = this;
    const { from, to, voice } = this.wish;
    const segments = this.segments.map(({ words, ...rest }) => rest);
    const wish = { from, to, voice, film: this.wish.film };
    return { id, name, at, state, cues, failure, job, film, wish, segments };
  }
}
