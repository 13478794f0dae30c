// The official Node client asks for transcripts in every form, as a stream, and wrongly.
import { createReadStream } from "node:fs";
import OpenAI from "openai";

const [baseURL, recording] = process.argv.slice(2);
const client = new OpenAI({ baseURL, apiKey: "any", maxRetries: 0 });
const ask = (more = {}) =>
    client.audio.transcriptions.create({ model: "dragoman", file: createReadStream(recording), ...more });

const streamed = { delta: "", done: "" };
for await (const event of await ask({ stream: true })) {
    if (event.type === "transcript.text.delta") streamed.delta += event.delta;
    if (event.type === "transcript.text.done") streamed.done = event.text;
}
const verbose = await ask({ response_format: "verbose_json", timestamp_granularities: ["word", "segment"] });
const translated = await client.audio.translations.create({
    model: "dragoman", file: createReadStream(recording), target_lang: "pt",
});
let refused = "";
try {
    await ask({ language: "klingon" });
} catch (error) {
    if (!(error instanceof OpenAI.BadRequestError)) throw error;
    refused = error.message;
}
console.log(JSON.stringify({
    json: (await ask()).text,
    text: await ask({ response_format: "text" }),
    srt: await ask({ response_format: "srt" }),
    vtt: await ask({ response_format: "vtt" }),
    streamed,
    verbose: { words: verbose.words.map((word) => word.word), segments: verbose.segments.length },
    translated: translated.text,
    refused,
}));
