// What is to be translated: a file, a link, or what the microphone hears.

const videoEndings = /\.(mp4|m4v|mov|mkv|webm|avi|flv|wmv)$/i;

/** {name, blob, format, isVideo} of a file. */
export function fromFile(file) {
  const isVideo = file.type.startsWith("video/") || (!file.type && videoEndings.test(file.name));
  return { name: file.name, blob: file, format: ending(file.name), isVideo };
}

export function fromUrl(url) {
  const path = new URL(url).pathname;
  const name = decodeURIComponent(path.split("/").pop() || url);
  return { name, url, format: ending(path), isVideo: videoEndings.test(path) };
}

function ending(name) {
  return /\.(\w+)$/.exec(name)?.[1].toLowerCase() ?? "wav";
}

/** The blob in base64, as a data URL. */
export function dataUrl(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve("data:;base64," + String(reader.result).split(",", 2)[1]);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}

/** Starts the microphone. Give it to stopMicrophone() for the recording. */
export async function startMicrophone() {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const recorder = new MediaRecorder(stream);
  const pieces = [];
  recorder.ondataavailable = (event) => pieces.push(event.data);
  recorder.start();
  return { stream, recorder, pieces, startedAt: Date.now() };
}

export async function stopMicrophone({ stream, recorder, pieces, startedAt }) {
  const stopped = new Promise((resolve) => recorder.addEventListener("stop", resolve));
  recorder.stop();
  await stopped;
  for (const track of stream.getTracks()) track.stop();
  const blob = new Blob(pieces, { type: recorder.mimeType });
  const format = /audio\/(\w+)/.exec(recorder.mimeType)?.[1] ?? "webm";
  return { name: "", blob, format, isVideo: false, seconds: (Date.now() - startedAt) / 1000 };
}
