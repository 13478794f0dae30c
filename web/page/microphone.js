// In the audio thread: the microphone's samples as the server listens to them, 16 kHz and 16 bit, in
// pieces of a tenth of a second. Each is the mean of what the microphone gave in its time.

const listenRateHz = 16000;

class Microphone extends AudioWorkletProcessor {
  constructor() {
    super();
    this.piece = new Int16Array(listenRateHz / 10);
    this.filled = 0;
    this.sum = 0;
    this.count = 0;
    this.phase = 0;
  }

  process([[samples = []]]) {
    for (const sample of samples) this.take(sample);
    return true;
  }

  take(sample) {
    this.sum += sample;
    ++this.count;
    this.phase += listenRateHz;
    if (this.phase < sampleRate) return;
    this.phase -= sampleRate;
    this.piece[this.filled++] = 32767 * Math.max(-1, Math.min(1, this.sum / this.count));
    this.sum = this.count = 0;
    if (this.filled < this.piece.length) return;
    this.port.postMessage(this.piece.slice());
    this.filled = 0;
  }
}

registerProcessor("microphone", Microphone);
