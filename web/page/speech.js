// The translation's speech, as far as it came: 16-bit samples at 24 kHz.

export const rateHz = 24000;

export class Speech {
  constructor() {
    this.samples = 0;
    this.pieces = []; // blobs: hours of them would not fit the memory of a page
    this.listener = undefined; // who plays it as it comes
  }

  push(samples) {
    this.samples += samples.length;
    this.pieces.push(new Blob([samples]));
    this.listener?.(samples);
  }

  get seconds() {
    return this.samples / rateHz;
  }

  /** All that came, as a WAV file. */
  wav() {
    return new Blob([wavHeader(2 * this.samples), ...this.pieces], { type: "audio/wav" });
  }
}

/** The 44 bytes before the samples. */
export function wavHeader(bytes) {
  const header = new DataView(new ArrayBuffer(44));
  const write = (at, text) => [...text].forEach((c, i) => header.setUint8(at + i, c.charCodeAt(0)));
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
  return header;
}

/** The samples of a fragment of the wire. */
export function samplesOf(base64) {
  const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  return new Int16Array(bytes.buffer, 0, bytes.length >> 1);
}
