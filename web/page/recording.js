// What is to be translated: a file, a link, or what the microphone hears.

import { Failure } from "./api.js";

const videoEndings = /\.(mp4|m4v|mov|mkv|webm|avi|flv|wmv)$/i;

/** {name, blob, format, isVideo} of a file. */
export function fromFile(file) {
  const isVideo = file.type.startsWith("video/") || (!file.type && videoEndings.test(file.name));
  return { name: file.name, blob: file, format: ending(file.name), isVideo };
}

/** The same of a link, or nothing where it is none. */
export function fromUrl(url) {
  if (!URL.canParse(url) || !/^https?:/i.test(url)) return undefined;
  const { pathname, host } = new URL(url);
  const name = decoded(pathname.split("/").pop()) || host;
  return { name, url, format: ending(pathname), isVideo: videoEndings.test(pathname) };
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a percent sign that means itself
  }
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
  // Browsers give it to pages of https and of this machine alone.
  if (!navigator.mediaDevices) throw new Failure("noMicrophoneHere");
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
  return { name: "", blob, format, isVideo: false, seconds: secondsSince(startedAt) };
}

export function secondsSince(startedAt) {
  return (Date.now() - startedAt) / 1000;
}
