// A live session with the server: the microphone goes there as it hears, text and speech come back
// while somebody speaks (docs/realtime.md).

import { ask, Failure } from "./api.js";
import { key } from "./keys.js";

const farewellMs = 5000; // for the last words

function base64(samples) {
  return btoa(String.fromCharCode(...new Uint8Array(samples.buffer)));
}

function samplesOf(text) {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  return new Int16Array(bytes.buffer);
}

/** The socket, open. A browser tells nobody why it did not open: a request does. */
async function connect(model) {
  const url = new URL(`v1/realtime?model=${model}`, document.baseURI);
  url.protocol = url.protocol.replace("http", "ws");
  const protocols = key() ? ["realtime", `openai-insecure-api-key.${key()}`] : ["realtime"];
  const socket = new WebSocket(url, protocols);
  const opened = await new Promise((resolve) => {
    socket.onopen = () => resolve(true);
    socket.onclose = () => resolve(false);
  });
  if (opened) return socket;
  await ask("v1/models");
  throw new Failure("busy");
}

async function openMicrophone() {
  if (!navigator.mediaDevices) throw new Failure("noMicrophoneHere");
  return navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, echoCancellation: true } });
}

/** One conversation. `tell(event)` hears each of the server's events, `end(failure)` how it ended:
 *  nothing where it was stopped. */
export class Session {
  constructor(wish, tell, end) {
    this.wish = wish;
    this.tell = tell;
    this.end = end;
  }

  async begin() {
    try {
      this.stream = await openMicrophone();
      this.socket = await connect("dragoman");
      this.socket.onmessage = (message) => this.take(JSON.parse(message.data));
      this.socket.onclose = () => this.close(this.stopping ? undefined : new Failure("brokenOff"));
      this.configure();
      await this.listen();
    } catch (error) {
      this.close(error);
    }
  }

  configure() {
    const { from, to, voice } = this.wish;
    const session = {
      modalities: voice ? ["text", "audio"] : ["text"],
      translation: { language: to },
      input_audio_transcription: from ? { model: "any", language: from } : { model: "any" },
    };
    if (voice) session.voice = voice;
    this.send({ type: "session.update", session });
  }

  async listen() {
    this.context = new AudioContext();
    await this.context.audioWorklet.addModule("page/microphone.js");
    const node = new AudioWorkletNode(this.context, "microphone");
    node.port.onmessage = ({ data }) => {
      if (!this.stopping) this.send({ type: "input_audio_buffer.append", audio: base64(data) });
    };
    this.context.createMediaStreamSource(this.stream).connect(node).connect(this.context.destination);
  }

  send(event) {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(event));
  }

  take(event) {
    if (event.type === "error") this.close(new Failure("refused", event.error.message));
    else if (event.type === "session.finished") this.close();
    else if (event.type === "response.audio.delta") this.tell({ ...event, samples: samplesOf(event.delta) });
    else this.tell(event);
  }

  /** No more is said; what is still to come comes. */
  stop() {
    if (this.stopping) return;
    this.stopping = true;
    this.freeMicrophone();
    if (this.socket) this.send({ type: "session.finish" });
    setTimeout(() => this.close(), farewellMs);
  }

  freeMicrophone() {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    if (this.context && this.context.state !== "closed") this.context.close();
  }

  close(failure) {
    if (this.closed) return;
    this.closed = this.stopping = true;
    this.freeMicrophone();
    this.socket?.close();
    this.end(failure);
  }
}
