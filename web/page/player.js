// Speech heard as it comes, without gaps: each piece begins at the very end of the one before.

import { rateHz } from "./speech.js";

const headStartS = 0.1; // a first piece is not cut by the time that it takes to get ready

export class Player {
  /** To be made in answer to a click: browsers play nothing before one. */
  constructor() {
    this.context = new AudioContext({ sampleRate: rateHz });
    this.volume = this.context.createGain();
    this.volume.connect(this.context.destination);
    this.scheduled = []; // [start, length] in seconds, of what was not yet heard to its end
    this.endS = 0;
    this.heardS = 0;
  }

  push(samples) {
    if (samples.length === 0) return;
    const buffer = this.context.createBuffer(1, samples.length, rateHz);
    const floats = buffer.getChannelData(0);
    for (let i = 0; i < samples.length; ++i) floats[i] = samples[i] / 32768;
    const source = this.context.createBufferSource();
    source.buffer = buffer;
    source.connect(this.volume);
    const startS = Math.max(this.endS, this.context.currentTime + headStartS);
    source.start(startS);
    this.scheduled.push([startS, buffer.duration]);
    this.endS = startS + buffer.duration;
  }

  /** Seconds of speech that were heard; the pauses in which there was none do not count. */
  get seconds() {
    const now = this.context.currentTime;
    while (this.scheduled.length > 0 && this.scheduled[0][0] + this.scheduled[0][1] <= now) {
      this.heardS += this.scheduled.shift()[1];
    }
    const [startS] = this.scheduled[0] ?? [now];
    return this.heardS + Math.max(0, now - startS);
  }

  get isSilent() {
    return this.context.currentTime >= this.endS;
  }

  get isPaused() {
    return this.context.state !== "running";
  }

  pause(wanted) {
    return wanted ? this.context.suspend() : this.context.resume();
  }

  mute(wanted) {
    this.volume.gain.value = wanted ? 0 : 1;
  }

  close() {
    if (this.context.state !== "closed") this.context.close();
  }
}
