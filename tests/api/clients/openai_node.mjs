// The official Node client. What it does not know goes into the body as it is: translation_options, as the
// guide has it, and extra_body, as somebody writes who comes from Python.
import { readFileSync } from "node:fs";
import OpenAI from "openai";

const [baseURL, recording, brokenRecording] = process.argv.slice(2);
const client = new OpenAI({ baseURL, apiKey: "any", maxRetries: 0 });

const languages = { translation_options: { source_lang: "en", target_lang: "pt" } };
const noLanguages = { translation_options: { source_lang: "en", target_lang: "klingon" } };
const streaming = { stream: true, stream_options: { include_usage: true } };

const ask = (data, more) =>
    client.chat.completions.create({
        model: "qwen3-livetranslate-flash",
        messages: [{ role: "user", content: [{ type: "input_audio", input_audio: { data, format: "wav" } }] }],
        modalities: ["text", "audio"],
        audio: { voice: "Cherry", format: "wav" },
        ...more,
    });

const usage = (of) => ({
    input: of.prompt_tokens,
    output: of.completion_tokens,
    audio_input: of.prompt_tokens_details.audio_tokens,
    audio_output: of.completion_tokens_details.audio_tokens,
});

async function streamed() {
    let text = "", speech = "", last;
    for await (const chunk of await ask(recording, { ...languages, ...streaming })) {
        text += chunk.choices[0]?.delta.content ?? "";
        speech += chunk.choices[0]?.delta.audio?.data ?? "";
        last = chunk;
    }
    return { text, speech, usage: usage(last.usage) };
}

async function whole() {
    const answer = await ask(recording, { extra_body: languages });
    const message = answer.choices[0].message;
    return { text: message.content, speech: message.audio.data, usage: usage(answer.usage) };
}

// The client's own error that ends what `act` does.
async function failure(kind, act) {
    try {
        await act();
    } catch (error) {
        if (!(error instanceof kind)) throw error;
        return { exception: error.constructor.name, message: error.message };
    }
    throw new Error("this should have failed");
}

async function readAll(answer) {
    for await (const _ of await answer);
}

console.log(JSON.stringify({
    version: JSON.parse(readFileSync("node_modules/openai/package.json")).version,
    streamed: await streamed(),
    refused: await failure(OpenAI.BadRequestError, () => ask(recording, { ...noLanguages, ...streaming })),
    broken: await failure(OpenAI.APIError, () => readAll(ask(brokenRecording, { ...languages, ...streaming }))),
    whole: await whole(),
}));
