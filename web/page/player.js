// Speech as it comes, without gaps: each piece is scheduled at the very end of the one before.

const rateHz = 24000;
const headStartS = 0.1;

export class Player {
  constructor() {
    this.pieces = []; // Int16Array, all that came
    this.samples = 0;
    this.playedUntilS = 0;
  }

  /** To be called from a click: browsers play nothing before one. */
  open() {
    this.context = new AudioContext({ sampleRate: rateHz });
    this.volume = this.context.createGain();
    this.volume.connect(this.context.destination);
  }

  push(samples) {
    this.pieces.push(samples);
    this.samples += samples.length;
    if (!this.context) return;
    const buffer = this.context.createBuffer(1, samples.length, rateHz);
    const floats = buffer.getChannelData(0);
    for (let i = 0; i < samples.length; ++i) floats[i] = samples[i] / 32768;
    const source = this.context.createBufferSource();
    source.buffer = buffer;
    source.connect(this.volume);
    const startS = Math.max(this.playedUntilS, this.context.currentTime + headStartS);
    source.start(startS);
    this.playedUntilS = startS + buffer.duration;
  }

  get seconds() {
    return this.samples / rateHz;
  }

  mute(quiet) {
    if (this.volume) this.volume.gain.value = quiet ? 0 : 1;
  }

  close() {
    this.context?.close();
    this.context = undefined;
  }

  /** All that came, as a WAV file. */
  wav() {
    const header = new DataView(new ArrayBuffer(44));
    const write = (at, text) => [...text].forEach((c, i) => header.setUint8(at + i, c.charCodeAt(0)));
    const bytes = 2 * this.samples;
    write(0, "RIFF");
    header.setUint32(4, 36 + bytes, true);
    write(8, "WAVEfmt ");
    header.setUint32(16, 16, true);
    header.setUint16(20, 1, true); // PCM
    header.setUint16(22, 1, true); // mono
    header.setUint32(24, rateHz, true);
    header.setUint32(28, 2 * rateHz, true);
    header.setUint16(32, 2, true);
    header.setUint16(34, 16, true);
    write(36, "data");
    header.setUint32(40, bytes, true);
    return new Blob([header, ...this.pieces], { type: "audio/wav" });
  }
}
