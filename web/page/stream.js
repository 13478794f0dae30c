// One translation over the wire: the request, and its answer as it comes.

/** What the server, or the way to it, said went wrong. */
export class Failure extends Error {}

async function refusal(response) {
  try {
    return new Failure((await response.json()).error.message);
  } catch {
    return new Failure(`${response.status} ${response.statusText}`);
  }
}

function headers(key) {
  return key ? { Authorization: `Bearer ${key}` } : {};
}

/** GET, as JSON. */
export async function ask(path, key) {
  const response = await fetch(path, { headers: headers(key) });
  if (!response.ok) throw Object.assign(await refusal(response), { status: response.status });
  return response.json();
}

/** The events of a stream of server-sent events, each parsed. */
async function* events(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) throw new Failure("brokenOff");
    const parts = (rest + value).split("\n\n");
    rest = parts.pop();
    for (const part of parts) {
      if (!part.startsWith("data: ")) continue; // a comment
      const data = part.slice("data: ".length);
      if (data === "[DONE]") return;
      yield JSON.parse(data);
    }
  }
}

/** Posts a request of /v1/chat/completions and tells `listener` what comes:
 *  text(delta), audio(Int16Array), segment(object), cues(array), progress(object), usage(object). */
export async function translate(request, key, listener, signal) {
  const response = await fetch("v1/chat/completions", {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers(key) },
    body: JSON.stringify(request),
    signal,
  });
  if (!response.ok) throw await refusal(response);
  for await (const chunk of events(response)) {
    if (chunk.error) throw new Failure(chunk.error.message);
    const delta = chunk.choices[0]?.delta;
    if (delta?.content) listener.text(delta.content);
    if (delta?.audio?.data) listener.audio(samplesOf(delta.audio.data));
    if (chunk.segment) listener.segment(chunk.segment);
    if (chunk.cues) listener.cues(chunk.cues);
    if (chunk.progress) listener.progress(chunk.progress);
    if (chunk.usage) listener.usage(chunk.usage);
  }
}

function samplesOf(base64) {
  const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  return new Int16Array(bytes.buffer, 0, bytes.length >> 1);
}

/** The content part that carries a file or a link. */
export function contentPart(data, format, isVideo) {
  return isVideo
    ? { type: "video_url", video_url: { url: data } }
    : { type: "input_audio", input_audio: { data, format } };
}

export function chatRequest({ part, from, to, voice, terms }) {
  const options = { target_lang: to };
  if (from) options.source_lang = from;
  if (terms.length > 0) options.terms = terms;
  const request = {
    model: "dragoman",
    messages: [{ role: "user", content: [part] }],
    modalities: voice ? ["text", "audio"] : ["text"],
    stream: true,
    stream_options: { include_usage: true, include_segments: true },
    translation_options: options,
  };
  if (voice) request.audio = { voice, format: "wav" };
  return request;
}
