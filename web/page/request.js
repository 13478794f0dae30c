// What is asked of the server: the bodies of its requests.

/** What a job and a chat completion have in common. `wish`: {from, to, voice, terms}. */
function wishes({ from, to, voice, terms }) {
  const options = { target_lang: to };
  if (from) options.source_lang = from;
  if (terms.length > 0) options.terms = terms;
  const request = {
    model: "dragoman",
    modalities: voice ? ["text", "audio"] : ["text"],
    translation_options: options,
  };
  if (voice) request.audio = { voice };
  return request;
}

/** The body of /v1/chat/completions. `data`: a data URL or a link. */
export function chatRequest(recording, data, wish) {
  const part = recording.isVideo
    ? { type: "video_url", video_url: { url: data } }
    : { type: "input_audio", input_audio: { data, format: recording.format } };
  const request = {
    ...wishes(wish),
    messages: [{ role: "user", content: [part] }],
    stream: true,
    stream_options: { include_usage: true, include_segments: true },
  };
  if (request.audio) request.audio.format = "wav";
  return request;
}

/** The body of /v1/jobs. `from`: {file_id} or {url}. A film has its speech in itself. */
export function jobRequest(recording, from, wish) {
  const media = recording.isVideo ? "video" : "audio";
  if (!wish.film) return { ...wishes(wish), ...from, media };
  const film = wish.voice ? { voices: [wish.voice] } : {};
  return { ...wishes({ ...wish, voice: "" }), ...from, media, film };
}

/** A glossary, one term a line: "cloud = nuvem". What is no pair is left out. */
export function parseTerms(lines) {
  return lines
    .split("\n")
    .map((line) => line.split("=").map((side) => side.trim()))
    .filter((sides) => sides.length === 2 && sides[0] && sides[1])
    .map(([source, target]) => ({ source, target }));
}
